import { type BenchReport, type Figure, isReached, type SectionFigures } from "./figure.ts";

const reached = new Map([
  [true, "yes"],
  [false, "**no**"],
  [null, ""],
]);

/** The figures of one section, for a terminal. */
export function formatSection({ section, seconds, isQuick, figures }: SectionFigures): string {
  const size = isQuick ? ", small sizes" : "";
  const rows = figures.map((figure) => {
    const mark = isReached(figure) === false ? "  NOT REACHED" : "";
    const value = `${formatValue(figure.value)} ${figure.unit}`.trimEnd();
    return `  ${figure.name.padEnd(76)}${value.padStart(18)}${formatTarget(figure).padStart(12)}${mark}`;
  });
  return [`${section} (${seconds.toFixed(0)} s${size})`, ...rows, ""].join("\n");
}

/** All figures as Markdown tables, one for each section. */
export function formatMarkdown({ machine, sections }: BenchReport): string {
  const about = `${machine.cores} cores (${machine.cpu}), Node ${machine.node}.`;
  return [about, ...sections.map(formatTable)].join("\n\n");
}

function formatTable({ section, command, revision, date, isQuick, figures }: SectionFigures): string {
  const size = isQuick ? ", **small sizes: not for quoting**" : "";
  const rows = figures.map((figure) => {
    const cells = [figure.name, formatValue(figure.value), figure.unit, formatTarget(figure)];
    return `| ${[...cells, reached.get(isReached(figure)) ?? ""].join(" | ")} |`;
  });
  return [
    `### ${section}`,
    "",
    `\`${command}\`, ${date}, commit ${revision}${size}`,
    "",
    "| Figure | Value | Unit | Target | Reached |",
    "|---|--:|---|--:|---|",
    ...rows,
  ].join("\n");
}

function formatTarget({ target }: Figure): string {
  if (target === null) return "";
  return `${target.isInclusive ? "≤" : "<"} ${formatValue(target.limit)}`;
}

/** Three figures that count; counts as they are. */
function formatValue(value: number): string {
  if (Number.isInteger(value)) return value.toLocaleString("en-US");
  const size = Math.abs(value);
  const digits = size >= 100 ? 0 : size >= 10 ? 1 : size >= 0.1 ? 2 : 4;
  return value.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });
}
