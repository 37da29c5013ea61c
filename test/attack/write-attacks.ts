import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readRevision } from "../runner/read-revision.ts";
import { formatRows, type RowResult } from "./judge-rows.ts";
import { threatRows } from "./threat-rows.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const jsonPath = join(root, "docs/attacks.json");
const documentPath = join(root, "docs/attacks.md");

/** Puts what came out of these rows into docs/attacks.json, beside the others, and its table into docs/attacks.md. */
export function writeAttacks(results: readonly RowResult[]): void {
  const [cpu] = cpus();
  const machine = { cpu: cpu?.model ?? "unknown", cores: availableParallelism(), node: process.version };
  const date = new Date().toISOString().slice(0, 10);
  const revision = readRevision();
  const played = results.map((result) => ({ ...result, revision, date }));
  const known = [...played, ...readResults()];
  const rows = threatRows.flatMap(({ row }) => known.find((result) => result.row === row) ?? []);
  writeFileSync(jsonPath, JSON.stringify({ machine, rows }));
  execFileSync(join(root, "node_modules/.bin/biome"), ["format", "--write", jsonPath], { stdio: "ignore" });
  const text = readFileSync(documentPath, "utf8");
  const table = `<!-- attacks -->\n${formatRows(rows)}\n<!-- /attacks -->`;
  writeFileSync(
    documentPath,
    text.replace(/<!-- attacks -->[\s\S]*<!-- \/attacks -->/, () => table),
  );
}

function readResults(): readonly RowResult[] {
  if (!existsSync(jsonPath)) return [];
  return (JSON.parse(readFileSync(jsonPath, "utf8")) as { readonly rows: readonly RowResult[] }).rows;
}
