// A markdown block: standard Markdown, parsed by marked and drawn here, so that no HTML of a
// sender ever reaches the page. Raw HTML is shown as the text it is.
import { type Token, type Tokens, lexer } from "marked";
import { type ReactNode, useMemo } from "react";
import { ExternalLink } from "../mrkdwn/ExternalLink";
import { unescape } from "../mrkdwn/tree";
import { MarkdownTable } from "./MarkdownTable";
import { MarkdownText } from "./MarkdownText";
import { Picture } from "./Picture";

export function Markdown({ text }: { text: string }) {
  const tokens = useMemo(() => lexer(text, { gfm: true, breaks: true }), [text]);
  return (
    <div className="bk-markdown">
      <MarkdownTokens tokens={tokens} />
    </div>
  );
}

export function MarkdownTokens({ tokens }: { tokens: Token[] | undefined }) {
  return (tokens ?? []).map((token, index) => <MarkdownToken key={index} token={token as Tokens.Generic} />);
}

/** Tokens of marked that only wrap their children, by the element they become. */
const WRAPPERS: Record<string, "p" | "strong" | "em" | "s" | "blockquote"> = {
  paragraph: "p",
  strong: "strong",
  em: "em",
  del: "s",
  blockquote: "blockquote",
};

function MarkdownToken({ token }: { token: Tokens.Generic }): ReactNode {
  const Wrapper = WRAPPERS[token.type];
  if (Wrapper) {
    return (
      <Wrapper className={Wrapper === "blockquote" ? "quote" : undefined}>
        <MarkdownTokens tokens={token.tokens} />
      </Wrapper>
    );
  }
  switch (token.type) {
    case "heading":
      // One level in the page's outline, six sizes: see Header.tsx.
      return (
        <h3 className={`bk-header bk-header-${token["depth"]}`}>
          <MarkdownTokens tokens={token.tokens} />
        </h3>
      );
    case "text":
      return token.tokens ? <MarkdownTokens tokens={token.tokens} /> : <MarkdownText text={token["text"]} />;
    case "escape":
    case "html":
      return token["text"];
    case "codespan":
      return <code className="code">{unescape(token["text"])}</code>;
    case "code":
      return <pre className="preformatted">{unescape(token["text"])}</pre>;
    case "link":
      return (
        <ExternalLink href={token["href"]}>
          <MarkdownTokens tokens={token.tokens} />
        </ExternalLink>
      );
    case "image":
      return <Picture src={token["href"]} alt={token["text"]} size="full" />;
    case "list":
      return <MarkdownList list={token as Tokens.List} />;
    case "table":
      return <MarkdownTable table={token as Tokens.Table} />;
    case "br":
      return <br />;
    case "hr":
      return <hr className="bk-divider" />;
    default:
      return null;
  }
}

function MarkdownList({ list }: { list: Tokens.List }) {
  const items = list.items.map((item, index) => (
    <li key={index} className={item.task ? "bk-task" : undefined}>
      {item.task && <input type="checkbox" checked={item.checked ?? false} disabled aria-label={item.text} />}
      <MarkdownTokens tokens={item.tokens} />
    </li>
  ));
  if (!list.ordered) return <ul className="bk-list">{items}</ul>;
  return (
    <ol className="bk-list" start={list.start || 1}>
      {items}
    </ol>
  );
}
