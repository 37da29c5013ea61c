import type { ChangedFile } from "../domain/change-set.ts";
import type { FlowFacts } from "../domain/flow.ts";
import type { Scope } from "../domain/syntax.ts";
import type { UnitHunk } from "../domain/unit.ts";
import { collectNames, focusHunk } from "../review/context/focus-hunk.ts";
import { indexFunctions } from "../review/context/index-functions.ts";
import { listImports } from "../review/context/list-imports.ts";
import type { FollowedFile, FollowedHunk } from "../review/context/list-pieces.ts";
import { readPlainFlow } from "../review/context/plain-flow.ts";
import { type ReduceRequest, reduceText } from "../review/context/reduce-text.ts";
import { createSlicer } from "../review/context/slice-values.ts";
import { attachTexts } from "../review/diff/attach-texts.ts";
import { detectLanguage } from "../review/select/detect-language.ts";
import type { FlowReader } from "./ports.ts";
import type { Snapshot } from "./ports-snapshot.ts";

export interface FollowRequest {
  readonly changed: ChangedFile;
  /** Scopes of the head side. */
  readonly scopes: readonly Scope[];
  /** Hunks of this file. */
  readonly hunks: readonly UnitHunk[];
}

export interface FollowSources {
  readonly flow: FlowReader;
  readonly snapshot: Snapshot | null;
}

/** A file with its hunks; null in the place of a hunk that changes nothing. */
export interface FollowedHunks {
  readonly file: FollowedFile;
  readonly hunks: readonly (FollowedHunk | null)[];
}

/** Follows the values of some hunks through their file. Null where the text of the file is not known. */
export async function followFile(
  { changed, scopes, hunks }: FollowRequest,
  { flow, snapshot }: FollowSources,
): Promise<FollowedHunks | null> {
  const text = await findHead(changed, snapshot);
  if (text === null) return null;
  const language = detectLanguage(changed.path);
  const lines = text.split("\n");
  const functions = indexFunctions(scopes);
  const focuses = hunks.map(focusHunk);
  const known = focuses.filter((focus) => focus !== null);
  const imports = language === null ? [] : listImports(lines, language);
  const facts =
    language === null
      ? readPlainFlow(text)
      : await readFacts(
          { lines, language, functions, focuses: known, wanted: collectNames(hunks), imports },
          flow,
        );
  const slice = createSlicer(facts, functions, imports);
  return {
    file: { path: changed.path, language, lines, functions, imports },
    hunks: focuses.map((focus) => (focus === null ? null : { focus, slice: slice(focus) })),
  };
}

/** Of a text in which nothing has to be looked for, the lines are enough. */
async function readFacts(request: ReduceRequest, flow: FlowReader): Promise<FlowFacts> {
  const reduced = reduceText(request);
  if (reduced === null) return { code: request.lines, scopes: [], definitions: [], guards: [] };
  return (await flow.readFlow(reduced, request.language)) ?? readPlainFlow(reduced);
}

/** The whole head: of the change where it is complete, else of the snapshot where it agrees with the hunks. */
async function findHead(changed: ChangedFile, snapshot: Snapshot | null): Promise<string | null> {
  if (changed.status === "deleted") return null;
  if (changed.isComplete) return changed.head[0]?.text ?? null;
  const text = (await snapshot?.readFile(changed.path)) ?? null;
  const attached = text === null ? changed : attachTexts(changed, { base: null, head: text });
  return attached.head === changed.head ? null : (attached.head[0]?.text ?? null);
}
