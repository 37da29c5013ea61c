import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { type AcknowledgementFigures, measureAcknowledgement } from "./acknowledgement.ts";
import { type BenchFigures, measureStages } from "./measure-stages.ts";
import { formatStore } from "./store/format-store.ts";

const usage = `npm run bench -- [--only SECTION]... [--json FILE] [--compare FILE]

  stages           time and peak memory of everything that Assay does before it asks a model, for a synthetic change
                   of 600 files and 60,000 changed lines
  acknowledgement  how long GitHub waits for the answer to a webhook while reviews begin and run
  store            webhooks a second, start-up and size of the store, on SQLite and on PostgreSQL; about a minute

--only measures these sections alone. --json writes the figures; --compare prints the ratio of the stages to figures
written before.
`;

const sections = ["stages", "acknowledgement", "store"] as const;

const { values } = parseArgs({
  options: {
    only: { type: "string", multiple: true },
    json: { type: "string" },
    compare: { type: "string" },
    "in-this-process": { type: "boolean" },
    help: { type: "boolean", short: "h" },
  },
});

if (values.help) {
  process.stdout.write(usage);
} else if (values["in-this-process"]) {
  process.stdout.write(JSON.stringify(await measureStages()));
} else if (values.only?.some((name) => !sections.some((section) => section === name))) {
  process.stderr.write(usage);
  process.exitCode = 2;
} else {
  await measureSections(new Set(values.only ?? sections));
}

async function measureSections(wanted: ReadonlySet<string>): Promise<void> {
  let written = {};
  if (wanted.has("stages")) {
    const figures = measureInChild();
    const before = values.compare === undefined ? null : readFigures(values.compare);
    process.stdout.write(formatTable(figures, before));
    written = { ...written, ...figures };
  }
  if (wanted.has("acknowledgement")) {
    const acknowledgement = await measureAcknowledgement();
    process.stdout.write(acknowledgement.map(formatAcknowledgement).join(""));
    written = { ...written, acknowledgement };
  }
  if (wanted.has("store")) {
    // Its PostgreSQL server takes the exit code of the whole process over, so it comes last and only when wanted.
    const { measureStore } = await import("./store.ts");
    const store = await measureStore();
    process.stdout.write(formatStore(store));
    written = { ...written, store };
  }
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(written, null, 2)}\n`);
}

function formatAcknowledgement(figures: AcknowledgementFigures): string {
  const { name, webhooks, medianMs, worstMs, refused } = figures;
  return `${webhooks} webhooks while ${name}: median ${medianMs.toFixed(1)} ms, worst ${worstMs.toFixed(1)} ms, ${refused} refused\n`;
}

/** In a process of its own: its peak memory is that of the stages and of nothing else. */
function measureInChild(): BenchFigures {
  const script = fileURLToPath(import.meta.url);
  const args = [...process.execArgv, script, "--in-this-process"];
  return JSON.parse(
    execFileSync(process.execPath, args, { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] }),
  );
}

function readFigures(file: string): BenchFigures {
  return JSON.parse(readFileSync(file, "utf8"));
}

function formatTable(figures: BenchFigures, before: BenchFigures | null): string {
  const { node, files, changedLines, units, stages, cpuMs, peakRssMb } = figures;
  const earlier = new Map(before?.stages.map((stage) => [stage.name, stage.cpuMs]));
  const rows = stages.map((stage) =>
    formatRow(stage.name, stage.cpuMs, {
      share: stage.cpuMs / cpuMs,
      wallMs: stage.wallMs,
      before: earlier.get(stage.name) ?? null,
    }),
  );
  const wallMs = stages.reduce((sum, stage) => sum + stage.wallMs, 0);
  const memory = `peak memory ${peakRssMb.toFixed(0)} MB`;
  const memoryRatio = before === null ? "" : ` (${ratio(peakRssMb, before.peakRssMb)} of before)`;
  return [
    `${files} files, ${changedLines.toLocaleString("en-US")} changed lines, ${units} units, Node ${node}`,
    "",
    `${"stage".padEnd(18)}${"CPU ms".padStart(9)}${"share".padStart(8)}${"wall ms".padStart(9)}${before === null ? "" : "  of before"}`,
    ...rows,
    formatRow("total", cpuMs, { share: 1, wallMs, before: before?.cpuMs ?? null }),
    "",
    `${memory}${memoryRatio}`,
    "",
  ].join("\n");
}

function formatRow(
  name: string,
  cpuMs: number,
  rest: { readonly share: number; readonly wallMs: number; readonly before: number | null },
): string {
  const share = `${(rest.share * 100).toFixed(1)} %`;
  const compared = rest.before === null ? "" : ratio(cpuMs, rest.before).padStart(11);
  return `${name.padEnd(18)}${cpuMs.toFixed(0).padStart(9)}${share.padStart(8)}${rest.wallMs.toFixed(0).padStart(9)}${compared}`;
}

function ratio(now: number, before: number): string {
  return before === 0 ? "-" : `${(now / before).toFixed(2)} x`;
}
