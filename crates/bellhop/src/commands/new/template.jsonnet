// What `data` holds is in example.json: what the trigger brings, and '$recipient', who gets it.
// Texts are escaped. The studio's Library, and docs/slack.libsonnet.md, show all that there is.
local slack = import 'slack.libsonnet';

function(data)
  local person = data['$recipient'];
  local name = if 'first_name' in person then person.first_name else 'there';

  slack.message('NAME: %s' % data.title, [
    slack.header('NAME'),
    slack.section(['Hi ', slack.bold(name), ', ', data.title, '.']),
    slack.actions([
      slack.urlButton('Have a look', data.url),
    ]),
  ])
