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

{
  // ---- Text ----

  // The escaped string. Only needed where you put a message together without this file.
  escape(text):: escape(if isString(text) then text else std.toString(text)),
  // A string that is not escaped. Never for data.
  raw(text):: raw(text),

  bold(text):: raw(mark(write(text), '*')),
  italic(text):: raw(mark(write(text), '_')),
  strike(text):: raw(mark(write(text), '~')),
  // Code on one line. A backtick in it would end it, so it becomes an apostrophe.
  code(text):: raw('`' + replace(writeLine(text), '`', "'") + '`'),
  // Code on lines of its own.
  codeBlock(text):: raw('```\n' + replace(write(text), '```', "'''") + '\n```'),
  // Quoted lines.
  quote(text):: raw(std.join('\n', ['>' + line for line in std.split(write(text), '\n')])),
  // The texts as a list.
  bullets(texts):: raw(std.join('\n', ['• ' + writeLine(text) for text in texts])),

  // A link. Without a label Slack shows the URL.
  link(url, label=null)::
    raw('<' + writeUrl(url) + (if label == null then '' else '|' + writeLine(label)) + '>'),
  // A mention, which pings the person: user('U024BE7LH').
  user(id):: raw('<@' + write(id) + '>'),
  // A link to a channel: channel('C024BE7LR').
  channel(id):: raw('<#' + write(id) + '>'),
  // A mention, which pings the group.
  usergroup(id):: raw('<!subteam^' + write(id) + '>'),
  here:: raw('<!here>'),
  everyone:: raw('<!everyone>'),
  everybodyInChannel:: raw('<!channel>'),
  emoji(name):: raw(':' + write(name) + ':'),
  // A time in each reader's own time zone: date(1700000000, '{date_short} at {time}', '14 Nov').
  date(epoch, format, fallback)::
    raw('<!date^%d^' % epoch + escape(format) + '|' + writeLine(fallback) + '>'),

  // At most `most` characters, the last of them '…' if something was cut. Of strings, before they
  // are marked up.
  truncate(text, most)::
    local string = if std.isString(text) then text else std.toString(text);
    if std.length(string) <= most then string else std.substr(string, 0, most - 1) + '…',

  // ---- Composition objects ----

  mrkdwn(text):: mrkdwn(write(text)),
  plain(text):: plain(write(text)),

  // "Are you sure?" before a button does what it does.
  confirm(title, text, confirm, deny, style=null):: {
    title: plain(write(title)),
    text: mrkdwn(write(text)),
    confirm: plain(write(confirm)),
    deny: plain(write(deny)),
    [if style != null then 'style']: style,
  },

  // ---- Blocks ----

  // Large and bold, at most 150 characters.
  header(text)::
    local string = write(text);
    checked(string, { type: 'header', text: plain(string) }),

  // A paragraph, at most 3,000 characters, with a button or an image beside it if you like.
  section(text, accessory=null)::
    local string = write(text);
    checked(string, {
      type: 'section',
      text: mrkdwn(string),
      [if accessory != null then 'accessory']: accessory,
    }),

  // Two columns of at most 10 [label, value] pairs.
  fields(pairs)::
    local strings = [mark(write(pair[0]), '*') + '\n' + write(pair[1]) for pair in pairs];
    checked(std.join('', strings), {
      type: 'section',
      fields: [mrkdwn(string) for string in strings],
    }),

  divider:: { type: 'divider' },

  // Small and grey: at most 10 texts or images.
  context(elements)::
    local all = [
      if std.isObject(element) && 'type' in element then element else mrkdwn(write(element))
      for element in (if std.isArray(elements) then elements else [elements])
    ];
    checked(std.join('', [element.text for element in all if 'text' in element]), {
      type: 'context',
      elements: all,
    }),

  // A picture with the text that those who can't see it get.
  image(url, alt, title=null):: {
    type: 'image',
    image_url: url,
    alt_text: alt,
    [if title != null then 'title']: plain(write(title)),
  },

  // A row of at most 25 buttons and menus.
  actions(elements):: { type: 'actions', elements: [e for e in elements if e != null] },

  // ---- Elements ----

  // A button that tells your backend `action` and `value`. The style is 'primary' or 'danger'.
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

  // A button that opens a page.
  urlButton(text, url, style=null, action=null)::
    local string = write(text);
    checked(string, {
      type: 'button',
      text: plain(string),
      url: url,
      [if style != null then 'style']: style,
      [if action != null then 'action_id']: action,
    }),

  // A small picture, beside a section or in a context.
  thumbnail(url, alt):: { type: 'image', image_url: url, alt_text: alt },

  // ---- Rich text: nothing in it is mrkdwn, so nothing is escaped ----

  richText(parts):: { type: 'rich_text', elements: parts },
  richSection(leaves):: { type: 'rich_text_section', elements: [leaf(value) for value in leaves] },
  // Items are strings, or arrays of leaves. The style is 'bullet' or 'ordered'.
  richList(items, style='bullet', indent=0):: {
    type: 'rich_text_list',
    style: style,
    indent: indent,
    elements: [
      { type: 'rich_text_section', elements: [leaf(v) for v in (if std.isArray(i) then i else [i])] }
      for i in items
    ],
  },
  richCode(text):: { type: 'rich_text_preformatted', elements: [leaf(text)] },
  richQuote(leaves):: { type: 'rich_text_quote', elements: [leaf(value) for value in leaves] },
  richBold(text):: leaf(text) { style: { bold: true } },
  richLink(url, text):: { type: 'link', url: url, text: text },
  richUser(id):: { type: 'user', user_id: id },
  richEmoji(name):: { type: 'emoji', name: name },

  // ---- The message ----

  // `text` is what notifications show. Blocks that are null are left out, so that
  // `if condition then slack.section(…)` is all it takes.
  message(text, blocks):: {
    text: write(text),
    blocks: [block for block in blocks if block != null],
  },
}
