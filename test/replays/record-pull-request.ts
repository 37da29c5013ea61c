import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { PullRequestRef } from "../../src/domain/pull-request.ts";
import type { ReviewTools } from "../../src/entrypoints/shared/open-review-tools.ts";
import type { Model } from "../../src/pipeline/ports.ts";
import type { PullRequestReader } from "../../src/pipeline/ports-code-host.ts";
import { createRecorder } from "../evals/record-answers.ts";
import { createSecretHider } from "./hide-secrets.ts";
import { type Expectation, type Played, playReview } from "./play-replay.ts";
import { recordReads } from "./record-reads.ts";
import { loadReplay, type Replay, saveReplay } from "./replay.ts";
import { openReplayAnswers, type ReplayAnswers } from "./replay-answers.ts";
import { replayReads } from "./replayed-reader.ts";

export interface RecordRequest {
  readonly reader: PullRequestReader;
  readonly pullRequest: PullRequestRef;
  /** Null records the review without a model. */
  readonly model: Model | null;
  readonly folder: string;
  readonly tools: ReviewTools;
}

export interface Recorded {
  readonly expectation: Expectation;
  /** How many secrets were replaced. */
  readonly secrets: number;
  readonly answers: number;
}

const neverAborted = new AbortController().signal;

/** Reviews a pull request, writes down everything that the review read, and what it came to. Throws `ReviewError`. */
export async function recordPullRequest(request: RecordRequest): Promise<Recorded> {
  const { folder, tools } = request;
  const hider = createSecretHider(tools.scanner);
  const reading = recordReads(renamedReader(request), hider);
  const answers = openReplayAnswers([]);
  const { number } = request.pullRequest;
  const model = openRecordedModel(request.model, answers, tools);
  await playReview({ reader: reading, number, model }, tools, neverAborted);
  const recorded = reading.recorded();
  if (recorded === null) throw new Error("the pull request was not read");
  const replay: Replay = {
    ...recorded,
    format: 1,
    model: request.model && { name: request.model.name },
    answers: [...answers.list()],
  };
  saveReplay(folder, replay, { secrets: hider.standIns(), hide: hider.hide });
  const { expectation } = await playFolder(folder, tools);
  saveExpectation(folder, expectation);
  return { expectation, secrets: hider.standIns().length, answers: replay.answers.length };
}

/** The story asks for a made-up repository; GitHub is asked for the real one. */
function renamedReader({ reader, pullRequest }: RecordRequest): PullRequestReader {
  return {
    fetchSnapshot: (_ref, signal) => reader.fetchSnapshot(pullRequest, signal),
    openChange: (state, signal) => reader.openChange(state, signal),
  };
}

/** Plays what a folder holds, asking nobody. */
export async function playFolder(folder: string, tools: ReviewTools): Promise<Played> {
  const replay = loadReplay(folder);
  const model = replay.model && openRecordedModel(null, openReplayAnswers(replay.answers), tools);
  const quick = { ...tools, sleep: async () => undefined };
  return playReview({ reader: replayReads(replay), number: replay.state.number, model }, quick, neverAborted);
}

/** Makes what a folder's replay comes to now its expectation. A model answers what was never asked, or was asked otherwise. */
export async function acceptReplay(
  folder: string,
  model: Model | null,
  tools: ReviewTools,
): Promise<{ readonly expectation: Expectation; readonly asked: number }> {
  const { secrets, ...replay } = loadReplay(folder);
  const answers = openReplayAnswers(replay.answers);
  const before = answers.count();
  if (model !== null) {
    const reader = replayReads(replay);
    const asked = openRecordedModel(model, answers, tools);
    await playReview({ reader, number: replay.state.number, model: asked }, tools, neverAborted);
    saveReplay(folder, { ...replay, model: { name: model.name }, answers: [...answers.list()] }, { secrets });
  }
  const { expectation } = await playFolder(folder, tools);
  saveExpectation(folder, expectation);
  return { expectation, asked: answers.count() - before };
}

function saveExpectation(folder: string, expectation: Expectation): void {
  writeFileSync(join(folder, "expected.json"), `${JSON.stringify(expectation, null, 2)}\n`);
}

function openRecordedModel(
  model: Model | null,
  answers: ReplayAnswers,
  { countTokens, now }: ReviewTools,
): Model | null {
  const recorder = createRecorder({
    model: model && answers.watch(model),
    files: answers,
    priceFor: () => null,
    countTokens,
    now,
    onAnswer: () => undefined,
  });
  return recorder.modelFor(0).model;
}
