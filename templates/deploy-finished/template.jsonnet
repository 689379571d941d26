// One line in the team's channel per deploy; a failed one also says how to look at it.
local brand = import 'brand.libsonnet';
local slack = import 'slack.libsonnet';

function(data)
  local failed = data.status == 'failed';
  local verb = if failed then 'failed' else 'finished';
  local headline = 'Deploy of %s to %s %s' % [data.service, data.environment, verb];

  slack.message(headline, [
    slack.section(
      [
        slack.raw(brand.status(data.status)), ' ', slack.bold(data.service),
        ' ', slack.code(data.version), ' to ', slack.bold(data.environment), ' ', verb,
      ],
      accessory=slack.urlButton('Logs', data.logs_url, action='logs'),
    ),
    // `if` without `else` gives null, and null blocks are left out.
    if failed then slack.section(slack.codeBlock(slack.truncate(data.problem, 1000))),
    slack.context([
      ['by ', data['$actor'].name],
      ['took %d s' % data.seconds],
      slack.link(data.commit_url, slack.truncate(data.commit_title, 60)),
    ]),
  ])
