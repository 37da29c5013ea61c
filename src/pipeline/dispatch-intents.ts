import type { Intent, Trigger } from "../domain/intent.ts";
import type { PullRequestRef } from "../domain/pull-request.ts";
import type { Limiter, Log } from "./ports.ts";

type ReviewIntent = Extract<Intent, { kind: "review" }>;

/** What is done about intents, one function a kind. Each may fail; the dispatcher logs that and goes on. */
export interface IntentHandlers {
  readonly review: (intent: ReviewIntent, signal: AbortSignal) => Promise<void>;
  readonly command: (intent: Extract<Intent, { kind: "command" | "malformed-command" }>) => Promise<void>;
  readonly mergeGroup: (intent: Extract<Intent, { kind: "merge-group" }>) => Promise<void>;
  readonly forget: (installationId: number, repositoryIds: readonly number[] | null) => Promise<void>;
}

/** One lane a pull request: one review at a time, at most one waiting. */
interface Lane {
  readonly key: string;
  readonly installationId: number;
  readonly repositoryId: number;
  running: AbortController | null;
  waiting: ReviewIntent | null;
  /** Ends with the last work of the lane. */
  tail: Promise<void>;
}

const priorities: Readonly<Record<Trigger, number>> = {
  command: 3,
  rerun: 3,
  ready: 2,
  opened: 2,
  reopened: 2,
  pushed: 2,
  retargeted: 2,
  sweep: 1,
};
/** What makes a running review worthless. */
const overtaking: ReadonlySet<Trigger> = new Set(["pushed", "retargeted"]);

/** Brings intents to their handlers inside this process: newest head first, one review at a time per pull request. */
export class Dispatcher {
  readonly #handlers: IntentHandlers;
  readonly #limit: Limiter;
  readonly #log: Log;
  readonly #lanes = new Map<string, Lane>();
  readonly #loose = new Set<Promise<void>>();
  #isStopped = false;

  constructor(handlers: IntentHandlers, limit: Limiter, log: Log) {
    this.#handlers = handlers;
    this.#limit = limit;
    this.#log = log;
  }

  /** Takes an intent over and returns at once. */
  accept(intent: Intent): void {
    if (this.#isStopped) return;
    switch (intent.kind) {
      case "review":
        this.#review(intent);
        break;
      case "closed":
        this.#abandon((lane) => lane.key === keyOf(intent.pullRequest));
        break;
      case "command":
      case "malformed-command":
        this.#start(this.#handlers.command(intent), "a command");
        break;
      case "merge-group":
        this.#start(this.#handlers.mergeGroup(intent), "a merge group");
        break;
      case "installation-gone":
        this.#forget(intent.installationId, null);
        break;
      case "repositories-gone":
        this.#forget(intent.installationId, intent.repositoryIds);
        break;
    }
  }

  /** Runs `work` when no review of this pull request is running: for changes of what is remembered. */
  alone(pullRequest: PullRequestRef, work: () => Promise<void>): Promise<void> {
    const lane = this.#laneOf(pullRequest);
    const done = lane.tail.then(work);
    const tail = this.#guard(done, "work on a pull request").then(() => {
      if (lane.tail === tail) this.#lanes.delete(lane.key);
    });
    lane.tail = tail;
    return done;
  }

  /** Settles when nothing is running or waiting. */
  async idle(): Promise<void> {
    while (this.#loose.size > 0 || this.#lanes.size > 0) await this.#settle();
  }

  /** Takes nothing more, aborts what is running, and settles when it has ended. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#abandon(() => true);
    await this.#settle();
  }

  #review(intent: ReviewIntent): void {
    const lane = this.#laneOf(intent.pullRequest);
    if (overtaking.has(intent.trigger)) lane.running?.abort();
    const isQueued = lane.waiting !== null;
    lane.waiting = merge(lane.waiting, intent);
    if (!isQueued)
      this.#start(
        this.alone(intent.pullRequest, () => this.#runWaiting(lane)),
        "a review",
      );
  }

  async #runWaiting(lane: Lane): Promise<void> {
    const first = lane.waiting;
    if (first === null) return;
    await this.#limit(async () => {
      // Whatever came while this one waited for room is taken along; a closed pull request took it away.
      const newest = lane.waiting;
      if (newest === null || this.#isStopped) return;
      lane.waiting = null;
      const controller = new AbortController();
      lane.running = controller;
      await this.#handlers.review(newest, controller.signal).finally(() => {
        lane.running = null;
      });
    }, priorities[first.trigger]);
  }

  #abandon(isMeant: (lane: Lane) => boolean): void {
    for (const lane of this.#lanes.values()) {
      if (!isMeant(lane)) continue;
      lane.waiting = null;
      lane.running?.abort();
    }
  }

  #forget(installationId: number, repositoryIds: readonly number[] | null): void {
    this.#abandon(
      (lane) =>
        lane.installationId === installationId &&
        (repositoryIds === null || repositoryIds.includes(lane.repositoryId)),
    );
    this.#start(this.#handlers.forget(installationId, repositoryIds), "forgetting an installation");
  }

  #laneOf(pullRequest: PullRequestRef): Lane {
    const key = keyOf(pullRequest);
    const known = this.#lanes.get(key);
    if (known !== undefined) return known;
    const { installationId, repositoryId } = pullRequest.repository;
    const tail = Promise.resolve();
    const lane: Lane = { key, installationId, repositoryId, running: null, waiting: null, tail };
    this.#lanes.set(key, lane);
    return lane;
  }

  #start(work: Promise<void>, what: string): void {
    const guarded = this.#guard(work, what).finally(() => this.#loose.delete(guarded));
    this.#loose.add(guarded);
  }

  async #guard(work: Promise<void>, what: string): Promise<void> {
    await work.catch((error: unknown) => this.#log.error(`${what} failed`, describeError(error)));
  }

  async #settle(): Promise<void> {
    await Promise.all([...this.#loose, ...[...this.#lanes.values()].map(({ tail }) => tail)]);
  }
}

function keyOf({ repository, number }: PullRequestRef): string {
  return `${repository.repositoryId}#${number}`;
}

/** One intent out of two that wait: a full review and the more urgent reason win. */
function merge(first: ReviewIntent | null, second: ReviewIntent): ReviewIntent {
  if (first === null) return second;
  const isFull = first.scope === "full" || second.scope === "full";
  const urgent = priorities[first.trigger] > priorities[second.trigger] ? first : second;
  return { ...second, trigger: urgent.trigger, scope: isFull ? "full" : "changed" };
}

function describeError(error: unknown): Readonly<Record<string, unknown>> {
  if (error instanceof Error && "code" in error) return { code: String(error.code) };
  return { code: error instanceof Error ? error.name : "unknown" };
}
