import { escapeHtml } from "./escape-html.ts";
import { type CaseSide, type EvalCase, type Form, selectInput } from "./eval-case.ts";
import type { LookResult, Reported } from "./look.ts";
import { type EvalLine, readDiffLines } from "./read-diff-lines.ts";
import { findWeakPlaces } from "./weak-places.ts";

/** Everything that did not go as it should, one case after the other, with the code and with what was said about it. */
export function renderMisses(looks: readonly LookResult[], cases: readonly EvalCase[]): string {
  const byId = new Map(cases.map((one) => [one.id, one]));
  const missed = looks.filter((look) => look.framing === null && (look.failure !== null || !isRight(look)));
  const groups = [...Map.groupBy(missed, ({ form, reviewer }) => `${reviewer}, ${form}`)];
  if (groups.length === 0) return "<p>Nothing was missed, and nothing clean was reported.</p>";
  return groups
    .map(([name, group]) => {
      const byChange = [...Map.groupBy(group, ({ caseId, side }) => `${caseId} ${side}`).values()];
      const articles = byChange.map((change) => renderMiss(change, byId));
      const count = `${byChange.length} ${byChange.length === 1 ? "change" : "changes"}`;
      return `<details class="misses"><summary>${escapeHtml(name)}: ${count}</summary>\n${articles.join("\n")}\n</details>`;
    })
    .join("\n");
}

/** Located where there is a defect, silent where there is none. */
function isRight({ side, score }: LookResult): boolean {
  return side === "introduce" ? score.isLocated : score.findings === 0;
}

function renderMiss(looks: readonly LookResult[], cases: ReadonlyMap<string, EvalCase>): string {
  const [first] = looks;
  const evalCase = cases.get(first?.caseId ?? "");
  if (first === undefined || evalCase === undefined) return "";
  const { caseId, side, form, cwes, language, kind } = first;
  const facts = [cwes.join(", "), language, kind].filter((fact) => fact !== "").join(" · ");
  return [
    `<article class="miss"><h4>${escapeHtml(caseId)}, ${sideNames[side]}</h4><p class="note">${escapeHtml(facts)}</p>`,
    ...looks.map(renderSaid),
    renderCode(evalCase, { form, side }),
    "</article>",
  ].join("\n");
}

const sideNames: Readonly<Record<CaseSide, string>> = {
  introduce: "the introduction",
  fix: "its fixed twin",
  clean: "a clean look-alike",
};

function renderSaid({ sample, sight, score, failure, side }: LookResult): string {
  const heading = `Sample ${sample}: ${outcomeOf({ failure, side, score })}`;
  const items = sight.reported.map(renderReported);
  const unread = sight.isUnreadable ? "<li>The answer could not be read.</li>" : "";
  const list = items.length + unread.length > 0 ? `<ul>${items.join("")}${unread}</ul>` : "";
  return `<p class="outcome bad">${escapeHtml(heading)}</p>${list}`;
}

function outcomeOf({ failure, side, score }: Pick<LookResult, "failure" | "side" | "score">): string {
  if (failure !== null) return `not reviewed in full (${failure})`;
  if (side !== "introduce")
    return `${score.findings} reported, ${score.atWeakPlace} of them where the defect was`;
  if (score.findings === 0) return "nothing reported";
  return score.isInFile ? "reported in the right file, elsewhere" : "reported in another file";
}

function renderReported(one: Reported): string {
  const side = one.side === "LEFT" ? " (removed)" : "";
  const place = `${one.path}:${one.startLine}${one.endLine > one.startLine ? `-${one.endLine}` : ""}${side}`;
  const facts = [one.cwe, one.severity, one.confidence].filter((fact) => fact !== null).join(", ");
  return `<li><code>${escapeHtml(place)}</code> ${escapeHtml(facts)}: ${escapeHtml(one.title)}</li>`;
}

const aroundLines = 8;
const maxRows = 160;

function renderCode(evalCase: EvalCase, { form, side }: { form: Form; side: CaseSide }): string {
  const input = selectInput(evalCase, form, side);
  if (input === undefined) return "";
  const places = side === "clean" ? null : findWeakPlaces(evalCase, form, side);
  const blocks = [...readDiffLines(input.diff)].map(([path, lines]) => {
    const isWeak = (line: EvalLine) =>
      places !== null &&
      (line.kind === "removed"
        ? (places.left.get(path)?.has(line.oldLine ?? 0) ?? false)
        : (places.right.get(path)?.has(line.newLine ?? 0) ?? false));
    const shown = selectNear(lines, isWeak);
    if (shown.length === 0) return "";
    const rows = shown.slice(0, maxRows).map((line) => renderRow(line, isWeak(line)));
    const rest = shown.length > maxRows ? [`<span class="row">… ${shown.length - maxRows} more</span>`] : [];
    return `<p class="note">${escapeHtml(path)}</p><pre tabindex="0">${[...rows, ...rest].join("")}</pre>`;
  });
  return `<details><summary>The change; the place of the defect is marked</summary>${blocks.join("\n")}</details>`;
}

/** The lines about the place; all of them where a change has none. */
function selectNear(lines: readonly EvalLine[], isWeak: (line: EvalLine) => boolean): readonly EvalLine[] {
  const weak = [...lines.keys()].filter((index) => {
    const line = lines[index];
    return line !== undefined && isWeak(line);
  });
  if (weak.length === 0) return lines.filter(({ kind }) => kind !== "context");
  const near = new Set(
    weak.flatMap((index) => Array.from({ length: 2 * aroundLines + 1 }, (_, at) => index - aroundLines + at)),
  );
  return lines.filter((_, index) => near.has(index));
}

const marks = { added: "+", removed: "-", context: " " } as const;

function renderRow({ kind, text, oldLine, newLine }: EvalLine, isWeak: boolean): string {
  const number = newLine ?? oldLine ?? "";
  const classes = ["row", kind === "context" ? [] : kind, isWeak ? "weak" : []].flat().join(" ");
  const name = isWeak ? ' title="place of the defect"' : "";
  return `<span class="${classes}"${name}><span class="number">${number}</span>${marks[kind]} ${escapeHtml(text)}</span>`;
}
