import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { CommitSha } from "../../src/domain/change-set.ts";

const count = z.number().min(0);
/** A text as its lines, so that a difference of two recordings can be read. */
const Lines = z
  .array(z.string())
  .min(1)
  .transform((lines) => lines.join("\n"));
const PolicyText = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("text"), text: z.string() }),
  z.object({ kind: z.literal("absent") }),
  z.object({ kind: z.literal("refused"), reason: z.string() }),
]);
const SnapshotLine = z.object({ path: z.string(), line: z.number(), text: z.string() });
const Usage = z.object({ promptTokens: count, completionTokens: count, cachedTokens: count });

/** What a model said to one question, or the code of the error that came instead. */
const RecordedAnswer = z.object({
  /** SHA-256 of the question, cut to 32 digits. */
  question: z.string(),
  /** What the question is about: finds its answer again when its words have changed. */
  subject: z.string(),
  answer: z
    .object({
      text: z.string(),
      finish: z.enum(["stop", "length", "declined"]),
      model: z.string(),
      usage: Usage.nullable(),
    })
    .nullable(),
  error: z.string().nullable(),
});
export type RecordedAnswer = z.infer<typeof RecordedAnswer>;

const State = z.object({
  number: z.int().positive(),
  lifecycle: z.enum(["open", "closed", "merged"]),
  isDraft: z.boolean(),
  isLocked: z.boolean(),
  headSha: CommitSha,
  baseSha: CommitSha,
  baseBranch: z.string(),
  isFork: z.boolean(),
  authorLogin: z.string(),
  labels: z.array(z.string()),
  changedFiles: count,
  additions: count,
  deletions: count,
});

const Change = z.object({
  mergeBase: CommitSha,
  label: z.string(),
  shortfalls: z.array(z.string()),
  diff: Lines,
  blobs: z.array(z.object({ name: z.string(), text: Lines })),
  attributes: z.array(z.object({ path: z.string(), values: z.array(z.tuple([z.string(), z.string()])) })),
});

/** What was read of the tree at the head beside the change. Paths are data here, never names of files on a disk. */
const Tree = z.object({
  files: z.array(z.object({ path: z.string(), text: Lines.nullable() })),
  existing: z.array(z.string()),
  words: z.array(z.object({ word: z.string(), lines: z.array(SnapshotLine) })),
});

const Replay = z.object({
  format: z.literal(1),
  state: State,
  policy: z.object({ repository: PolicyText, organisation: PolicyText }),
  /** Null where the pull request was not admitted, so that its change was never read. */
  change: Change.nullable(),
  tree: Tree,
  /** Null when no model was configured. */
  model: z.object({ name: z.string() }).nullable(),
  answers: z.array(RecordedAnswer),
});
/** A recorded pull request: everything that its review read. */
export type Replay = z.infer<typeof Replay>;

/** A made-up secret in the place of a real one. In a file its parts stand apart, so that no file looks like it holds one. */
const StandIn = z.object({ placeholder: z.string().min(3), kind: z.string(), parts: z.array(z.string()) });
export type StandIn = z.infer<typeof StandIn>;

const same = (text: string) => text;
const fileOf = (folder: string) => join(folder, "replay.json");

/** Reads a recorded pull request. Throws when the file is none. */
export function loadReplay(folder: string): Replay & { readonly secrets: readonly StandIn[] } {
  const stored: unknown = JSON.parse(readFileSync(fileOf(folder), "utf8"));
  const { secrets } = z.object({ secrets: z.array(StandIn) }).parse(stored);
  const swaps = secrets.map(({ placeholder, parts }) => [placeholder, parts.join("")] as const);
  return { ...Replay.parse(mapStrings(stored, (text) => swapAll(text, swaps))), secrets };
}

export interface HiddenSecrets {
  readonly secrets: readonly StandIn[];
  /** Replaces what one text gave away and another, which was read before, holds too. */
  readonly hide?: (text: string) => string;
}

/** Writes a recorded pull request with placeholders instead of made-up secrets. */
export function saveReplay(folder: string, replay: Replay, { secrets, hide = same }: HiddenSecrets): void {
  const swaps = secrets.map(({ placeholder, parts }) => [parts.join(""), placeholder] as const);
  const shown = mapStrings(splitTexts(replay), (text) => swapAll(hide(text), swaps));
  mkdirSync(folder, { recursive: true });
  const stored = { ...z.record(z.string(), z.unknown()).parse(shown), secrets };
  writeFileSync(fileOf(folder), `${JSON.stringify(stored, null, 1)}\n`);
}

/** Whether a folder holds a recording already. */
export function isRecorded(folder: string): boolean {
  return existsSync(fileOf(folder));
}

function splitTexts(replay: Replay): unknown {
  const { change, tree } = replay;
  const lines = (text: string | null) => text?.split("\n") ?? null;
  return {
    ...replay,
    change: change && {
      ...change,
      diff: lines(change.diff),
      blobs: change.blobs.map(({ name, text }) => ({ name, text: lines(text) })),
    },
    tree: { ...tree, files: tree.files.map(({ path, text }) => ({ path, text: lines(text) })) },
  };
}

function swapAll(text: string, swaps: readonly (readonly [string, string])[]): string {
  return swaps.reduce((rest, [from, to]) => rest.replaceAll(from, () => to), text);
}

/** The same value with every text in it replaced; its shape and its keys stay. */
function mapStrings(value: unknown, replace: (text: string) => string): unknown {
  if (typeof value === "string") return replace(value);
  if (Array.isArray(value)) return value.map((item) => mapStrings(item, replace));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapStrings(item, replace)]));
}
