import { withConcurrency } from "../../src/adapters/queue/with-concurrency.ts";
import type { Depth } from "../../src/domain/review.ts";
import { atMost, type Figure, type MeasureOptions, plain, told } from "./figure.ts";
import { findShortestTime, simulateForeseen, simulateUnforeseen } from "./ideal-schedule.ts";
import { countTokens, reviewSynthetic } from "./review-synthetic.ts";
import { type ChangeShape, largeShape, synthesizeChange, usualShape } from "./synthetic-change.ts";
import { createTimedModel } from "./timed-model.ts";

interface Case {
  readonly name: string;
  readonly shape: ChangeShape;
  readonly depth: Depth;
  /** Calls in flight. */
  readonly limit: number;
  /** Null where it is told for comparison. */
  readonly target: number | null;
}

/** One unit in so many holds a defect, and so asks a second question. */
const defectEvery = 5;
/** The limit that an operator gets without asking for another. */
const usualLimit = 8;

/** How much longer a review takes than its model calls would need in the best order. */
export async function measureCriticalPath({ isQuick }: MeasureOptions): Promise<readonly Figure[]> {
  const large = isQuick ? { ...largeShape, files: 60 } : largeShape;
  const cases: readonly Case[] = [
    { name: "40 files", shape: usualShape, depth: "standard", limit: usualLimit, target: 1.1 },
    { name: `${large.files} files`, shape: large, depth: "standard", limit: usualLimit, target: 1.15 },
    { name: "40 files, 32 calls at once", shape: usualShape, depth: "standard", limit: 32, target: null },
    { name: "40 files, thorough", shape: usualShape, depth: "thorough", limit: usualLimit, target: null },
  ];
  // The first review of a process compiles most of what it runs.
  await reviewSynthetic(synthesizeChange(usualShape), createTimedModel(instant), "standard");
  const figures: Figure[] = [];
  for (const one of cases) figures.push(...(await measureCase(one, isQuick ? 0.25 : 1)));
  return figures;
}

const instant = { countTokens, defectEvery, pace: 0 };

async function measureCase(
  { name, shape, depth, limit, target }: Case,
  pace: number,
): Promise<readonly Figure[]> {
  const change = synthesizeChange(shape);
  const model = createTimedModel({ countTokens, defectEvery, pace });
  const beganAt = performance.now();
  const cpu = process.cpuUsage();
  await reviewSynthetic(change, withConcurrency(model, limit), depth);
  const wallMs = performance.now() - beganAt;
  const { user, system } = process.cpuUsage(cpu);
  const shortestMs = findShortestTime(model.calls, limit);
  const foreseenMs = simulateForeseen(model.calls, limit);
  const unforeseenMs = simulateUnforeseen(model.calls, limit);
  const meanMs = model.calls.reduce((sum, { latencyMs }) => sum + latencyMs, 0) / model.calls.length;
  const ratio = {
    name: `${name}: wall time over the shortest possible`,
    unit: "×",
    value: wallMs / shortestMs,
  };
  return [
    target === null ? told(ratio.name, ratio.unit, ratio.value) : atMost(target, ratio),
    plain(`${name}: wall time over the best without foresight`, "×", wallMs / unforeseenMs),
    told(`${name}: wall time`, "s", wallMs / 1_000),
    told(`${name}: shortest possible time of these calls`, "s", shortestMs / 1_000),
    told(`${name}: with every answer known beforehand`, "s", foreseenMs / 1_000),
    told(`${name}: without foresight`, "s", unforeseenMs / 1_000),
    told(`${name}: own processor time within it`, "s", (user + system) / 1e6),
    told(`${name}: model calls`, "", model.calls.length),
    told(`${name}: of them second questions`, "", model.calls.filter(({ kind }) => kind === "refute").length),
    told(`${name}: mean time of a call`, "s", meanMs / 1_000),
  ];
}
