import { createMemorySource } from "./create-memory-source.ts";
import { judgeSight } from "./judge-sight.ts";
import type { Look, LookResult, Sight } from "./look.ts";
import type { Recorder } from "./record-answers.ts";
import { type AssayTools, reviewWithAssay } from "./review-with-assay.ts";
import { reviewWithPlain } from "./review-with-plain.ts";

export interface LookTools {
  readonly recorder: Recorder;
  readonly assay: AssayTools;
}

type Seen = Pick<Sight, "reported" | "claims" | "dropped" | "isUnreadable">;

const nothing: Seen = { reported: [], claims: 0, dropped: {}, isUnreadable: false };

/** Looks at one change and scores what was said. Never rejects: what went wrong is the failure of the look. */
export async function reviewLook(look: Look, tools: LookTools, signal: AbortSignal): Promise<LookResult> {
  const { model, tally } = tools.recorder.modelFor(look.sample);
  let seen = nothing;
  let failure: string | null = null;
  try {
    seen = await see(look, { ...tools, model }, signal);
  } catch (error) {
    failure = error instanceof Error ? error.message : String(error);
  }
  const used = tally();
  const { evalCase, input, inserted } = look;
  const { form, side, diff, files } = input;
  const sides = { after: files?.after ?? null, before: files?.before ?? null };
  return {
    caseId: evalCase.id,
    language: evalCase.language,
    cwes: evalCase.cwes,
    kind: evalCase.kind,
    form,
    side,
    reviewer: look.reviewer.name,
    framing: look.framing,
    sample: look.sample,
    failure: failure ?? used.failure ?? (signal.aborted ? "interrupted" : null),
    sight: { ...seen, tally: used },
    score: judgeSight({ evalCase, form, side, diff, inserted, ...sides }, seen),
  };
}

async function see(
  { input, reviewer }: Look,
  { assay, model }: LookTools & Pick<ReturnType<Recorder["modelFor"]>, "model">,
  signal: AbortSignal,
): Promise<Seen> {
  if (reviewer.kind === "assay") {
    // The label reaches no prompt, and says nothing of the case even so.
    const source = createMemorySource({ diff: input.diff, files: input.files, label: "change" });
    const review = await reviewWithAssay({ source, model, depth: reviewer.depth }, assay, signal);
    return { ...review, isUnreadable: false };
  }
  const reported = await reviewWithPlain(input.diff, { model, countTokens: assay.countTokens }, signal);
  return {
    ...nothing,
    reported: reported ?? [],
    claims: reported?.length ?? 0,
    isUnreadable: reported === null,
  };
}
