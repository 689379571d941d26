// What is written about an incident while it lasts: a reply in the thread of its card.
local slack = import 'slack.libsonnet';

function(data)
  slack.message('%s: %s' % [data.incident_id, slack.truncate(data.note, 120)], [
    slack.section(slack.truncate(data.note, 2000)),
    slack.context([[slack.user(data.author), ' on ', slack.code(data.incident_id)]]),
  ])
