/** An expression `${{ … }}` of a script. Line numbers count from the first line of the text as 0. */
export interface Expression {
  readonly text: string;
  readonly lineOffset: number;
}

const MAX_EXPRESSIONS = 500;
const MAX_EXPRESSION = 2000;

/** All expressions of a text, in order, at most 500; unclosed ones are left out. Linear. */
export function readExpressions(text: string): Expression[] {
  const found: Expression[] = [];
  let from = 0;
  let lineOffset = 0;
  let counted = 0;
  while (found.length < MAX_EXPRESSIONS) {
    const open = text.indexOf("${{", from);
    const close = open < 0 ? -1 : text.indexOf("}}", open + 3);
    if (close < 0) break;
    for (; counted < open; counted++) if (text.charCodeAt(counted) === 10) lineOffset++;
    found.push({ text: text.slice(open + 3, Math.min(close, open + MAX_EXPRESSION)), lineOffset });
    from = close + 2;
  }
  return found;
}

// Contexts that outsiders choose, after GitHub's documentation of script injections and of the webhook payloads.
const UNTRUSTED: readonly RegExp[] = [
  /^github\.head_ref$/,
  /^github\.event\.(?:issue|pull_request|discussion)\.(?:title|body)$/,
  /^github\.event\.(?:comment|review|review_comment)\.body$/,
  /^github\.event\.pages\.\*\.page_name$/,
  /^github\.event\.(?:commits\.\*|head_commit)\.(?:message|author\.(?:email|name))$/,
  /^github\.event\.pull_request\.head\.(?:ref|label|repo\.default_branch|repo\.description|repo\.homepage)$/,
  /^github\.event\.workflow_run\.(?:head_branch|display_title|head_commit\.(?:message|author\.(?:email|name))|head_repository\.description)$/,
  /^github\.event\.workflow_run\.pull_requests\.\*\.head\.ref$/,
  /^github\.event\.changes\.(?:title|body)\.from$/,
];
const WHOLE_EVENT =
  /\btojson\(\s*github(?:\.event(?:\.(?:issue|pull_request|comment|review|commits|head_commit))?)?\s*\)/;
const INPUT = /^(?:github\.event\.)?inputs\.[a-z0-9_*-]+$/;

function normalize(expression: string): string {
  return expression
    .toLowerCase()
    .replaceAll(/\[\s*'([a-z0-9_-]+)'\s*\]/g, ".$1")
    .replaceAll(/\[\s*\d+\s*\]/g, ".*")
    .replaceAll(/'[^']*'/g, "''");
}

/** Whether the path at this place only takes part in a comparison or test, whose result is true or false. */
function isOnlyTested(text: string, start: number, end: number): boolean {
  const after = text.slice(end, end + 20).trimStart();
  const before = text.slice(Math.max(0, start - 40), start).trimEnd();
  return /^(?:==|!=|<|>)/.test(after) || /(?:==|!=|<|>|!|\b(?:contains|startswith|endswith)\()$/.test(before);
}

/** What an expression puts into a script: text of outsiders, an input, or nothing to worry about. */
export function classifyExpression(
  expression: string,
): { readonly kind: "untrusted" | "input"; readonly path: string } | null {
  const text = normalize(expression);
  const whole = WHOLE_EVENT.exec(text);
  if (whole !== null) return { kind: "untrusted", path: whole[0].replaceAll(/\s/g, "") };
  let input: string | null = null;
  for (const match of text.matchAll(/[a-z_][a-z0-9_-]*(?:\.(?:\*|[a-z0-9_-]+))+/g)) {
    const path = match[0];
    if (isOnlyTested(text, match.index, match.index + path.length)) continue;
    if (UNTRUSTED.some((pattern) => pattern.test(path))) return { kind: "untrusted", path };
    if (INPUT.test(path)) input ??= path;
  }
  return input === null ? null : { kind: "input", path: input };
}
