import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { ChangeSet, DiffLine } from "../../src/domain/change-set.ts";
import type { InlineComment } from "../../src/domain/review-draft.ts";
import { renderAsGithub } from "./render-as-github.ts";

export type Theme = "light" | "dark";

/** What a page shows, from top to bottom. */
export type Part =
  | { readonly kind: "review" | "comment" | "check"; readonly markdown: string; readonly title?: string }
  | { readonly kind: "inline"; readonly comment: InlineComment; readonly change: ChangeSet };

const require = createRequire(import.meta.url);
const markdownStyles = {
  light: readFileSync(require.resolve("github-markdown-css/github-markdown-light.css"), "utf8"),
  dark: readFileSync(require.resolve("github-markdown-css/github-markdown-dark.css"), "utf8"),
} as const;

const colors = {
  light:
    "--canvas:#fff;--inset:#f6f8fa;--line:#d1d9e0;--text:#1f2328;--muted:#59636e;--add:#dafbe1;--del:#ffebe9",
  dark: "--canvas:#0d1117;--inset:#151b23;--line:#3d444d;--text:#f0f6fc;--muted:#9198a1;--add:#12261e;--del:#25171c",
} as const;

/** The measures of a pull request's page: 14 pixels in comments, 12 in code, boxes with a grey head. */
const frameStyle = `
  * { box-sizing: border-box }
  body { margin: 0; padding: 16px; background: var(--canvas); color: var(--text);
    font: 14px/1.5 "Noto Sans", Helvetica, Arial, sans-serif, "Noto Color Emoji" }
  .box { border: 1px solid var(--line); border-radius: 6px; margin-bottom: 16px; overflow: hidden }
  .head { background: var(--inset); border-bottom: 1px solid var(--line); padding: 8px 16px; color: var(--muted) }
  .head b { color: var(--text) }
  .box .markdown-body { font-size: 14px; font-family: inherit; padding: 16px; background: none }
  .inline .markdown-body { padding: 8px 16px 16px }
  .file { font: 12px "DejaVu Sans Mono", monospace; color: var(--text); overflow-wrap: anywhere }
  .diff { width: 100%; border-collapse: collapse; font: 12px/20px "DejaVu Sans Mono", monospace; table-layout: fixed }
  .diff td { padding: 0 10px; vertical-align: top; white-space: pre-wrap; overflow-wrap: anywhere }
  .diff td:first-child { width: 44px; padding-right: 4px; text-align: right; color: var(--muted) }
  .diff .added { background: var(--add) } .diff .removed { background: var(--del) }
  .thread { border-top: 1px solid var(--line); padding: 8px; background: var(--inset) }
  .thread .box { margin: 0; background: var(--canvas) }
  .thread .head { background: none; border: 0; padding-bottom: 0 }
`;

/** A whole page in the look of GitHub. */
export function composePage(parts: readonly Part[], theme: Theme): string {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Review</title>
<style>${markdownStyles[theme]}</style><style>:root{${colors[theme]}}${frameStyle}</style>
<body>${parts.map(composePart).join("\n")}</body></html>`;
}

function composePart(part: Part): string {
  if (part.kind === "inline") return composeInline(part.comment, part.change);
  const head = {
    review: "<b>assay</b> <i>bot</i> reviewed just now",
    comment: "<b>assay</b> <i>bot</i> commented just now",
    check: `<b>Assay</b> / ${escapeHtml(part.title ?? "")}`,
  }[part.kind];
  return composeBox(head, part.markdown, part.kind !== "comment");
}

function composeBox(head: string, markdown: string, endsSmall: boolean): string {
  return `<div class="box"${endsSmall ? " data-ends-small" : ""}><div class="head">${head}</div><div class="markdown-body">${renderAsGithub(markdown)}</div></div>`;
}

function composeInline(comment: InlineComment, change: ChangeSet): string {
  const rows = selectLines(comment, change).map(
    ({ kind, oldLine, newLine, text }) =>
      `<tr class="${kind}"><td>${(comment.side === "LEFT" ? oldLine : newLine) ?? ""}</td><td>${sign(kind)}${escapeHtml(text)}</td></tr>`,
  );
  return `<div class="box inline"><div class="head file">${escapeHtml(comment.path)}</div>
<table class="diff">${rows.join("")}</table><div class="thread">${composeBox("<b>assay</b> <i>bot</i> just now", comment.body, true)}</div></div>`;
}

/** Up to four lines that end with the last commented one, as GitHub shows them above a comment. */
function selectLines(comment: InlineComment, change: ChangeSet): readonly DiffLine[] {
  for (const { lines } of change.files.find(({ path }) => path === comment.path)?.hunks ?? []) {
    const last = lines.findIndex(
      ({ oldLine, newLine }) => (comment.side === "LEFT" ? oldLine : newLine) === comment.line,
    );
    if (last >= 0) return lines.slice(Math.max(0, last - 3), last + 1);
  }
  return [];
}

function sign(kind: DiffLine["kind"]): string {
  return { added: "+ ", removed: "- ", context: "  " }[kind];
}

function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
