// slack.libsonnet: Slack's blocks in few words, with data escaped.
//
//   local slack = import 'slack.libsonnet';
//
//   function(data)
//     slack.message('Order %s shipped' % data.order, [
//       slack.header('On its way'),
//       slack.section(['Hello ', slack.bold(data.name), ', see ', slack.link(data.url, 'where it is')]),
//     ])
//
// A TEXT is what every argument called `text` takes: a string, a number, something that was marked
// up by a function of this file, or an array of those, which is put together. Strings and numbers
// are escaped, so data can neither ping a channel nor forge a link. What is marked up is not escaped
// again; slack.raw() marks up a string as it is: use it for your own mrkdwn, never for data.
//
// Every function has its purpose in a comment, the limits that Slack sets, and after '>' an example;
// `bellhop docs slack.libsonnet` makes a page of them.
//
// Works from Jsonnet 0.17 on.

local isString = std.isString;
local replace = std.strReplace;

// '&' first: otherwise the others would be escaped twice.
local escape(string) = replace(replace(replace(string, '&', '&amp;'), '<', '&lt;'), '>', '&gt;');

local raw(text) = { raw: text };

// The string that a TEXT means.
local write(text) =
  if isString(text) then escape(text)
  else if std.isArray(text) then std.join('', [write(part) for part in text])
  else if std.isObject(text) then
    if 'raw' in text then text.raw else error 'a text is an object: name one of its fields'
  else if text == null then error 'a text is null: is a value missing in the data?'
  else escape(std.toString(text));

// A label must stay on one line.
local writeLine(text) = replace(write(text), '\n', ' ');

// The target of a link ends at '>' or '|'.
local writeUrl(url) =
  replace(replace(replace(replace(url, '<', '%3C'), '>', '%3E'), '|', '%7C'), '&', '&amp;');

// Around every line: marks do not reach over line ends.
local mark(string, with) =
  local lines = std.split(string, '\n');
  if std.length(lines) == 1 then with + string + with
  else std.join('\n', [if line == '' then '' else with + line + with for line in lines]);

local plain(string) = { type: 'plain_text', text: string, emoji: true };
local mrkdwn(string) = { type: 'mrkdwn', text: string };

// The functions that make blocks and buttons look at the strings in them before they answer.
// Otherwise what is wrong with a text would only show when the whole message is written, and the
// error could not name the line of the template.
local checked(string, block) = if isString(string) then block;

local leaf(value) =
  if isString(value) then { type: 'text', text: value }
  else if std.isNumber(value) then { type: 'text', text: std.toString(value) }
  else value;

local styled(style, value) = leaf(value) + { style+: { [style]: true } };
local list(value) = if std.isArray(value) then value else [value];
local given(fields) = { [name]: fields[name] for name in std.objectFields(fields) if fields[name] != null };
local label(text) = if text == null then null else plain(write(text));
// What may be a text object or an element already.
local asBody(text) = if text == null then null else mrkdwn(write(text));

// A cell of a table: rich text, a string or a number.
local cell(value) =
  if std.isObject(value) && 'type' in value then
    if value.type == 'rich_text' then value else { type: 'rich_text', elements: [value] }
  else if std.isArray(value) then
    { type: 'rich_text', elements: [{ type: 'rich_text_section', elements: [leaf(v) for v in value] }] }
  else
    local string = if isString(value) then value else if value == null then '' else std.toString(value);
    { type: 'raw_text', text: if string == '' then '–' else string };

local cut(string, most) =
  if std.length(string) <= most then string else std.substr(string, 0, most - 1) + '…';

// What stands in a chart is shown as it is, so escapes would be, too, and nothing can be marked up. What
// would be a mention in any other text is spaced out, so that it is none wherever else Slack shows it.
local spaced(string) = replace(replace(replace(string, '<!', '< !'), '<@', '< @'), '<#', '< #');
local caption(value, most) =
  if value == null then error 'a text of a chart is null: is a value missing in the data?'
  else if std.isObject(value) || std.isArray(value) then error 'a text of a chart is a string or a number'
  else cut(spaced(if isString(value) then value else std.toString(value)), most);
local axis(value) = if value == null then null else caption(value, 50);

local chart(title, strings, form) =
  local string = caption(title, 50);
  checked(std.join('', [string] + strings), { type: 'data_visualization', title: string, chart: form });

// Lines, bars and areas: series are [name, values], with a value for each category.
local plot(kind, title, categories, series, x, y) =
  local labels = [caption(category, 20) for category in categories];
  local row(name, values) =
    if std.length(values) == std.length(labels) then {
      name: name,
      data: [{ label: labels[i], value: values[i] } for i in std.range(0, std.length(labels) - 1)],
    } else error 'the series %s has %d values for %d categories' % [name, std.length(values), std.length(labels)];
  local rows = [row(caption(pair[0], 20), pair[1]) for pair in series];
  local axes = given({ categories: labels, x_label: axis(x), y_label: axis(y) });
  chart(title, labels + [one.name for one in rows], { type: kind, series: rows, axis_config: axes });

local choice(value) =
  if std.isObject(value) then value
  else if std.isArray(value) then { text: plain(write(value[0])), value: value[1] }
  else { text: plain(write(value)), value: value };
local menu(kind, action, placeholder, more) = given({
  type: kind,
  action_id: action,
  placeholder: label(placeholder),
} + more);

{
  // ---- Text ----

  // The escaped string. Only needed where you put a message together without this file.
  // > slack.raw(slack.escape('a < b & c'))
  escape(text):: escape(if isString(text) then text else std.toString(text)),
  // A string that is not escaped: your own mrkdwn, never data.
  // > slack.raw('*Ready* to go')
  raw(text):: raw(text),

  // Bold.
  // > slack.bold('Order 17')
  bold(text):: raw(mark(write(text), '*')),
  // Italic.
  // > slack.italic('soon')
  italic(text):: raw(mark(write(text), '_')),
  // Struck through.
  // > slack.strike('€ 12')
  strike(text):: raw(mark(write(text), '~')),
  // Code on one line. A backtick in it would end it, so it becomes an apostrophe.
  // > slack.code('cargo test')
  code(text):: raw('`' + replace(writeLine(text), '`', "'") + '`'),
  // Code on lines of its own.
  // > slack.codeBlock('let a = 1;\nlet b = 2;')
  codeBlock(text):: raw('```\n' + replace(write(text), '```', "'''") + '\n```'),
  // Quoted lines.
  // > slack.quote('Works for me.')
  quote(text):: raw(std.join('\n', ['>' + line for line in std.split(write(text), '\n')])),
  // The texts as a list.
  // > slack.bullets(['Milk', slack.bold('Bread')])
  bullets(texts):: raw(std.join('\n', ['• ' + writeLine(text) for text in texts])),

  // A link. Without a label Slack shows the URL. What would end a link is encoded.
  // > slack.link('https://example.com/orders/17', 'Order 17')
  link(url, label=null)::
    raw('<' + writeUrl(url) + (if label == null then '' else '|' + writeLine(label)) + '>'),
  // A mention, which pings the person.
  // > ['Assigned to ', slack.user('U024BE7LH')]
  user(id):: raw('<@' + write(id) + '>'),
  // A link to a channel.
  // > ['More in ', slack.channel('C024BE7LR')]
  channel(id):: raw('<#' + write(id) + '>'),
  // A mention, which pings the group.
  // > slack.usergroup('S024BE7LM')
  usergroup(id):: raw('<!subteam^' + write(id) + '>'),
  // Pings the active members of the channel. Like the next two it needs `broadcast_mentions = true` in
  // workflow.toml.
  // > [slack.here, ' the site is down']
  here:: raw('<!here>'),
  // Pings all members of the channel.
  // > [slack.everybodyInChannel, ' the site is down']
  everybodyInChannel:: raw('<!channel>'),
  // Pings everyone in the workspace who is not a guest; for the general channel.
  // > [slack.everyone, ' the office is closed']
  everyone:: raw('<!everyone>'),
  // An emoji by its name.
  // > slack.emoji('tada')
  emoji(name):: raw(':' + write(name) + ':'),
  // A time in each reader's own time zone; the fallback is for clients that can't. A URL makes it a link.
  // > slack.date(1700000000, '{date_short} at {time}', '14 Nov, 22:13')
  date(epoch, format, fallback, url=null)::
    raw('<!date^%d^' % epoch + escape(format) + (if url == null then '' else '^' + writeUrl(url))
        + '|' + writeLine(fallback) + '>'),

  // At most `most` characters, the last of them '…' if something was cut. Of strings, before they
  // are marked up.
  // > slack.truncate('A long title of something', 12)
  truncate(text, most)::
    local string = if std.isString(text) then text else std.toString(text);
    cut(string, most),

  // ---- Blocks ----

  // Large and bold, at most 150 characters.
  // > slack.header('Deploy finished')
  header(text)::
    local string = write(text);
    checked(string, { type: 'header', text: plain(string) }),

  // A paragraph, at most 3,000 characters, with a button, a menu or an image beside it if you like.
  // > slack.section(['Hello ', slack.bold('Ada')], slack.urlButton('Open', 'https://example.com'))
  section(text, accessory=null)::
    local string = write(text);
    checked(string, {
      type: 'section',
      text: mrkdwn(string),
      [if accessory != null then 'accessory']: accessory,
    }),

  // Two columns of at most 10 [label, value] pairs, each at most 2,000 characters.
  // > slack.fields([['Total', '€ 12'], ['Status', 'paid']])
  fields(pairs)::
    local strings = [mark(write(pair[0]), '*') + '\n' + write(pair[1]) for pair in pairs];
    checked(std.join('', strings), {
      type: 'section',
      fields: [mrkdwn(string) for string in strings],
    }),

  // A line.
  // > slack.divider
  divider:: { type: 'divider' },

  // Small and grey: at most 10 texts or images.
  // > slack.context(['Build 4711', slack.thumbnail('https://example.com/a.png', 'Ada')])
  context(elements)::
    local all = [
      if std.isObject(element) && 'type' in element then element else mrkdwn(write(element))
      for element in list(elements)
    ];
    checked(std.join('', [element.text for element in all if 'text' in element]), {
      type: 'context',
      elements: all,
    }),

  // A picture with the text, at most 2,000 characters, that those who can't see it get.
  // > slack.image('https://example.com/graph.png', 'Errors by hour', 'Errors')
  image(url, alt, title=null):: given({
    type: 'image',
    image_url: url,
    alt_text: alt,
    title: label(title),
  }),

  // A row of at most 25 buttons and menus. What is null is left out.
  // > slack.actions([slack.button('Approve', 'approve', style='primary')])
  actions(elements):: { type: 'actions', elements: [e for e in elements if e != null] },

  // At most 5 small buttons under an answer: feedbackButtons and iconButton.
  // > slack.contextActions([slack.feedbackButtons('rate', 'Good', 'Bad')])
  contextActions(elements):: { type: 'context_actions', elements: [e for e in elements if e != null] },

  // A question with a field for its answer. Label and hint have at most 2,000 characters.
  // > slack.input('Why?', slack.textInput('reason', multiline=true), optional=true)
  input(text, element, hint=null, optional=null, dispatch=null):: given({
    type: 'input',
    label: label(text),
    element: element,
    hint: label(hint),
    optional: optional,
    dispatch_action: dispatch,
  }),

  // Markdown, as language models write it; at most 12,000 characters in the whole message. '<' and '>'
  // in data are escaped, so it can't mention anybody; other marks of Markdown are live.
  // > slack.markdown('**Done**: 3 of 4 checks passed')
  markdown(text)::
    local part(value) =
      if std.isArray(value) then std.join('', [part(v) for v in value])
      else if std.isObject(value) then value.raw
      else replace(replace(if isString(value) then value else std.toString(value), '<', '&lt;'), '>', '&gt;');
    local string = part(text);
    checked(string, { type: 'markdown', text: string }),

  // An embedded video. Title and description have less than 200 characters; the app needs the scope
  // links.embed:write and the domain among its unfurl domains.
  // > slack.video('Demo', 'https://example.com/v', 'https://example.com/t.png', 'A short demo')
  video(title, url, thumbnail, alt, description=null, author=null, titleUrl=null):: given({
    type: 'video',
    title: label(title),
    video_url: url,
    thumbnail_url: thumbnail,
    alt_text: alt,
    description: label(description),
    author_name: author,
    title_url: titleUrl,
  }),

  // A table of at most 100 rows of 20 cells; one in a message. A cell is a string, a number, or an array
  // of leaves of rich text. Columns are 'left', 'center', 'right' or null.
  // > slack.table([['Item', 'Price'], ['Tea', 3], [[slack.richBold('Cake')], 4]], ['left', 'right'])
  table(rows, columns=null):: given({
    type: 'table',
    rows: [[cell(value) for value in row] for row in rows],
    column_settings: if columns == null then null
    else [if align == null then null else { align: align } for align in columns],
  }),

  // A table that is sorted and paged; the first row is the header, then at most 100 rows.
  // > slack.dataTable('Prices', [['Item', 'Price'], ['Tea', 3]])
  dataTable(caption, rows, pageSize=null):: given({
    type: 'data_table',
    caption: caption,
    rows: [[cell(value) for value in row] for row in rows],
    page_size: pageSize,
  }),

  // A chart of lines: at most 20 categories, and at most 6 series, each a [name, values] with a value for
  // each category. `x` and `y` say what the axes are. A title or label of an axis that is longer than 50
  // characters is cut, and so is a category or name longer than 20. A message has at most 2 charts.
  // > slack.lineChart('Balance', ['Mon', 'Tue', 'Wed'], [['Web', [-40, 10, 35]], ['App', [20, 15, -10]]], y='€')
  lineChart(title, categories, series, x=null, y=null):: plot('line', title, categories, series, x, y),

  // The same with bars: those of one category stand side by side.
  // > slack.barChart('Orders by day', ['Mon', 'Tue'], [['Web', [320, 410]], ['App', [120, 180]]], x='Day')
  barChart(title, categories, series, x=null, y=null):: plot('bar', title, categories, series, x, y),

  // The same with areas, the first series at the back.
  // > slack.areaChart('Load', ['9:00', '10:00', '11:00'], [['All', [32, 41, 28]], ['Night', [12, 18, 9]]])
  areaChart(title, categories, series, x=null, y=null):: plot('area', title, categories, series, x, y),

  // A pie of at most 6 [label, value]; a value of 0 has no slice. Titles and labels are cut as above.
  // > slack.pieChart('Tickets by team', [['Shop', 45], ['Search', 28], ['Billing', 12]])
  pieChart(title, segments)::
    local slices = [{ label: caption(pair[0], 20), value: pair[1] } for pair in segments if pair[1] != 0];
    chart(title, [slice.label for slice in slices], { type: 'pie', segments: slices }),

  // A card: title and subtitle at most 150 characters, body at most 200, at most 2 buttons.
  // > slack.card('Order 17', body='Two teas', actions=[slack.button('Open', 'open')])
  card(title=null, body=null, subtitle=null, actions=null):: given({
    type: 'card',
    title: asBody(title),
    subtitle: asBody(subtitle),
    body: asBody(body),
    actions: actions,
  }),

  // At most 10 cards side by side.
  // > slack.carousel([slack.card('One'), slack.card('Two')])
  carousel(cards):: { type: 'carousel', elements: cards },

  // At most 10 blocks in a frame with a title; it can be folded.
  // > slack.container('Details', [slack.section('Three checks failed')], collapsed=true)
  container(title, blocks, subtitle=null, width=null, collapsed=null):: given({
    type: 'container',
    title: label(title),
    subtitle: label(subtitle),
    child_blocks: [block for block in blocks if block != null],
    width: width,
    is_collapsible: if collapsed == null then null else true,
    default_collapsed: collapsed,
  }),

  // A task of an agent: 'pending', 'in_progress', 'complete' or 'error'.
  // > slack.taskCard('t1', 'Read the log', 'complete')
  taskCard(id, title, status=null):: given({ type: 'task_card', task_id: id, title: title, status: status }),

  // What an agent is about to do; one in a message.
  // > slack.plan('Fix the build', [slack.taskCard('t1', 'Read the log', 'complete')])
  plan(title, tasks=null):: given({ type: 'plan', title: title, tasks: tasks }),

  // Rich text of sections, lists, code and quotes. Nothing in it is mrkdwn, so nothing is escaped.
  // > slack.richText([slack.richSection(['Hello ', slack.richBold('Ada')])])
  richText(parts):: { type: 'rich_text', elements: parts },

  // ---- Elements ----

  // A button that tells your backend `action` and `value`. The text has at most 75 characters, the
  // value 2,000. The style is 'primary' or 'danger'.
  // > slack.actions([slack.button('Delete', 'delete', '17', 'danger', slack.confirm('Sure?', 'It is gone then.', 'Delete', 'Keep'))])
  button(text, action, value=null, style=null, confirm=null)::
    local string = write(text);
    checked(string, {
      type: 'button',
      text: plain(string),
      action_id: action,
      [if value != null then 'value']: value,
      [if style != null then 'style']: style,
      [if confirm != null then 'confirm']: confirm,
    }),

  // A button that opens a page. The URL has at most 3,000 characters.
  // > slack.actions([slack.urlButton('Open', 'https://example.com/orders/17')])
  urlButton(text, url, style=null, action=null)::
    local string = write(text);
    checked(string, {
      type: 'button',
      text: plain(string),
      url: url,
      [if style != null then 'style']: style,
      [if action != null then 'action_id']: action,
    }),

  // A button that starts a workflow of Slack's, by the URL of its trigger.
  // > slack.actions([slack.workflowButton('Start', 'https://slack.com/shortcuts/Ft1/x', 'start')])
  workflowButton(text, triggerUrl, action=null):: given({
    type: 'workflow_button',
    text: label(text),
    action_id: action,
    workflow: { trigger: { url: triggerUrl } },
  }),

  // A small picture, beside a section or in a context.
  // > slack.section('Ada', slack.thumbnail('https://example.com/ada.png', 'Ada'))
  thumbnail(url, alt):: { type: 'image', image_url: url, alt_text: alt },

  // Two buttons that say how good an answer was, in contextActions.
  // > slack.contextActions([slack.feedbackButtons('rate', 'Good', 'Bad')])
  feedbackButtons(action, good, bad):: {
    type: 'feedback_buttons',
    action_id: action,
    positive_button: { text: plain(write(good)), value: 'good' },
    negative_button: { text: plain(write(bad)), value: 'bad' },
  },

  // A button with a bin, in contextActions.
  // > slack.contextActions([slack.iconButton('Delete', 'delete')])
  iconButton(text, action, value=null):: given({
    type: 'icon_button',
    icon: 'trash',
    text: label(text),
    action_id: action,
    value: value,
  }),

  // A menu behind three dots: 1 to 5 options.
  // > slack.section('Order 17', slack.overflow('more', [['Copy', 'copy'], ['Delete', 'delete']]))
  overflow(action, options, confirm=null):: given({
    type: 'overflow',
    action_id: action,
    options: [choice(value) for value in options],
    confirm: confirm,
  }),

  // At most 10 boxes to tick.
  // > slack.actions([slack.checkboxes('extras', ['Milk', ['No sugar', 'plain']])])
  checkboxes(action, options, initial=null):: given({
    type: 'checkboxes',
    action_id: action,
    options: [choice(value) for value in options],
    initial_options: if initial == null then null else [choice(value) for value in initial],
  }),

  // At most 10 options of which one is chosen.
  // > slack.actions([slack.radioButtons('size', ['Small', 'Large'], 'Small')])
  radioButtons(action, options, initial=null):: given({
    type: 'radio_buttons',
    action_id: action,
    options: [choice(value) for value in options],
    initial_option: if initial == null then null else choice(initial),
  }),

  // A menu of at most 100 options, each a string, a [text, value] or an option.
  // > slack.actions([slack.select('size', ['Small', ['Large', 'l']], 'How large?')])
  select(action, options, placeholder=null, initial=null)::
    menu('static_select', action, placeholder, {
      options: [choice(value) for value in options],
      initial_option: if initial == null then null else choice(initial),
    }),

  // The same, of which several are chosen.
  // > slack.section('Toppings', slack.multiSelect('toppings', ['Nuts', 'Fruit'], most=2))
  multiSelect(action, options, placeholder=null, most=null)::
    menu('multi_static_select', action, placeholder, {
      options: [choice(value) for value in options],
      max_selected_items: most,
    }),

  // A menu of options under labels: at most 100 [label, options].
  // > slack.actions([slack.groupedSelect('fruit', [['Red', ['Apple']], ['Yellow', ['Banana']]])])
  groupedSelect(action, groups, placeholder=null)::
    menu('static_select', action, placeholder, {
      option_groups: [
        { label: plain(write(group[0])), options: [choice(value) for value in group[1]] }
        for group in groups
      ],
    }),

  // A menu whose options your backend gives, after so many letters (3 if nothing is said).
  // > slack.actions([slack.externalSelect('order', 'Which order?', 2)])
  externalSelect(action, placeholder=null, minQuery=null)::
    menu('external_select', action, placeholder, { min_query_length: minQuery }),

  // A menu of people.
  // > slack.actions([slack.usersSelect('assignee', 'Whose is it?')])
  usersSelect(action, placeholder=null, initial=null)::
    menu('users_select', action, placeholder, { initial_user: initial }),

  // A menu of conversations: 'im', 'mpim', 'private' and 'public' ones.
  // > slack.actions([slack.conversationsSelect('where', 'Where to?', ['public'])])
  conversationsSelect(action, placeholder=null, include=null)::
    menu('conversations_select', action, placeholder, {
      filter: if include == null then null else { include: include },
    }),

  // A menu of public channels.
  // > slack.actions([slack.channelsSelect('channel', 'Which channel?')])
  channelsSelect(action, placeholder=null, initial=null)::
    menu('channels_select', action, placeholder, { initial_channel: initial }),

  // A day, YYYY-MM-DD.
  // > slack.actions([slack.datePicker('due', '2026-12-24')])
  datePicker(action, initial=null, placeholder=null)::
    menu('datepicker', action, placeholder, { initial_date: initial }),

  // A time of day, HH:mm.
  // > slack.actions([slack.timePicker('at', '09:30')])
  timePicker(action, initial=null, placeholder=null)::
    menu('timepicker', action, placeholder, { initial_time: initial }),

  // A moment, in seconds since 1970.
  // > slack.actions([slack.dateTimePicker('at', 1700000000)])
  dateTimePicker(action, initial=null):: given({
    type: 'datetimepicker',
    action_id: action,
    initial_date_time: initial,
  }),

  // A field for a text, in an input. Lengths are 0 to 3,000.
  // > slack.input('Why?', slack.textInput('reason', 'Tell us more', maxLength=500))
  textInput(action, placeholder=null, multiline=null, initial=null, minLength=null, maxLength=null)::
    menu('plain_text_input', action, placeholder, {
      multiline: multiline,
      initial_value: initial,
      min_length: minLength,
      max_length: maxLength,
    }),

  // A field for rich text, in an input.
  // > slack.input('Your notes', slack.richTextInput('notes'))
  richTextInput(action, placeholder=null):: menu('rich_text_input', action, placeholder, {}),

  // ---- Composition objects ----

  // A text object whose marks are shown.
  // > { type: 'section', text: slack.mrkdwn(['Hello ', slack.bold('Ada')]) }
  mrkdwn(text):: mrkdwn(write(text)),
  // A text object without marks.
  // > { type: 'header', text: slack.plain('Hello') }
  plain(text):: plain(write(text)),
  // An option of a menu; text, value and description have at most 75, 150 and 75 characters.
  // > slack.actions([slack.select('size', [slack.option('Large', 'l', 'For two')])])
  option(text, value, description=null):: given({
    text: label(text),
    value: value,
    description: label(description),
  }),
  // "Are you sure?" before a button does what it does: at most 100, 300, 30 and 30 characters.
  // > slack.actions([slack.button('Delete', 'delete', confirm=slack.confirm('Sure?', 'It is gone then.', 'Delete', 'Keep'))])
  confirm(title, text, confirm, deny, style=null):: {
    title: plain(write(title)),
    text: mrkdwn(write(text)),
    confirm: plain(write(confirm)),
    deny: plain(write(deny)),
    [if style != null then 'style']: style,
  },

  // ---- Rich text ----

  // A paragraph of leaves: strings, numbers, and what the functions below give.
  // > slack.richText([slack.richSection(['See ', slack.richLink('https://example.com', 'here')])])
  richSection(leaves):: { type: 'rich_text_section', elements: [leaf(value) for value in leaves] },
  // Items are strings, or arrays of leaves. The style is 'bullet' or 'ordered'.
  // > slack.richText([slack.richList(['one', ['two ', slack.richEmoji('tada')]], 'ordered')])
  richList(items, style='bullet', indent=0):: {
    type: 'rich_text_list',
    style: style,
    indent: indent,
    elements: [
      { type: 'rich_text_section', elements: [leaf(value) for value in list(item)] }
      for item in items
    ],
  },
  // Code on lines of its own.
  // > slack.richText([slack.richCode('cargo test')])
  richCode(text):: { type: 'rich_text_preformatted', elements: [leaf(text)] },
  // A quotation.
  // > slack.richText([slack.richQuote(['Works for me.'])])
  richQuote(leaves):: { type: 'rich_text_quote', elements: [leaf(value) for value in leaves] },
  // Bold; the marks can be put into one another.
  // > slack.richText([slack.richSection([slack.richBold(slack.richItalic('now'))])])
  richBold(text):: styled('bold', text),
  // Italic.
  // > slack.richText([slack.richSection([slack.richItalic('soon')])])
  richItalic(text):: styled('italic', text),
  // Struck through.
  // > slack.richText([slack.richSection([slack.richStrike('€ 12')])])
  richStrike(text):: styled('strike', text),
  // Code in a line.
  // > slack.richText([slack.richSection([slack.richInlineCode('cargo test')])])
  richInlineCode(text):: styled('code', text),
  // A link.
  // > slack.richText([slack.richSection([slack.richLink('https://example.com', 'here')])])
  richLink(url, text=null):: given({ type: 'link', url: url, text: text }),
  // A mention, which pings the person.
  // > slack.richText([slack.richSection([slack.richUser('U024BE7LH')])])
  richUser(id):: { type: 'user', user_id: id },
  // A mention, which pings the group.
  // > slack.richText([slack.richSection([slack.richUsergroup('S024BE7LM')])])
  richUsergroup(id):: { type: 'usergroup', usergroup_id: id },
  // A link to a channel.
  // > slack.richText([slack.richSection([slack.richChannel('C024BE7LR')])])
  richChannel(id):: { type: 'channel', channel_id: id },
  // An emoji by its name.
  // > slack.richText([slack.richSection([slack.richEmoji('tada')])])
  richEmoji(name):: { type: 'emoji', name: name },
  // Pings 'here', 'channel' or 'everyone'; needs `broadcast_mentions = true` in workflow.toml.
  // > slack.richText([slack.richSection([slack.richBroadcast('here')])])
  richBroadcast(range):: { type: 'broadcast', range: range },
  // A colour, #rrggbb, with a sample of it.
  // > slack.richText([slack.richSection([slack.richColor('#36a64f')])])
  richColor(hex):: { type: 'color', value: hex },
  // A time in each reader's own time zone.
  // > slack.richText([slack.richSection([slack.richDate(1700000000, '{date_short}', '14 Nov')])])
  richDate(epoch, format, fallback):: {
    type: 'date',
    timestamp: epoch,
    format: format,
    fallback: fallback,
  },

  // ---- The message ----

  // `text` is what notifications show. Blocks that are null are left out, so that
  // `if condition then slack.section(…)` is all it takes. At most 50 blocks.
  // > slack.message('Order 17 shipped', [slack.header('On its way'), slack.divider])
  message(text, blocks, attachments=null):: {
    text: write(text),
    blocks: [block for block in blocks if block != null],
    [if attachments != null then 'attachments']: attachments,
  },
  // Blocks with a coloured bar at their side: 'good', 'warning', 'danger' or #rrggbb.
  // > slack.message('Build failed', [], [slack.attachment('danger', [slack.section('Three tests failed')])])
  attachment(color, blocks):: {
    color: color,
    blocks: [block for block in blocks if block != null],
  },
}
