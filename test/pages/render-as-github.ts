import { micromark } from "micromark";
import { gfm, gfmHtml } from "micromark-extension-gfm";
import { gfmTagfilterHtml } from "micromark-extension-gfm-tagfilter";

/** Elements that GitHub lets through, each with the attributes that it keeps. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  a: ["href"],
  b: [],
  blockquote: [],
  br: [],
  code: ["class"],
  del: [],
  details: ["open"],
  em: [],
  h1: [],
  h2: [],
  h3: [],
  h4: [],
  h5: [],
  h6: [],
  hr: [],
  i: [],
  img: ["src", "alt"],
  input: ["type", "checked", "disabled"],
  kbd: [],
  li: [],
  ol: ["start"],
  p: [],
  pre: [],
  s: [],
  strong: [],
  sub: [],
  summary: [],
  sup: [],
  table: [],
  tbody: [],
  td: ["align"],
  th: ["align"],
  thead: [],
  tr: [],
  ul: [],
};

const block = /^(?:blockquote|details|summary|h[1-6]|hr|li|ol|ul|p|pre|table|tbody|thead|tr|td|th|input|br)$/;
const tag = /^<(\/?)([a-z][a-z0-9]*)((?:\s[^<>]*)?)>$/i;
const token = /<!--[\s\S]*?-->|<\/?[a-z][^<>]*>|[^<]+|</gi;

/**
 * Markdown as GitHub shows it in a comment: its dialect and its sanitiser, a line break for every line feed of a
 * paragraph, coloured diffs. What the sanitiser would take out is shown as text, so that nobody overlooks it.
 */
export function renderAsGithub(markdown: string): string {
  const html = micromark(markdown, {
    allowDangerousHtml: true,
    allowDangerousProtocol: true,
    extensions: [gfm()],
    htmlExtensions: [gfmHtml(), gfmTagfilterHtml()],
  });
  return colorDiffs(breakLines(sanitize(html)));
}

function sanitize(html: string): readonly string[] {
  return (html.match(token) ?? [])
    .filter((part) => !part.startsWith("<!--"))
    .map((part) => (part.startsWith("<") ? sanitizeTag(part) : part));
}

function sanitizeTag(text: string): string {
  const [, slash = "", name = "", attributes = ""] = tag.exec(text) ?? [];
  const kept = Object.hasOwn(allowed, name.toLowerCase()) ? allowed[name.toLowerCase()] : undefined;
  if (kept === undefined) return text.replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  const shown = [...attributes.matchAll(/([a-z-]+)(?:="([^"]*)")?/gi)]
    .filter(([, attribute = "", value = ""]) => kept.includes(attribute.toLowerCase()) && isHarmless(value))
    .map(([, attribute = "", value = ""]) => ` ${attribute}="${value}"`);
  return `<${slash}${name.toLowerCase()}${shown.join("")}>`;
}

function isHarmless(value: string): boolean {
  return !/^\s*(?:javascript|data|vbscript):/i.test(value);
}

/** In comments, unlike in files, a line feed inside a paragraph breaks the line. */
function breakLines(parts: readonly string[]): string {
  const open: string[] = [];
  return parts
    .map((part, index) => {
      const [, slash, name = ""] = tag.exec(part) ?? [];
      if (name !== "" && !/^(?:br|hr|img|input)$/.test(name)) {
        if (slash === "") open.push(name);
        else open.splice(open.lastIndexOf(name), 1);
      }
      const isProse = open.some((element) => /^(?:p|li|td|th)$/.test(element)) && !open.includes("pre");
      if (name !== "" || !isProse) return part;
      return part.replace(/\n/g, (_feed, at: number) => {
        const isFirst = at === 0 && isBlock(parts[index - 1]);
        const isLast = at === part.length - 1 && isBlock(parts[index + 1]);
        return isFirst || isLast ? "\n" : "<br>\n";
      });
    })
    .join("");
}

function isBlock(part: string | undefined): boolean {
  return block.test(tag.exec(part ?? "")?.[2] ?? "");
}

function colorDiffs(html: string): string {
  return html.replace(
    /(<code class="language-diff">)([^<]*)(<\/code>)/g,
    (_whole, start: string, code: string, end: string) => {
      const lines = code.split("\n").map((line) => {
        if (line.startsWith("+")) return `<span class="pl-mi1">${line}</span>`;
        return line.startsWith("-") ? `<span class="pl-md">${line}</span>` : line;
      });
      return `${start}${lines.join("\n")}${end}`;
    },
  );
}
