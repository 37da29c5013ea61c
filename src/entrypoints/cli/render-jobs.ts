import type { JobReport } from "../../pipeline/ports-store.ts";
import { showLine } from "../../review/render/show-text.ts";

const headings = ["ID", "STATE", "ABOUT", "SINCE", "NEXT", "TRIES", "WHY"];

/** Jobs as a table, in the order given; ages and waiting times in words. */
export function renderJobList(jobs: readonly JobReport[], nowMs: number): string {
  if (jobs.length === 0) return "no jobs";
  const rows = jobs.map((job) => [
    job.id,
    job.state,
    describeSubject(job),
    describeAge(nowMs - job.updatedAtMs),
    describeNext(job, nowMs),
    String(job.attempts),
    describeWhy(job),
  ]);
  return alignColumns([headings, ...rows.map((row) => row.map(showLine))]);
}

/** Everything that is known of one job, one field a line. */
export function renderJob(job: JobReport, nowMs: number): string {
  const time = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString());
  const fields: readonly (readonly [string, string | number | null])[] = [
    ["id", job.id],
    ["kind", job.kind],
    ["state", job.state],
    ["about", describeSubject(job)],
    ["trigger", job.trigger],
    ["installation", job.installationId],
    ["repository", job.repositoryId],
    ["generation", job.generation],
    ["priority", job.priority],
    ["tries", job.attempts],
    ["next", describeNext(job, nowMs)],
    ["runs at", time(job.runAtMs)],
    ["worker", job.worker],
    ["lease until", time(job.leaseUntilMs)],
    ["code", job.code],
    ["reason", job.reason],
    ["settled head", job.settledHead],
    ["changed", `${time(job.updatedAtMs)} (${describeAge(nowMs - job.updatedAtMs)} ago)`],
  ];
  return alignColumns(fields.map(([name, value]) => [name, showLine(String(value ?? "–"))]));
}

function describeSubject({
  kind,
  repository,
  repositoryId,
  number,
  trigger,
  installationId,
}: JobReport): string {
  const place =
    repository ?? (repositoryId === null ? `installation ${installationId}` : String(repositoryId));
  const numbered = number === null ? place : `${place}#${number}`;
  return `${kind} ${numbered}${trigger === null ? "" : ` (${trigger})`}`;
}

function describeNext({ state, runAtMs }: JobReport, nowMs: number): string {
  if (state === "active") return "running";
  if (state !== "ready" && state !== "parked") return "–";
  if (runAtMs === null) return "waits for news";
  const waitMs = runAtMs - nowMs;
  if (waitMs > -1_000 && waitMs <= 0) return "now";
  return waitMs > 0 ? `in ${describeAge(waitMs)}` : `due for ${describeAge(-waitMs)}`;
}

function describeWhy({ code, reason }: JobReport): string {
  return [code, reason].filter((text) => text !== null).join(": ");
}

const units = [
  { name: "day", ms: 86_400_000 },
  { name: "hour", ms: 3_600_000 },
  { name: "minute", ms: 60_000 },
] as const;

/** A span of time in the largest unit that it fills; clocks of two machines may make it negative. */
function describeAge(ms: number): string {
  const unit = units.find((candidate) => ms >= candidate.ms) ?? { name: "second", ms: 1_000 };
  const count = Math.max(0, Math.floor(ms / unit.ms));
  return `${count} ${unit.name}${count === 1 ? "" : "s"}`;
}

/** Columns as wide as their widest cell, but for the last, which may be of any length. */
function alignColumns(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
