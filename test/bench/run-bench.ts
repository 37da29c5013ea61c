import { parseArgs } from "node:util";
import { readRevision } from "../runner/read-revision.ts";
import { compareFigures, formatChanges } from "./compare-figures.ts";
import { isReached, type Section, type SectionFigures } from "./figure.ts";
import { formatSection } from "./format-figures.ts";
import { measureInChild } from "./measure-in-child.ts";
import { composeReport, readReport, writeDocument, writeReport } from "./performance-document.ts";
import { sections } from "./sections.ts";

const usage = `npm run bench -- [--only SECTION]... [--quick] [--json FILE] [--compare FILE] [--write]

${sections.map(({ name, about }) => `  ${name.padEnd(17)}${about}`).join("\n")}

Every section runs in a process of its own, against doubles of GitHub and of a model; all of them take about a quarter
of an hour on two cores. --only measures these sections alone, --quick with small sizes. --json writes the figures;
--compare prints what changed since figures written before, and marks what got worse by more than 10 %. --write puts
the figures into docs/performance.json and docs/performance.md. The exit code is 1 when a section failed.
`;

const { values } = parseArgs({
  options: {
    only: { type: "string", multiple: true },
    quick: { type: "boolean" },
    json: { type: "string" },
    compare: { type: "string" },
    write: { type: "boolean" },
    help: { type: "boolean", short: "h" },
  },
});
const unknown = (values.only ?? []).filter((name) => !sections.some((section) => section.name === name));

if (values.help) process.stdout.write(usage);
else if (unknown.length > 0) {
  process.stderr.write(`There is no section ${unknown.join(", ")}.\n\n${usage}`);
  process.exitCode = 64;
} else process.exitCode = await runBench();

async function runBench(): Promise<number> {
  const before = values.compare === undefined ? null : readReport(values.compare).sections;
  const revision = readRevision();
  const measured: SectionFigures[] = [];
  const failed: string[] = [];
  for (const section of sections) {
    if (values.only !== undefined && !values.only.includes(section.name)) continue;
    const figures = await measureSection(section, revision);
    if (figures === null) {
      failed.push(section.name);
      continue;
    }
    measured.push(figures);
    process.stdout.write(`${formatSection(figures)}\n`);
  }
  if (before !== null) process.stdout.write(formatChanges(compareFigures(before, measured)));
  if (values.json !== undefined) writeReport(values.json, composeReport(measured));
  if (values.write) writeDocument(measured);
  process.stdout.write(summarize(measured, failed));
  return failed.length === 0 ? 0 : 1;
}

/** Null when it failed; what was measured before it stands. */
async function measureSection(section: Section, revision: string): Promise<SectionFigures | null> {
  const isQuick = values.quick === true;
  const beganAt = performance.now();
  try {
    const figures = await measureInChild(section, { isQuick });
    return {
      section: section.name,
      command: `npm run bench -- --only ${section.name}${isQuick ? " --quick" : ""}`,
      revision,
      date: new Date().toISOString().slice(0, 10),
      seconds: Math.round((performance.now() - beganAt) / 1_000),
      isQuick,
      figures,
    };
  } catch (error) {
    process.stderr.write(`${String(error)}\n`);
    return null;
  }
}

function summarize(measured: readonly SectionFigures[], failed: readonly string[]): string {
  const marks = measured.flatMap(({ figures }) => figures.map(isReached));
  const count = (mark: boolean) => marks.filter((one) => one === mark).length;
  const end = failed.length === 0 ? "" : `; failed: ${failed.join(", ")}`;
  return `${count(true)} targets reached, ${count(false)} not${end}\n`;
}
