/** What is measured of a review: its stages by the names of ARCHITECTURE.md, and each call to a model. */
export type StageName =
  | "review"
  | "admit"
  | "fetch"
  | "check"
  | "split"
  | "ask"
  | "call"
  | "ground"
  | "refute"
  | "name"
  | "render"
  | "publish";

/** What may be said about a stage: ids, counts and fixed words. There is no place for code, paths, titles or names. */
export interface StageFacts {
  /** Names the piece of work, the same after a crash. */
  readonly review?: string | null;
  readonly repository?: number;
  readonly pullRequest?: number;
  readonly files?: number;
  readonly hunks?: number;
  readonly units?: number;
  readonly claims?: number;
  readonly findings?: number;
  readonly comments?: number;
  readonly calls?: number;
  readonly promptTokens?: number;
  readonly completionTokens?: number;
  readonly cachedTokens?: number;
  /** Null where the price of the model is not known. */
  readonly costUsd?: number | null;
  readonly model?: string | null;
  /** Id of the prompt. */
  readonly question?: string;
  /** A verdict, or why there is none. */
  readonly outcome?: string;
}

/** Tells somebody outside how long the stages take. Never fails, delays or changes what it watches. */
export interface Trace {
  /** Runs `work` as a stage of whatever stage it is called in; `note` adds what is known only later. */
  stage<Result>(
    name: StageName,
    facts: StageFacts,
    work: (note: (facts: StageFacts) => void) => Promise<Result>,
  ): Promise<Result>;
}

/** Nobody watches. */
export const noTrace: Trace = { stage: (_name, _facts, work) => work(() => undefined) };
