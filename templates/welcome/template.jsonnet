// The older way of writing templates, which keeps working: `data` is just there, and the result is
// the bare array of the blocks. Nothing is imported, so nothing is escaped; new templates had better
// start like the others: `function(data)` and slack.libsonnet.
[
  {
    type: 'section',
    text: {
      type: 'mrkdwn',
      text: ':wave: Welcome to %s, *%s*!' % [data['$brand'].brand_name, data['$recipient'].first_name],
    },
  },
  {
    type: 'section',
    text: { type: 'mrkdwn', text: 'Three things to try first:' },
  },
] + [
  {
    type: 'section',
    text: { type: 'mrkdwn', text: '• <%(url)s|%(title)s>' % step },
  }
  for step in data.steps
] + (
  if 'invited_by' in data then [{
    type: 'context',
    elements: [{ type: 'mrkdwn', text: data.invited_by + ' invited you' }],
  }] else []
)
