// A summary on Monday morning, started by an event of its own. Nobody waits for it, so its category
// is `promotional`: it gives way to everything else.
local brand = import 'brand.libsonnet';
local slack = import 'slack.libsonnet';

// More items would only hide the good ones.
local most = 10;

local trend(change) =
  if change > 0 then ':small_red_triangle: %d %%' % change
  else if change < 0 then ':small_red_triangle_down: %d %%' % -change
  else 'unchanged';

local item(number, it) = slack.section([
  slack.bold([number, '. ', slack.link(it.url, slack.truncate(it.title, 80))]),
  '\n%d views · ' % it.views,
  slack.raw(trend(it.change)),
]);

function(data)
  local items = data.items[0:most];
  local left = std.length(data.items) - std.length(items);

  slack.message('Your week in %s: %d pages people read' % [data.team, std.length(data.items)], [
    slack.header('Your week in ' + slack.truncate(data.team, 100)),
    slack.context([data.week, 'for ' + data['$recipient'].distinct_id]),
    slack.divider,
  ] + [
    item(index + 1, items[index])
    for index in std.range(0, std.length(items) - 1)
  ] + [
    slack.divider,
    if left > 0 then slack.section(slack.italic('… and %d more' % left)),
    slack.actions([slack.urlButton('See all', data.report_url, action='digest_all')]),
    brand.footer(),
  ])
