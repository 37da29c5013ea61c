import { CommitSha } from "../../src/domain/change-set.ts";
import type { Finding } from "../../src/domain/finding.ts";
import type { Dismissal } from "../../src/domain/memory.ts";
import type { ReviewResult } from "../../src/domain/review.ts";
import type { ReviewDraft } from "../../src/domain/review-draft.ts";
import { severityOrder } from "../../src/review/findings/group-defects.ts";
import { signMarker } from "../../src/review/pull-request/sign-marker.ts";
import { renderEstimateComment } from "../../src/review/render/render-estimate-comment.ts";
import { renderExplain } from "../../src/review/render/render-explain.ts";
import { renderHelp } from "../../src/review/render/render-help.ts";
import { renderMoved } from "../../src/review/render/render-moved.ts";
import { renderReviewDraft } from "../../src/review/render/render-review-draft.ts";
import { renderSuperseded } from "../../src/review/render/render-superseded.ts";
import { buildChange } from "../fakes/build-change.ts";
import { type DraftOptions, draftContext, draftInputOf } from "../fakes/draft-inputs.ts";
import {
  aFinding,
  aPlace,
  aSuggestion,
  cleanResult,
  defectsResult,
  failuresResult,
  hostileResult,
  noModelResult,
  path,
  patternFinding,
  removedCheck,
  reviewed,
} from "../fakes/review-results.ts";
import type { Part } from "./compose-page.ts";
import { realChange, realFindings } from "./real-change.ts";

/** What one page shows; the key is the name of its picture. */
export type Scenes = Readonly<Record<string, readonly Part[]>>;

/** Host of the operator's page about Assay in these scenes. */
export const docsUrl = "https://assay.example/docs";

const previousHead = CommitSha.parse("77".repeat(20));
const marker = signMarker(
  {
    repositoryId: 1,
    pullRequest: 7,
    head: draftContext.headSha,
    configuration: "c0ffee",
    generation: 2,
  },
  "k".repeat(32),
);

const withMarker = (body: string) => `${body}\n${marker}\n`;

function showDraft(draft: ReviewDraft, change = draftContext.change): readonly Part[] {
  return [
    { kind: "review", markdown: withMarker(draft.body) },
    ...draft.comments.map((comment): Part => ({ kind: "inline", comment, change })),
  ];
}

function show(result: ReviewResult, options: DraftOptions = {}): readonly Part[] {
  const context = { docsUrl, ...options.context };
  const draft = renderReviewDraft(draftInputOf(result, { ...options, context }));
  return showDraft(draft, options.context?.change);
}

function showCheck(result: ReviewResult): readonly Part[] {
  const { check } = renderReviewDraft(draftInputOf(result));
  return [{ kind: "check", title: check.title, markdown: check.summary }];
}

const dismissal: Dismissal = {
  reason: "accepted-risk",
  because: "internal tool, see the wiki; thanks @boss",
  byLogin: "ann-lee",
  byId: 7,
  until: "2027-06-30",
};

const secondReview: ReviewResult = {
  ...defectsResult,
  defects: [
    aFinding({ status: "still-present" }),
    removedCheck,
    aFinding({
      id: "A-00000003",
      severity: "medium",
      status: "not-seen-again",
      title: "Token in a log line",
    }),
    aFinding({
      id: "A-00000004",
      severity: "low",
      title: "Any origin may ask",
      cwe: "CWE-942",
      explanation: "The answer allows every origin, also for requests that carry a session.",
      attack: null,
      fix: "app.use(cors({\n  origin: settings.allowedOrigins,\n}));",
      place: aPlace({ startLine: 3, endLine: 3, quote: "app.use(cors());" }),
    }),
    aFinding({ id: "A-00000005", severity: "high", status: "fixed", title: "Path from a request" }),
    aFinding({ id: "A-00000006", severity: "medium", status: "dismissed", title: "Weak hash" }),
  ],
};

const titles = [
  "SQL query built from a request parameter",
  "Session cookie without the HttpOnly attribute, so that any script of the page can read it",
  "Path from a request joined without a check",
  "Token compared in variable time",
  "Password in a log line",
];
const thirtyDefects: readonly Finding[] = Array.from({ length: 32 }, (_, index) =>
  aFinding({
    id: `A-${(0x1a2b3c00 + index).toString(16)}`,
    title: titles[index % titles.length] ?? "",
    severity: severityOrder[Math.floor(index / 8)] ?? "low",
    confidence: index % 3 === 0 ? "unverified" : "confirmed",
    place: aPlace({
      path: path(`packages/server/src/modules/part-${index % 7}/handle-request.ts`),
      startLine: 10 + index,
      endLine: 10 + index + (index % 2),
    }),
  }),
);
const thirtyChange = buildChange(
  Array.from({ length: 7 }, (_, index) => ({
    path: `packages/server/src/modules/part-${index}/handle-request.ts`,
    base: null,
    head: "line();\n".repeat(60),
  })),
);

const patterns: readonly Finding[] = ["tls.reject-unauthorized", "dom.inner-html", "process.exec"].map(
  (rule, index) => ({
    ...patternFinding,
    id: `A-0f0f0f0${index}`,
    rule: `javascript.${rule}`,
    title:
      ["Certificate check switched off", "HTML from a variable", "Command run through a shell"][index] ?? "",
    severity: (["medium", "medium", "high"] as const)[index] ?? "low",
    place: aPlace({
      startLine: 9 + index * 14,
      endLine: 9 + index * 14,
      quote: ["rejectUnauthorized: false,", "panel.innerHTML = title;", "exec(command + file);"][index] ?? "",
    }),
    explanation: `The rule javascript.${rule} matched here. Only the pattern of the code was compared: whether it can be attacked was not examined. To decide: ${
      [
        "Does this client talk to anything but a test server?",
        "Can anybody but this program choose the text?",
        "Can anybody but this program choose the file name?",
      ][index] ?? ""
    }`,
  }),
);

const realResult: ReviewResult = {
  ...cleanResult,
  coverage: { files: [{ path: path("api/reports.py"), hunks: [reviewed], whole: reviewed }] },
  defects: realFindings,
};

const moved = renderReviewDraft(draftInputOf(defectsResult)).comments.slice(0, 1);
const remembered = {
  finding: aFinding({ status: "dismissed" }),
  quoteHash: "0".repeat(64),
  firstSeen: previousHead,
  dismissal: { ...dismissal, reason: "wont-fix", because: "see #12", until: null } as const,
};
const estimate = {
  units: 4,
  promptTokens: 12_345,
  expectedAnswerTokens: 600,
  mostAnswerTokens: 16_000,
  expectedCostUsd: 0.0123,
  mostCostUsd: 1.5,
};

export const scenes: Scenes = {
  "01-clean": show(cleanResult),
  "02-defects": show({
    ...defectsResult,
    suggestions: [aSuggestion, { ...aSuggestion, category: "naming" }],
  }),
  "03-no-model": show({ ...noModelResult, head: draftContext.headSha, defects: patterns }),
  "04-failures": show({ ...failuresResult, gaps: ["GitHub lists 9 files and counts 10."] }),
  "05-since-last": show(secondReview, {
    context: { previousHead },
    dismissals: { "A-00000006": dismissal },
  }),
  "06-removed-check": show({ ...cleanResult, defects: [removedCheck] }),
  "07-hostile": show(hostileResult),
  "08-thirty-defects": show(
    { ...defectsResult, defects: thirtyDefects },
    { context: { change: thirtyChange } },
  ).slice(0, 2),
  "09-superseded": [
    {
      kind: "comment",
      markdown: renderSuperseded(withMarker(renderReviewDraft(draftInputOf(defectsResult)).body), {
        head: draftContext.headSha,
        url: `${draftContext.repositoryUrl}/pull/7#pullrequestreview-9`,
      }),
    },
  ],
  "10-explain": [
    {
      kind: "comment",
      markdown: renderExplain(remembered, `${draftContext.repositoryUrl}/blob/${draftContext.headSha}/x`),
    },
  ],
  "11-help": [{ kind: "comment", markdown: renderHelp(docsUrl) }],
  "12-estimate": [
    {
      kind: "comment",
      markdown: renderEstimateComment(estimate, {
        head: draftContext.headSha,
        modelName: "example-large",
        filesAsked: 3,
        filesTotal: 5,
        maxCostUsd: 2,
      }),
    },
  ],
  "13-real-change": show(realResult, { context: { change: realChange } }),
  "14-check": showCheck(secondReview),
  "15-moved": [
    {
      kind: "review",
      markdown: `${renderReviewDraft(draftInputOf(defectsResult)).body}\n\n${renderMoved(moved)}`,
    },
  ],
};
