import { createHash } from "node:crypto";
import type { Intent } from "../../../src/domain/intent.ts";
import type { PullRequestRef } from "../../../src/domain/pull-request.ts";
import type { Log } from "../../../src/pipeline/ports.ts";
import type { Delivery } from "../../../src/pipeline/ports-store.ts";

export const testKey = "a-key-for-tests-only-".repeat(2);
const ignore = () => undefined;
export const silentLog: Log = { debug: ignore, info: ignore, warn: ignore, error: ignore };
export const start = 1_800_000_000_000;

export function pullRequest(number = 7, repositoryId = 100, installationId = 1): PullRequestRef {
  return { repository: { installationId, repositoryId, owner: "octo", name: "shop" }, number };
}

export function review(
  trigger: Extract<Intent, { kind: "review" }>["trigger"],
  ref = pullRequest(),
  scope: "changed" | "full" = "changed",
): Extract<Intent, { kind: "review" }> {
  return { kind: "review", pullRequest: ref, trigger, scope };
}

export function command(commentId: number, kind: "help" | "pause" = "help", ref = pullRequest()): Intent {
  const actor = { id: 5, login: "maria", isBot: false };
  const comment = { place: "conversation" as const, commentId };
  return { kind: "command", pullRequest: ref, command: { kind }, actor, comment, isExamined: true };
}

let deliveries = 0;

/** A delivery that differs from all others in what is not given. */
export function delivery(given: Partial<Delivery> = {}): Delivery {
  deliveries += 1;
  const bodyHash = createHash("sha256").update(`body ${deliveries}`).digest("hex");
  const guid = `guid-${deliveries}`;
  return { guid, event: "pull_request", action: "opened", bodyHash, receivedAtMs: start, ...given };
}
