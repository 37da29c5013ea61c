import type { Trigger } from "../domain/intent.ts";
import type { ReviewIntent } from "./repetitions.ts";

/** Commands and re-runs go before pushes, pushes before sweeps. */
export const priorities: Readonly<Record<Trigger, number>> = {
  command: 3,
  rerun: 3,
  ready: 2,
  opened: 2,
  reopened: 2,
  pushed: 2,
  retargeted: 2,
  sweep: 1,
};

/** One intent out of two: a full review and the more urgent reason win, and a new base is never lost sight of. */
export function mergeIntents(first: ReviewIntent | null, second: ReviewIntent): ReviewIntent;
export function mergeIntents(first: ReviewIntent, second: ReviewIntent | null): ReviewIntent;
export function mergeIntents(first: ReviewIntent | null, second: ReviewIntent | null): ReviewIntent | null {
  if (first === null || second === null) return first ?? second;
  const isFull = first.scope === "full" || second.scope === "full";
  const ahead = priorities[first.trigger] - priorities[second.trigger];
  const isFirst = ahead > 0 || (ahead === 0 && first.trigger === "retargeted");
  return { ...second, trigger: isFirst ? first.trigger : second.trigger, scope: isFull ? "full" : "changed" };
}
