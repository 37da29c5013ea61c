import { createDiffSource } from "../../src/adapters/git/create-diff-source.ts";
import { CommitSha } from "../../src/domain/change-set.ts";
import type { RefuteAnswer } from "../../src/domain/refutation.ts";
import type { ReviewDraft } from "../../src/domain/review-draft.ts";
import type { ChangeSource, Model, SecretScanner } from "../../src/pipeline/ports.ts";
import type { ReviewTrace } from "../../src/pipeline/review-change.ts";
import { placeFindings } from "../../src/review/findings/place-findings.ts";
import { reconcileFindings } from "../../src/review/findings/reconcile-findings.ts";
import type { DraftContext } from "../../src/review/render/draft-context.ts";
import { renderDecision } from "../../src/review/render/render-decision.ts";
import { renderExplain } from "../../src/review/render/render-explain.ts";
import { renderReviewDraft } from "../../src/review/render/render-review-draft.ts";
import { reviewInProcess } from "../app/review-in-process.ts";
import { draftContext } from "../fakes/draft-inputs.ts";
import { claimIn, refuteAnswer } from "../fakes/refuting.ts";

/** What a model answers: text to the first question, what it adds to a confirmation to the second. */
export interface Answers {
  /** A new file. */
  readonly path: string;
  readonly code: string;
  readonly first: string;
  /** Null: there is no second question. */
  readonly second: Partial<RefuteAnswer> | null;
  readonly scanner?: SecretScanner;
}

/** Everything that GitHub would be sent, and what the review rests on. */
export interface Outputs {
  readonly trace: ReviewTrace;
  readonly draft: ReviewDraft;
  /** Answers to `/explain`, one for each finding. */
  readonly explanations: readonly string[];
  /** Markdown of all kinds, by what it is. */
  readonly markdown: readonly { readonly kind: string; readonly text: string }[];
}

const noSecrets: SecretScanner = { scan: async () => [] };

/** The whole way of an answer: parsed, grounded, checked, doubted, named, placed, rendered. */
export async function renderOutputs(answers: Answers): Promise<Outputs> {
  const { first, second, scanner = noSecrets } = answers;
  const trace = await reviewInProcess(
    openSource(answers),
    modelThat(first, second),
    { scanner, countTokens: (text) => Math.ceil(text.length / 4) },
    { depth: second === null ? "quick" : "standard" },
  );
  const { change, redactor } = trace.prepared;
  const context: DraftContext = { ...draftContext, change, mask: redactor.mask };
  const reconciled = reconcileFindings({
    found: trace.result.defects,
    matches: [],
    remembered: [],
    change,
    isWholeChange: true,
    facts: [],
    askedHunks: [],
    readHunks: [],
    head: context.headSha,
    today: "2026-11-21",
    mask: redactor.mask,
  });
  const placed = placeFindings(reconciled.findings, change, { commentFrom: "low" });
  const draft = renderReviewDraft({ result: trace.result, reconciled, placed, context });
  // Where no line takes a comment, the body holds the details.
  const unplaced = {
    inline: [],
    summary: reconciled.findings.map((finding) => ({ finding, reason: "outside-diff" as const })),
  };
  const long = renderReviewDraft({ result: trace.result, reconciled, placed: unplaced, context });
  const explanations = reconciled.remembered.map((remembered) =>
    renderExplain({ ...remembered, firstSeen: CommitSha.parse("77".repeat(20)) }, null),
  );
  const decisions = reconciled.remembered.map((remembered) =>
    renderDecision({ ...remembered, dismissal: null }, "mona"),
  );
  return {
    trace,
    draft,
    explanations,
    markdown: [
      { kind: "body", text: draft.body },
      { kind: "body without comments", text: long.body },
      ...draft.comments.map(({ body }) => ({ kind: "comment", text: body })),
      { kind: "check", text: draft.check.summary },
      ...explanations.map((text) => ({ kind: "explain", text })),
      ...decisions.map((text) => ({ kind: "decision", text })),
    ],
  };
}

function openSource({ path, code }: Answers): ChangeSource {
  const blob = "1".repeat(40);
  const added = code.split("\n").slice(0, -1);
  const [old, head] = ["a", "b"].map((side) => quotePath(`${side}/${path}`));
  const diff = [
    `diff --git ${old} ${head}`,
    "new file mode 100644",
    `index ${"0".repeat(40)}..${blob}`,
    "--- /dev/null",
    `+++ ${head}`,
    `@@ -0,0 +1,${added.length} @@`,
    ...added.map((line) => `+${line}`),
    "",
  ];
  return {
    ...createDiffSource({ text: diff.join("\n"), label: "a diff" }),
    readBlobs: async () => new Map([[blob, code]]),
  };
}

/** As git writes it. */
function quotePath(path: string): string {
  const bytes = [...new TextEncoder().encode(path)].map((byte) => {
    if (byte === 0x22 || byte === 0x5c) return `\\${String.fromCharCode(byte)}`;
    return byte < 0x20 || byte > 0x7e ? `\\${byte.toString(8).padStart(3, "0")}` : String.fromCharCode(byte);
  });
  return `"${bytes.join("")}"`;
}

function modelThat(first: string, second: Partial<RefuteAnswer> | null): Model {
  return {
    name: "double",
    async complete(prompt) {
      const isFirst = prompt.id === "find-defects";
      const text = isFirst ? first : JSON.stringify(confirm(prompt.user, second ?? {}));
      return { text, finish: "stop", model: "double", usage: null };
    },
  };
}

function confirm(question: string, second: Partial<RefuteAnswer>): RefuteAnswer {
  return refuteAnswer({ verdict: "confirmed", sink: claimIn(question).quote, ...second });
}
