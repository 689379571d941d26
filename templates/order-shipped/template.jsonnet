// A direct message to the buyer, once the carrier has the parcel.
local brand = import 'brand.libsonnet';
local slack = import 'slack.libsonnet';

function(data)
  local person = data['$recipient'];
  // The profile may not know a name.
  local name = if 'first_name' in person then person.first_name else 'there';

  slack.message('Your order %s is on its way' % data.order_id, [
    slack.header(':package: Your order is on its way'),
    slack.section(['Hi ', slack.bold(name), ', ', data.carrier, ' picked up your parcel.']),
    slack.fields([
      ['Order', slack.code(data.order_id)],
      ['Arrives', slack.date(data.arrives_at, '{date_long_pretty}', data.arrives_text)],
      ['Items', std.length(data.items)],
      ['Total', brand.money(data.total)],
    ]),
    slack.section(slack.bullets(['%(quantity)d × %(title)s' % item for item in data.items])),
    slack.actions([
      slack.urlButton('Track parcel', data.tracking_url, style='primary', action='track'),
      slack.button('Something is wrong', 'order_problem', value=data.order_id),
    ]),
    brand.footer(),
  ])
