import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus } from "node:os";
import { fileURLToPath } from "node:url";
import type { BenchReport, SectionFigures } from "./figure.ts";
import { formatMarkdown } from "./format-figures.ts";
import { sections as known } from "./sections.ts";

const jsonPath = fileURLToPath(new URL("../../docs/performance.json", import.meta.url));
const documentPath = fileURLToPath(new URL("../../docs/performance.md", import.meta.url));
const table = /<!-- figures -->[\s\S]*<!-- \/figures -->/;

/** A report of this machine. */
export function composeReport(sections: readonly SectionFigures[]): BenchReport {
  const [cpu] = cpus();
  const machine = { cpu: cpu?.model ?? "unknown", cores: availableParallelism(), node: process.version };
  return { machine, sections };
}

/** The document with the figures of a report between its marks. */
export function fillDocument(text: string, report: BenchReport): string {
  const filled = `<!-- figures -->\n${formatMarkdown(report)}\n<!-- /figures -->`;
  return text.replace(table, () => filled);
}

/** Puts new sections in the place of what docs/performance.json and docs/performance.md said of them. */
export function writeDocument(measured: readonly SectionFigures[]): void {
  const before = existsSync(jsonPath) ? readReport(jsonPath).sections : [];
  const kept = before.filter(({ section }) => !measured.some((one) => one.section === section));
  const rank = ({ section }: SectionFigures) => known.findIndex(({ name }) => name === section);
  const sections = [...kept, ...measured].toSorted((one, other) => rank(one) - rank(other));
  const report = composeReport(sections);
  writeReport(jsonPath, report);
  writeFileSync(documentPath, fillDocument(readFileSync(documentPath, "utf8"), report));
}

export function readReport(file: string): BenchReport {
  return JSON.parse(readFileSync(file, "utf8"));
}

export function writeReport(file: string, report: BenchReport): void {
  writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`);
}
