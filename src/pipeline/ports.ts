import type { ReviewError } from "../domain/errors.ts";
import type { FlowFacts } from "../domain/flow.ts";
import type { ModelAnswer } from "../domain/model-answer.ts";
import type { Prompt } from "../domain/prompt.ts";
import type { ScannedSecret } from "../domain/secret.ts";
import type { Language, PatternRule, SyntaxFacts } from "../domain/syntax.ts";
import type { Snapshot } from "./ports-snapshot.ts";

/** A unified diff and what is known of its two ends. */
export interface DiffText {
  readonly text: string;
  readonly base: string | null;
  readonly head: string | null;
  readonly label: string;
}

/** Reads a change out of a local repository, a file or a pipe. Throws `ReviewError` with a `GIT_…` or `DIFF_…` code. */
export interface ChangeSource {
  readDiff(signal: AbortSignal): Promise<DiffText>;
  /** Texts of blobs by object name; absent where the source does not have them or they exceed `maxBytes`. */
  readBlobs(names: readonly string[], maxBytes: number): Promise<ReadonlyMap<string, string>>;
  /** Git attributes (`linguist-generated`, `linguist-vendored`) by path, as they stand at the base of the change. */
  readAttributes(paths: readonly string[]): Promise<ReadonlyMap<string, ReadonlyMap<string, string>>>;
  /**
   * The tree at the head of what `readDiff` found, always the same object, so that its bounds hold for the whole
   * review; null before that, and where only a diff is known.
   */
  openSnapshot(): Snapshot | null;
}

/**
 * How much is wanted of a text. `matches`: where the rules match and, if any does, scopes and names. `outline`: matches
 * and scopes. `names`: everything. What was not wanted is empty, and never well-formed.
 */
export type SyntaxDetail = "matches" | "outline" | "names";

export interface Inspection {
  readonly rules: readonly PatternRule[];
  readonly detail: SyntaxDetail;
}

/** At most one parse of one text. Null when the language is not known or the text is over the parser's size budget. */
export interface Syntax {
  inspect(text: string, language: Language, inspection: Inspection): Promise<SyntaxFacts | null>;
}

/** At most one parse of one text. Null when the parser makes nothing of the text, or it is over its size budget. */
export interface FlowReader {
  readFlow(text: string, language: Language): Promise<FlowFacts | null>;
}

/** Finds secrets of known shapes in one text. */
export interface SecretScanner {
  scan(text: string, path: string): Promise<readonly ScannedSecret[]>;
}

/** One question, one answer. Limits and retries are decorators. Throws `ReviewError` with a `MODEL_…` code. */
export interface Model {
  readonly name: string;
  complete(prompt: Prompt, signal: AbortSignal): Promise<ModelAnswer>;
}

/** Estimated number of tokens of a text; never throws, linear in its length. */
export type CountTokens = (text: string) => number;

/** How far a review is, for a progress line. */
export interface Progress {
  readonly unitsDone: number;
  readonly unitsTotal: number;
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly costUsd: number | null;
}

/** A wait before a question is asked again. */
export interface ModelPause {
  readonly error: ReviewError;
  readonly waitMs: number;
  /** Of the try that comes after the wait, and of the last that there would be. */
  readonly nextTry: number;
  readonly lastTry: number;
}

/** Somebody who sits and waits for a review. */
export interface Onlooker {
  readonly onPause: (pause: ModelPause) => void;
  /** Told of every question that is not asked any more. */
  readonly onGivenUp: (error: ReviewError) => void;
}

export interface Log {
  debug(message: string, fields?: Readonly<Record<string, unknown>>): void;
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
  error(message: string, fields?: Readonly<Record<string, unknown>>): void;
}
