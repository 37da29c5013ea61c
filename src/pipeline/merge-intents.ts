import { triggerPriorities } from "../domain/intent.ts";
import type { ReviewIntent } from "./repetitions.ts";

/** One intent out of two: a full review and the more urgent reason win, and a new base is never lost sight of. */
export function mergeIntents(first: ReviewIntent | null, second: ReviewIntent): ReviewIntent;
export function mergeIntents(first: ReviewIntent, second: ReviewIntent | null): ReviewIntent;
export function mergeIntents(first: ReviewIntent | null, second: ReviewIntent | null): ReviewIntent | null {
  if (first === null || second === null) return first ?? second;
  const isFull = first.scope === "full" || second.scope === "full";
  const ahead = triggerPriorities[first.trigger] - triggerPriorities[second.trigger];
  const isFirst = ahead > 0 || (ahead === 0 && first.trigger === "retargeted");
  return { ...second, trigger: isFirst ? first.trigger : second.trigger, scope: isFull ? "full" : "changed" };
}
