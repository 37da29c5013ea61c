import { describe, expect, it } from "vitest";
import { createLimiter } from "../../../src/adapters/queue/create-limiter.ts";
import { ReviewError } from "../../../src/domain/errors.ts";
import type { Intent } from "../../../src/domain/intent.ts";
import { Dispatcher } from "../../../src/pipeline/dispatch-intents.ts";

const repository = { installationId: 1, repositoryId: 2, owner: "octo", name: "shop" };
const pullRequest = { repository, number: 3 };
const pushed: Intent = { kind: "review", pullRequest, trigger: "pushed", scope: "changed" };
const asked: Intent = { kind: "review", pullRequest, trigger: "command", scope: "full" };

const outage = new ReviewError("GITHUB_UNAVAILABLE", "x", { retryable: true });
const limit = new ReviewError("GITHUB_RATE_LIMITED", "x", { retryable: true, retryAfterMs: 1_800_000 });
const doubt = new ReviewError("GITHUB_AMBIGUOUS", "x");
const refusal = new ReviewError("GITHUB_FORBIDDEN", "x");

const silence = () => undefined;
const log = { debug: silence, info: silence, warn: silence, error: silence };

/** A dispatcher whose reviews fail with these errors in turn, and then succeed. */
function open(errors: readonly Error[], isHeld = false) {
  const left = [...errors];
  const seen: string[] = [];
  const waits: number[] = [];
  const paused = Promise.withResolvers<void>();
  const dispatcher = new Dispatcher({
    handlers: {
      review: async ({ trigger, scope }) => {
        seen.push(`${trigger} ${scope}`);
        const error = left.shift();
        if (error !== undefined) throw error;
      },
      command: async () => undefined,
      mergeGroup: async () => {
        seen.push("merge group");
        const error = left.shift();
        if (error !== undefined) throw error;
      },
      forget: async () => undefined,
    },
    limit: createLimiter(1),
    log,
    sleep: async (ms, signal) => {
      waits.push(ms);
      paused.resolve();
      if (!isHeld) return;
      await new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
    },
  });
  return { dispatcher, seen, waits, paused: paused.promise };
}

describe("a review that breaks off", () => {
  it.each([
    ["a passing outage", [outage], 2, [5_000]],
    ["a limit, for as long as it lasts", [limit], 2, [1_800_000]],
    ["a write in doubt", [doubt, outage], 3, [5_000, 60_000]],
    ["an outage that lasts, three times in all", [outage, outage, outage, outage], 3, [5_000, 60_000]],
    ["a refusal, once", [refusal], 1, []],
    ["an error of our own, once", [new TypeError("x")], 1, []],
  ] as const)("is tried again after %s", async (_name, errors, tries, expectedWaits) => {
    const { dispatcher, seen, waits } = open(errors);
    dispatcher.accept(pushed);
    await dispatcher.idle();
    expect(seen).toEqual(Array(tries).fill("pushed changed"));
    expect(waits).toEqual(expectedWaits);
  });

  it("is not waited for by a newer one, which does what the older one was asked for", async () => {
    const { dispatcher, seen, paused } = open([outage], true);
    dispatcher.accept(asked);
    await paused;
    dispatcher.accept(pushed);
    await dispatcher.idle();
    expect(seen).toEqual(["command full", "command full"]);
  });

  it("keeps no other pull request waiting", async () => {
    const { dispatcher, seen, paused } = open([limit], true);
    dispatcher.accept(pushed);
    await paused;
    await dispatcher.alone(pullRequest, async () => void seen.push("alone"));
    const other: Intent = { ...pushed, pullRequest: { repository, number: 4 }, trigger: "opened" };
    dispatcher.accept(other);
    while (seen.length < 3) await new Promise((resolve) => setImmediate(resolve));
    expect(seen).toEqual(["pushed changed", "alone", "opened changed"]);
    await dispatcher.stop();
  });

  it.each([
    ["is closed", { kind: "closed", pullRequest }],
    ["lost its installation", { kind: "installation-gone", installationId: 1 }],
    ["lost its repository", { kind: "repositories-gone", installationId: 1, repositoryIds: [2] }],
  ] as const)("is given up when the pull request %s", async (_name, intent) => {
    const { dispatcher, seen, paused } = open([outage], true);
    dispatcher.accept(pushed);
    await paused;
    dispatcher.accept(intent);
    await dispatcher.idle();
    expect(seen).toEqual(["pushed changed"]);
  });

  it("is given up when the process stops", async () => {
    const { dispatcher, seen, paused } = open([outage], true);
    dispatcher.accept(pushed);
    await paused;
    await dispatcher.stop();
    expect(seen).toEqual(["pushed changed"]);
  });
});

it("a merge queue is answered after a passing outage", async () => {
  const { dispatcher, seen } = open([outage]);
  dispatcher.accept({ kind: "merge-group", repository, headSha: "a".repeat(40), pullRequest: 3 });
  await dispatcher.idle();
  expect(seen).toEqual(["merge group", "merge group"]);
});
