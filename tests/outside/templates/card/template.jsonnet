// A message with blocks, as most are.
local slack = import 'slack.libsonnet';

function(data) slack.message(data.text, [slack.section(slack.bold(data.text))])
