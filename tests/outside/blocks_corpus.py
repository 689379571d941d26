"""Messages at the limits that Slack's Python SDK knows, and one off them.

The limits are the SDK's own attributes, read from its classes: where a newer SDK has another limit, the
corpus moves with it, and the linter has to agree or to be told why not.
"""

from slack_sdk.models.blocks import (
    ActionsBlock,
    ButtonElement,
    CardBlock,
    CarouselBlock,
    ConfirmObject,
    ContainerBlock,
    ContextActionsBlock,
    ContextBlock,
    HeaderBlock,
    ImageBlock,
    ImageElement,
    InputBlock,
    MarkdownBlock,
    Option,
    OptionGroup,
    OverflowMenuElement,
    SectionBlock,
    StaticSelectElement,
    VideoBlock,
)
from slack_sdk.models.blocks.block_elements import InputInteractiveElement, InteractiveElement
from slack_sdk.models.blocks.blocks import Block


def x(count):
    return "x" * count


def plain(count=5):
    return {"type": "plain_text", "text": x(count)}


def mrkdwn(count=5):
    return {"type": "mrkdwn", "text": x(count)}


def url(count=30):
    return "https://example.com/" + x(count - 20)


def button(number=0, **more):
    return {"type": "button", "text": plain(), "action_id": f"b{number}"} | more


def option(**more):
    return {"text": plain(), "value": "v"} | more


def confirm(**more):
    return {"title": plain(), "text": plain(), "confirm": plain(), "deny": plain()} | more


def section(**more):
    return {"type": "section", "text": mrkdwn()} | more


def acting(*elements):
    return {"type": "actions", "elements": list(elements)}


def asking(**more):
    return {"type": "input", "label": plain(), "element": {"type": "plain_text_input", "action_id": "a"}} | more


def select(**more):
    return {"type": "static_select", "action_id": "a", "options": [option()]} | more


def options(count):
    return [option(value=str(number)) for number in range(count)]


def grouped(*groups):
    return {"type": "static_select", "action_id": "a", "option_groups": list(groups)}


def image(**more):
    return {"type": "image", "image_url": url(), "alt_text": "x"} | more


def video(**more):
    links = {"title": plain(), "thumbnail_url": url(), "video_url": url()}
    return {"type": "video", "alt_text": "x"} | links | more


def feedback(number):
    kind = {"type": "feedback_buttons", "action_id": f"f{number}"}
    return kind | {f"{name}_button": {"text": plain(), "value": "v"} for name in ("positive", "negative")}


def card(**more):
    return {"type": "card", "title": mrkdwn()} | more


def container(**more):
    return {"type": "container", "title": plain(), "child_blocks": [section()]} | more


# A name, a block by how long or how many, and the most that the SDK lets pass.
LIMITS = [
    ("block_id", lambda n: section(block_id=x(n)), Block.block_id_max_length),
    ("section text", lambda n: section(text=mrkdwn(n)), SectionBlock.text_max_length),
    ("section fields", lambda n: section(fields=[plain()] * n), SectionBlock.fields_max_length),
    ("header text", lambda n: {"type": "header", "text": plain(n)}, HeaderBlock.text_max_length),
    ("image url", lambda n: image(image_url=url(n)), ImageBlock.image_url_max_length),
    ("image alt_text", lambda n: image(alt_text=x(n)), ImageBlock.alt_text_max_length),
    ("image title", lambda n: image(title=plain(n)), ImageBlock.title_max_length),
    ("actions elements", lambda n: acting(*map(button, range(n))), ActionsBlock.elements_max_length),
    ("context elements", lambda n: {"type": "context", "elements": [plain()] * n}, ContextBlock.elements_max_length),
    (
        "context_actions elements",
        lambda n: {"type": "context_actions", "elements": list(map(feedback, range(n)))},
        ContextActionsBlock.elements_max_length,
    ),
    ("input label", lambda n: asking(label=plain(n)), InputBlock.label_max_length),
    ("input hint", lambda n: asking(hint=plain(n)), InputBlock.hint_max_length),
    ("markdown text", lambda n: {"type": "markdown", "text": x(n)}, MarkdownBlock.text_max_length),
    ("video title", lambda n: video(title=plain(n)), VideoBlock.title_max_length),
    ("video author_name", lambda n: video(author_name=x(n)), VideoBlock.author_name_max_length),
    ("card title", lambda n: card(title=mrkdwn(n)), CardBlock.title_max_length),
    ("card subtitle", lambda n: card(subtitle=mrkdwn(n)), CardBlock.subtitle_max_length),
    ("card body", lambda n: card(body=mrkdwn(n)), CardBlock.body_max_length),
    ("carousel elements", lambda n: {"type": "carousel", "elements": [card()] * n}, CarouselBlock.elements_max_length),
    ("container title", lambda n: container(title=plain(n)), ContainerBlock.title_max_length),
    ("container subtitle", lambda n: container(subtitle=plain(n)), ContainerBlock.subtitle_max_length),
    ("container children", lambda n: container(child_blocks=[section()] * n), ContainerBlock.child_blocks_max_length),
    ("action_id", lambda n: acting(button(action_id=x(n))), InteractiveElement.action_id_max_length),
    ("placeholder", lambda n: acting(select(placeholder=plain(n))), InputInteractiveElement.placeholder_max_length),
    ("button text", lambda n: acting(button(text=plain(n))), ButtonElement.text_max_length),
    ("button url", lambda n: acting(button(url=url(n))), ButtonElement.url_max_length),
    ("button value", lambda n: acting(button(value=x(n))), ButtonElement.value_max_length),
    ("button label", lambda n: acting(button(accessibility_label=x(n))), ButtonElement.text_max_length),
    ("image beside url", lambda n: section(accessory=image(image_url=url(n))), ImageElement.image_url_max_length),
    ("image beside alt_text", lambda n: section(accessory=image(alt_text=x(n))), ImageElement.alt_text_max_length),
    ("option text", lambda n: acting(select(options=[option(text=plain(n))])), Option.label_max_length),
    ("option value", lambda n: acting(select(options=[option(value=x(n))])), Option.value_max_length),
    (
        "select options",
        lambda n: acting(select(options=options(n))),
        StaticSelectElement.options_max_length,
    ),
    (
        "overflow options",
        lambda n: section(accessory={"type": "overflow", "action_id": "a", "options": options(n)}),
        OverflowMenuElement.options_max_length,
    ),
    (
        "group label",
        lambda n: acting(grouped({"label": plain(n), "options": [option()]})),
        OptionGroup.label_max_length,
    ),
    ("confirm title", lambda n: acting(button(confirm=confirm(title=plain(n)))), ConfirmObject.title_max_length),
    ("confirm text", lambda n: acting(button(confirm=confirm(text=plain(n)))), ConfirmObject.text_max_length),
    ("confirm yes", lambda n: acting(button(confirm=confirm(confirm=plain(n)))), ConfirmObject.confirm_max_length),
    ("confirm no", lambda n: acting(button(confirm=confirm(deny=plain(n)))), ConfirmObject.deny_max_length),
]

# Blocks that are wrong in another way, and good ones beside them.
OTHERS = [
    ("section with neither text nor fields", {"type": "section", "block_id": "b"}),
    ("section with fields alone", {"type": "section", "fields": [plain()]}),
    ("header without text", {"type": "header"}),
    ("markdown of nothing", {"type": "markdown", "text": ""}),
    ("video without alt_text", {key: value for key, value in video().items() if key != "alt_text"}),
    ("video without title", {key: value for key, value in video().items() if key != "title"}),
    ("video without video_url", {key: value for key, value in video().items() if key != "video_url"}),
    ("video without thumbnail_url", {key: value for key, value in video().items() if key != "thumbnail_url"}),
    ("context_actions of nothing", {"type": "context_actions", "elements": []}),
    ("card of nothing", {"type": "card"}),
    ("carousel of nothing", {"type": "carousel", "elements": []}),
    ("container without title", {"type": "container", "child_blocks": [section()]}),
    ("container of nothing", container(child_blocks=[])),
    ("container as wide as it is not", container(width="huge")),
    ("container with a width", container(width="wide")),
    ("table without rows", {"type": "table"}),
    ("task card with a status", {"type": "task_card", "task_id": "t", "title": "x", "status": "complete"}),
    ("task card with no such status", {"type": "task_card", "task_id": "t", "title": "x", "status": "done"}),
    ("button with a style", acting(button(style="primary"))),
    ("button with no such style", acting(button(style="secondary"))),
    ("overflow of nothing", section(accessory={"type": "overflow", "action_id": "a", "options": []})),
    ("alert with a level", {"type": "alert", "text": mrkdwn(), "level": "warning"}),
    ("alert with no such level", {"type": "alert", "text": mrkdwn(), "level": "fatal"}),
    ("alert without text", {"type": "alert", "level": "info"}),
    ("input with a button", asking(element=button())),
    ("divider", {"type": "divider"}),
    ("no such block", {"type": "banner"}),
]


def corpus():
    """Every block with its name."""
    for name, make, limit in LIMITS:
        for count in (1, limit - 1, limit, limit + 1):
            # No URL is that short.
            if count > 20 or "url" not in name:
                yield f"{name}: {count}", make(count)
    yield from OTHERS
