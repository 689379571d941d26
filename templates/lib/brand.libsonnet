// What every message of this company shares. Import it with: import 'brand.libsonnet'
local slack = import 'slack.libsonnet';

{
  name:: 'Acme',
  site:: 'https://acme.example',

  // One place for the emoji of a status, so that they mean the same in every channel.
  status(name)::
    local emoji = { ok: ':white_check_mark:', failed: ':x:', running: ':hourglass_flowing_sand:' };
    if std.objectHas(emoji, name) then emoji[name] else ':grey_question:',

  // The small print under a message.
  footer(parts=[]):: slack.context(
    parts + [slack.link($.site + '/settings/notifications', 'Notification settings')]
  ),

  // 123456.5 -> "€123,456.50"
  money(amount, symbol='€')::
    local cents = std.floor(amount * 100 + 0.5);
    local digits = std.toString(std.floor(cents / 100));
    local grouped(text) =
      local length = std.length(text);
      if length <= 3 then text
      else grouped(std.substr(text, 0, length - 3)) + ',' + std.substr(text, length - 3, 3);
    '%s%s.%02d' % [symbol, grouped(digits), cents % 100],
}
