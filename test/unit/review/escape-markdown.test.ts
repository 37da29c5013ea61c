import { describe, expect, test } from "vitest";
import { escapeMarkdown, renderInlineCode } from "../../../src/review/render/escape-markdown.ts";

describe("prose from elsewhere", () => {
  test.each([
    ["plain words", "The value is not checked.", "The value is not checked."],
    ["several lines", "one\n\ttwo\r\n three", "one two three"],
    ["a mention", "ask @user now", "ask <code>&#64;user</code> now"],
    ["a team in brackets", "(@org/team)", "(<code>&#64;org&#47;team</code>)"],
    // GitHub would make a link of an address that stands in one piece of text, whatever its characters are written as.
    ["an e-mail address", "a@b.example.", "<code>a</code><code>&#64;b&#46;example</code>."],
    ["an issue", "closes #12, GH-3 and o/r#4", "closes `#12`, `GH-3` and `o/r#4`"],
    ["a commit", "see 0123abc.", "see `0123abc`."],
    ["a link", "[text](https://evil.example)", "\\[`text](https://evil.example`)"],
    ["an image", "![x](//evil.example/a.png)", "`![x](//evil.example/a.png`)"],
    ["a reference link", "[a][b] [b]: x", "\\[a\\]\\[b\\] \\[b\\]: x"],
    ["an address without scheme", "go to www.evil or evil.example!", "go to `www.evil` or `evil.example`!"],
    ["an autolink", "<https://evil.example>", "&lt;`https://evil.example`&gt;"],
    ["HTML", '<img src=x onerror="y"> </details>', '&lt;img src=x onerror="y"&gt; &lt;/details&gt;'],
    ["a comment", "<!-- marker -->", "&lt;!-- marker --&gt;"],
    ["a character reference", "&lt;b&gt; &#64;x", "&amp;lt;b&amp;gt; `&#64;x`"],
    ["emphasis", "**very** _bad_ ~~not~~", "\\*\\*very\\*\\* \\_bad\\_ \\~\\~not\\~\\~"],
    ["a heading", "# Title", "`#` Title"],
    ["a list", "- item", "\\- item"],
    ["a numbered list", "1. item", "1\\. item"],
    ["a quote", "> [!NOTE] x", "&gt; \\[!NOTE\\] x"],
    ["a table", "| a | b |", "\\| a \\| b \\|"],
    ["a rule", "--- x", "\\--- x"],
    ["a command", "/lgtm\n!deploy\nbors r+", "`/lgtm` `!deploy` `bors` `r+`"],
    [
      "an attack that begins in a path",
      "GET /orders?status=x' UNION SELECT password",
      "GET &sol;orders?status=x' UNION SELECT password",
    ],
    ["an attack at the beginning", "/a/b*'; DROP", "&sol;a/b\\*'; DROP"],
    ["a path between quotes", "'/orders' and /orders/1.", "'/orders' and `/orders/1`."],
    ["an attack in an address", "https://x.example/?q=' OR 1", "`https://x.example/?q='` OR 1"],
    ["code that goes on", 'db.query("SELECT * FROM', '`db.query("SELECT` \\* FROM'],
    ["a picture behind a quote", '!["x"](y) !deploy\'', '&excl;\\["x"\\](y) &excl;deploy\''],
    ["a command to another bot", "@dependabot merge", "<code>&#64;dependabot</code> merge"],
    ["mathematics", "$x$ costs", "`$x$` costs"],
    ["an emoji code", "nice :shipit: work", "nice `:shipit`: work"],
    ["a backslash", "a\\b \\[c", "a\\\\b \\\\\\[c"],
    ["code between back-quotes", "call `run(*args)` first", "call `run(*args)` first"],
    ["a mention between back-quotes", "`@user`", "<code>&#64;user</code>"],
    ["a single back-quote", "it`s open", "it&#96;s open"],
    ["a fence", "```js x", "&#96;&#96;&#96;js x"],
    ["neighbouring code", "`a``b` c", "`a`<code>b</code> c"],
    ["blank code", "a ` ` b", "a &#96; &#96; b"],
    ["a terminal sequence", "\u001b[31m\u202e", "\\\\u{001B}\\[31m\\\\u{202E}"],
    ["half a character", "\ud83d", "\ufffd"],
    ["nothing", " \n ", ""],
  ])("shows %s as text", (_name, text, expected) => {
    expect(escapeMarkdown(text)).toBe(expected);
  });
});

describe("inline code from elsewhere", () => {
  test.each([
    ["src/a.ts:3", "`src/a.ts:3`"],
    ["a`b", "<code>a&#96;b</code>"],
    ["src/@types/x.d.ts", "<code>src&#47;&#64;types&#47;x&#46;d&#46;ts</code>"],
    ["a\nb", "`a b`"],
    ["", ""],
  ])("%j becomes %s", (text, expected) => {
    expect(renderInlineCode(text)).toBe(expected);
  });
});
