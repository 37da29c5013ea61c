import { type Intent, type Trigger, triggerPriorities } from "../domain/intent.ts";
import type { PullRequestRef } from "../domain/pull-request.ts";
import { choosePause } from "./choose-pause.ts";
import { mergeIntents } from "./merge-intents.ts";
import { pauseUnlessAborted, type Sleep } from "./pause-unless-aborted.ts";
import type { Limiter, Log } from "./ports.ts";
import { type Place, Repetitions, type ReviewIntent } from "./repetitions.ts";

/** What is done about intents, one function a kind. Each may fail; the dispatcher logs that and goes on. */
export interface IntentHandlers {
  readonly review: (intent: ReviewIntent, signal: AbortSignal) => Promise<void>;
  readonly command: (intent: Extract<Intent, { kind: "command" | "malformed-command" }>) => Promise<void>;
  readonly mergeGroup: (intent: Extract<Intent, { kind: "merge-group" }>) => Promise<void>;
  readonly forget: (installationId: number, repositoryIds: readonly number[] | null) => Promise<void>;
}

export interface DispatcherOptions {
  readonly handlers: IntentHandlers;
  readonly limit: Limiter;
  readonly log: Log;
  readonly sleep: Sleep;
}

/** One lane a pull request: one review at a time, at most one waiting. */
interface Lane extends Place {
  running: { readonly intent: ReviewIntent; readonly controller: AbortController } | null;
  waiting: ReviewIntent | null;
  /** How often the waiting one has broken off. */
  failures: number;
  /** Ends with the last work of the lane. */
  tail: Promise<void>;
}

/** What makes a running review worthless. */
const overtaking: ReadonlySet<Trigger> = new Set(["pushed", "retargeted"]);

/**
 * Brings intents to their handlers inside this process: newest head first, one review at a time per pull request.
 * What fails for a passing reason is tried up to three times.
 */
export class Dispatcher {
  readonly #handlers: IntentHandlers;
  readonly #limit: Limiter;
  readonly #log: Log;
  readonly #sleep: Sleep;
  readonly #repetitions: Repetitions;
  readonly #lanes = new Map<string, Lane>();
  readonly #loose = new Set<Promise<void>>();
  readonly #stopping = new AbortController();

  constructor({ handlers, limit, log, sleep }: DispatcherOptions) {
    this.#handlers = handlers;
    this.#limit = limit;
    this.#log = log;
    this.#sleep = sleep;
    this.#repetitions = new Repetitions(sleep);
  }

  /** Takes an intent over and returns at once. */
  accept(intent: Intent): void {
    if (this.#stopping.signal.aborted) return;
    switch (intent.kind) {
      case "review":
        this.#review(intent);
        break;
      case "closed":
        this.#abandon(({ key }) => key === keyOf(intent.pullRequest));
        break;
      case "command":
      case "malformed-command":
        this.#start(
          this.#persist(() => this.#handlers.command(intent)),
          "a command",
        );
        break;
      case "merge-group":
        this.#start(
          this.#persist(() => this.#handlers.mergeGroup(intent)),
          "a merge group",
        );
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
    this.#stopping.abort();
    this.#abandon(() => true);
    await this.#settle();
  }

  #review(newest: ReviewIntent, failures = 0): void {
    const lane = this.#laneOf(newest.pullRequest);
    // What waits to be tried again is done with this one.
    const intent = mergeIntents(this.#repetitions.take(lane.key), newest);
    lane.failures = failures;
    const isQueued = lane.waiting !== null;
    const overtaken = overtaking.has(intent.trigger) ? lane.running : null;
    overtaken?.controller.abort();
    // What was asked for and is stopped here is still owed, about the newer state.
    const owed = overtaken === null ? lane.waiting : mergeIntents(overtaken.intent, lane.waiting);
    lane.waiting = mergeIntents(owed, intent);
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
      if (newest === null || this.#stopping.signal.aborted) return;
      lane.waiting = null;
      await this.#runReview(lane, newest, lane.failures);
    }, triggerPriorities[first.trigger]);
  }

  async #runReview(lane: Lane, intent: ReviewIntent, failures: number): Promise<void> {
    const controller = new AbortController();
    lane.running = { intent, controller };
    try {
      await this.#handlers.review(intent, controller.signal);
    } catch (error) {
      const pauseMs = controller.signal.aborted ? null : choosePause(error, failures + 1);
      if (pauseMs === null) throw error;
      this.#log.warn("a review is tried again later", { ...describeError(error), waitMs: pauseMs });
      if (lane.waiting === null) this.#start(this.#repeat(lane, { intent, failures, pauseMs }), "a review");
      else lane.waiting = mergeIntents(intent, lane.waiting);
    } finally {
      lane.running = null;
    }
  }

  async #repeat(
    lane: Lane,
    { intent, failures, pauseMs }: { intent: ReviewIntent; failures: number; pauseMs: number },
  ): Promise<void> {
    if (await this.#repetitions.wait(lane, intent, pauseMs)) this.#review(intent, failures + 1);
  }

  /** Does work that needs no lane, up to three times. */
  async #persist(work: () => Promise<void>): Promise<void> {
    const { signal } = this.#stopping;
    for (let tries = 1; ; tries += 1) {
      try {
        return await work();
      } catch (error) {
        const pauseMs = choosePause(error, tries);
        if (pauseMs === null) throw error;
        await pauseUnlessAborted(this.#sleep, pauseMs, signal);
        if (signal.aborted) throw error;
      }
    }
  }

  #abandon(isMeant: (place: Place) => boolean): void {
    this.#repetitions.drop(isMeant);
    for (const lane of this.#lanes.values()) {
      if (!isMeant(lane)) continue;
      lane.waiting = null;
      lane.running?.controller.abort();
    }
  }

  #forget(installationId: number, repositoryIds: readonly number[] | null): void {
    const isMeant = (place: Place) =>
      place.installationId === installationId &&
      (repositoryIds === null || repositoryIds.includes(place.repositoryId));
    this.#abandon(isMeant);
    // A review that is about to end writes down what it learned: what is forgotten before that comes back.
    const ending = [...this.#lanes.values()].filter(isMeant).map(({ tail }) => tail);
    const forgotten = Promise.all(ending).then(() => this.#handlers.forget(installationId, repositoryIds));
    this.#start(forgotten, "forgetting an installation");
  }

  #laneOf(pullRequest: PullRequestRef): Lane {
    const key = keyOf(pullRequest);
    const known = this.#lanes.get(key);
    if (known !== undefined) return known;
    const { installationId, repositoryId } = pullRequest.repository;
    const tail = Promise.resolve();
    const lane: Lane = { key, installationId, repositoryId, running: null, waiting: null, failures: 0, tail };
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

function describeError(error: unknown): Readonly<Record<string, unknown>> {
  if (error instanceof Error && "code" in error) return { code: String(error.code) };
  return { code: error instanceof Error ? error.name : "unknown" };
}
