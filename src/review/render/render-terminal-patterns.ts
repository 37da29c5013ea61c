import type { Finding } from "../../domain/finding.ts";
import { describePlace, patternHeading, patternNote, readQuestion } from "../verdict/describe-finding.ts";
import { renderTerminalHeading, renderTerminalPlace, type TerminalPage } from "./render-terminal-defect.ts";
import { showCode, showLine } from "./show-text.ts";
import { cutToWidth, measureWidth, wrapPhrases, wrapText } from "./wrap-text.ts";

const indent = "  ";

/**
 * What a rule matched and no model looked at: what holds for all of it once, rule and question once for all places
 * that share them, and a line or two for each place. A section is a list of lines.
 */
export function renderTerminalPatterns(
  findings: readonly Finding[],
  page: TerminalPage,
): readonly (readonly string[])[] {
  if (findings.length === 0) return [];
  const { style, width } = page;
  return [
    [
      renderTerminalHeading(patternHeading.toUpperCase(), page),
      ...wrapText(patternNote, width).map(style.faint),
    ],
    ...groupByQuestion(findings).map((group) => renderGroup(group, page)),
  ];
}

function groupByQuestion(findings: readonly Finding[]): readonly (readonly [Finding, ...Finding[]])[] {
  const groups = new Map<string, [Finding, ...Finding[]]>();
  for (const finding of findings) {
    const { rule, title, cwe, severity, explanation } = finding;
    const key = JSON.stringify([rule, title, cwe, severity, explanation]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [finding]);
    else group.push(finding);
  }
  return [...groups.values()];
}

function renderGroup([first, ...others]: readonly [Finding, ...Finding[]], page: TerminalPage) {
  const { style } = page;
  const room = page.width - indent.length;
  const facts = [first.severity, first.cwe ?? "", first.rule === null ? "" : `rule ${first.rule}`]
    .map(showLine)
    .filter((fact) => fact !== "");
  return [
    ...wrapText(showLine(first.title), room).map((line, index) =>
      index === 0
        ? `${style.severity(first.severity, "■")} ${style.strong(line)}`
        : indent + style.strong(line),
    ),
    ...wrapPhrases(facts, room).map((line) => indent + style.faint(line)),
    ...wrapText(showLine(readQuestion(first) ?? first.explanation), room).map((line) => indent + line),
    ...[first, ...others].flatMap((finding) => renderMatch(finding, page)),
  ];
}

/** Place, code and id in one line where they fit, the code in a line of its own where they do not. */
function renderMatch({ place, id }: Finding, { style, width }: TerminalPage): readonly string[] {
  const margin = indent.repeat(2);
  const [line = "", ...more] = showCode(place.quote);
  const room = width - margin.length - 4;
  const [start = "", ...rest] = cutToWidth(
    line
      .trim()
      .slice(0, 4 * width)
      .toWellFormed(),
    room,
  );
  const isCut = more.length > 0 || rest.length > 0;
  const code = `${start.trimEnd()}${isCut ? " …" : ""}`;
  const shownCode = place.side === "LEFT" ? style.removed(code) : code;
  const shownPlace = renderTerminalPlace(place, style);
  const shownId = style.faint(showLine(id));
  const whole = `${describePlace(place)}  ${code}  ${id}`;
  if (place.side === "RIGHT" && measureWidth(showLine(whole)) <= width - margin.length) {
    return [`${margin}${shownPlace}  ${shownCode}  ${shownId}`.trimEnd()];
  }
  return [
    `${margin}${shownPlace} ${shownId}`.trimEnd(),
    `${margin}${style.faint("│")} ${shownCode}`.trimEnd(),
  ];
}
