// What the people on call see first. Category `system`: it goes before everything else.
local slack = import 'slack.libsonnet';

local severities = {
  critical: { emoji: ':rotating_light:', name: 'Critical' },
  major: { emoji: ':warning:', name: 'Major' },
  minor: { emoji: ':information_source:', name: 'Minor' },
};

function(data)
  local severity = severities[data.severity];

  slack.message('%s incident: %s' % [severity.name, data.title], [
    slack.header('%s %s' % [severity.emoji, slack.truncate(data.title, 120)]),
    slack.section(slack.truncate(data.summary, 2000)),
    slack.fields([
      ['Severity', severity.name],
      ['Service', slack.code(data.service)],
      ['Started', slack.date(data.started_at, '{time_secs}, {date_short_pretty}', data.started_text)],
      ['On call', slack.user(data.on_call)],
    ]),
    slack.divider,
    slack.actions([
      slack.button('Acknowledge', 'incident_acknowledge', value=data.incident_id, style='primary'),
      slack.button(
        'Escalate', 'incident_escalate', value=data.incident_id, style='danger',
        confirm=slack.confirm('Escalate?', 'This wakes the second line.', 'Escalate', 'Not yet'),
      ),
      slack.urlButton('Runbook', data.runbook_url, action='runbook'),
    ]),
    slack.context([['Incident ', slack.code(data.incident_id)]]),
  ])
