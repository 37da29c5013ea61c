import { describe, expect, test } from "vitest";
import { CommitSha } from "../../../src/domain/change-set.ts";
import type { Dismissal } from "../../../src/domain/memory.ts";
import { renderReviewDraft } from "../../../src/review/render/render-review-draft.ts";
import { draftInputOf } from "../../fakes/draft-inputs.ts";
import {
  aFinding,
  aPlace,
  cleanResult,
  defectsResult,
  failuresResult,
  hostileResult,
  noModelResult,
  patternFinding,
  removedCheck,
} from "../../fakes/review-results.ts";

const dismissal: Dismissal = {
  reason: "accepted-risk",
  because: "internal tool, see the wiki; thanks @boss",
  byLogin: "ann-lee",
  byId: 7,
  until: "2027-06-30",
};
const elsewhere = aPlace({ startLine: 3, endLine: 3, quote: "app.use(cors());" });
const secondReview = {
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
      place: elsewhere,
    }),
    aFinding({ id: "A-00000005", severity: "high", status: "fixed", title: "Path from a request" }),
    aFinding({ id: "A-00000006", severity: "medium", status: "dismissed", title: "Weak hash" }),
  ],
};
const previousHead = CommitSha.parse("77".repeat(20));

describe("a review reads well", () => {
  test.each([
    ["after a clean change", draftInputOf(cleanResult)],
    [
      "with defects commented in the files",
      draftInputOf(defectsResult, { context: { docsUrl: "https://assay.example/docs" } }),
    ],
    [
      "after a second push",
      draftInputOf(secondReview, { context: { previousHead }, dismissals: { "A-00000006": dismissal } }),
    ],
    ["without a model", draftInputOf(noModelResult)],
    [
      "with failures",
      draftInputOf({ ...failuresResult, defects: [aFinding({ severity: "low" })] }, { commentFrom: "high" }),
    ],
    ["with hostile texts", draftInputOf(hostileResult, { context: { docsUrl: null } })],
  ])("%s", (_name, input) => {
    const { verdict, body, comments, check } = renderReviewDraft(input);
    const shown = [
      `verdict: ${verdict}`,
      body,
      ...comments.map(
        (comment) =>
          `--- ${comment.side} ${comment.path}:${comment.startLine ?? ""}-${comment.line}\n${comment.body}`,
      ),
      `--- check: ${check.conclusion}, ${check.title}`,
      check.summary,
      ...check.annotations.map(
        (note) =>
          `--- ${note.level} ${note.path}:${note.startLine}-${note.endLine} ${note.title}\n${note.message}`,
      ),
    ];
    expect(`\n${shown.join("\n")}\n`).toMatchSnapshot();
  });
});

describe("the body of a review", () => {
  test("tells a defect with a comment in two lines, and any other with folded details and a permanent link", () => {
    const { body, comments } = renderReviewDraft(draftInputOf(secondReview, { context: { previousHead } }));
    expect(comments.map(({ finding }) => finding)).toEqual(["A-77aa0011"]);
    expect(body).toContain(
      "🟧 **High** · Permission check removed from the export endpoint  \n[`src/export.ts:7`](",
    );
    expect(body).not.toContain("fix for <code>A-77aa0011");
    expect(body).toContain(
      "`A-00000004`\n\n<details><summary>Evidence and fix for <code>A-00000004</code></summary>\n\n[CWE-942]",
    );
    expect(body).toContain(
      `[\`src/orders.ts:3\`](https://github.example/acme/shop/blob/${"0123abcd".repeat(5)}/src/orders.ts?plain=1#L3)`,
    );
    expect(body).toContain(`/blob/${"fedc4321".repeat(5)}/src/export.ts?plain=1#L7)`);
  });

  test("names what of the change could not be read, escaped and once", () => {
    const gaps = ["GitHub lists 9 files and counts 10.", "Line 7 of the diff: @everyone"];
    const notices = [{ kind: "diff-problem", text: "Line 7 of the diff: @everyone" }];
    const { verdict, body, check } = renderReviewDraft(draftInputOf({ ...cleanResult, gaps, notices }));
    expect([verdict, check.conclusion]).toEqual(["inconclusive", "neutral"]);
    for (const text of [body, check.summary]) {
      expect(text).toContain("3 of 3 hunks at 0123abc  \nGitHub lists 9 files and counts 10.\n");
      expect(text.split("Line 7 of the diff: <code>&#64;everyone</code>").length).toBe(2);
    }
  });

  test("counts the open findings only", () => {
    const { body, verdict } = renderReviewDraft(draftInputOf(secondReview, { context: { previousHead } }));
    expect(verdict).toBe("defects");
    expect(body.split("\n")[0]).toBe(
      "## 3 security defects are detected in the code, and 1 more is unverified.",
    );
    expect(body).toContain(
      "**Since the last review** of `7777777`: 2 new, 1 still present, 1 not seen again, 1 fixed, 1 dismissed.",
    );
  });

  test("of a change whose findings are all dismissed or fixed is clean", () => {
    const defects = secondReview.defects.filter(({ status }) => status === "fixed" || status === "dismissed");
    const draft = renderReviewDraft(draftInputOf({ ...cleanResult, defects }, { context: { previousHead } }));
    expect([draft.verdict, draft.check.conclusion, draft.comments]).toEqual(["no-defects", "success", []]);
  });

  test("masks secrets in what people wrote about a dismissal", () => {
    const mask = (text: string) => text.replaceAll("wiki", "[masked]");
    const options = { context: { previousHead, mask }, dismissals: { "A-00000006": dismissal } };
    const { body } = renderReviewDraft(draftInputOf(secondReview, options));
    expect(body).toContain("internal tool, see the \\[masked\\]; thanks");
  });

  test("takes the findings as reconciled, whatever the result lists", () => {
    const input = draftInputOf(cleanResult);
    const draft = renderReviewDraft({ ...input, result: { ...cleanResult, defects: [aFinding()] } });
    expect(draft.verdict).toBe("no-defects");
  });

  test.each([
    [120, 120, /^Some details are left out here/m],
    [400, null, /^\d+ defects and some details are left out here/m],
  ])(
    "that is too long for the details of %i defects has their lines and a notice",
    (count, shown, notice) => {
      const defects = Array.from({ length: count }, (_, index) =>
        aFinding({ id: `A-${index}`, explanation: "🔒 long `code` ".repeat(100), place: elsewhere }),
      );
      const { body, check } = renderReviewDraft(draftInputOf({ ...defectsResult, defects }));
      expect(body.length).toBeLessThanOrEqual(60_000);
      expect(body.length).toBeGreaterThan(50_000);
      expect(body.isWellFormed()).toBe(true);
      const entries = body.split("🟥 **Critical** · ").length - 1;
      if (shown === null)
        expect(body).toContain(`\n${count - entries} defects and some details are left out`);
      else expect(entries).toBe(shown);
      expect(body).toMatch(notice);
      expect(body).toContain("1 suggestion, not about a defect");
      expect(body.split("<details>").length).toBe(body.split("</details>").length);
      expect(body.match(/^```/gm)?.length ?? 0).toSatisfy((marks: number) => marks % 2 === 0);
      expect(body.trimEnd().endsWith("</sub>")).toBe(true);
      expect([check.annotations.length, check.summary.length <= 65_535]).toEqual([
        Math.min(count, 200),
        true,
      ]);
    },
  );

  test("keeps every comment short enough, however long its texts are", () => {
    const long = "@😀|".repeat(300_000);
    const defects = [aFinding({ title: long, explanation: long, attack: long, fix: `${long}\n${long}` })];
    const { body, comments, check } = renderReviewDraft(draftInputOf({ ...defectsResult, defects }));
    const texts = [body, check.summary, ...comments.map((comment) => comment.body)];
    expect(comments.length).toBe(1);
    for (const text of texts) {
      expect(text.length).toBeLessThanOrEqual(60_000);
      expect(text.isWellFormed()).toBe(true);
    }
    expect(
      check.annotations.map(({ title, message }) => [
        title.length <= 255,
        Buffer.byteLength(message) <= 65_536,
      ]),
    ).toEqual([[true, true]]);
  });
});

describe("the check", () => {
  const conclude = (
    defects: readonly ReturnType<typeof aFinding>[],
    failOn: "high" | "low" | "never",
    result = cleanResult,
  ) => renderReviewDraft(draftInputOf({ ...result, defects }, { context: { failOn } })).check.conclusion;

  test.each([
    ["green without defects", conclude([], "high"), "success"],
    ["red at the threshold", conclude([aFinding({ severity: "high" })], "high"), "failure"],
    ["red above the threshold", conclude([aFinding({ severity: "critical" })], "high"), "failure"],
    ["neutral below the threshold", conclude([aFinding({ severity: "medium" })], "high"), "neutral"],
    ["neutral when it never fails", conclude([aFinding()], "never"), "neutral"],
    [
      "red for a defect that was not seen again",
      conclude([aFinding({ status: "not-seen-again" })], "high"),
      "failure",
    ],
    ["green for a dismissed one", conclude([aFinding({ status: "dismissed" })], "high"), "success"],
    ["green for a mere pattern", conclude([patternFinding], "low"), "success"],
    ["neutral when something was not reviewed", conclude([], "high", failuresResult), "neutral"],
    ["neutral without a model", conclude([], "high", noModelResult), "neutral"],
    ["red for a proved defect without a model", conclude([aFinding()], "high", noModelResult), "failure"],
  ])("is %s", (_name, conclusion, expected) => {
    expect(conclusion).toBe(expected);
  });

  test("marks removed code at the head, and the top of a file that is gone", () => {
    const gone = aPlace({ file: 9, side: "LEFT", startLine: 70, endLine: 71 });
    const draft = renderReviewDraft(
      draftInputOf({ ...cleanResult, defects: [removedCheck, aFinding({ place: gone })] }),
    );
    expect(
      draft.check.annotations.map(({ path, startLine, endLine, level }) => ({
        path,
        startLine,
        endLine,
        level,
      })),
    ).toEqual([
      { path: "src/orders.ts", startLine: 1, endLine: 1, level: "failure" },
      { path: "src/export.ts", startLine: 7, endLine: 7, level: "failure" },
    ]);
  });

  test("has at most two hundred marks, the worst first", () => {
    const defects = Array.from({ length: 201 }, (_, index) =>
      aFinding({ id: `A-${index}`, severity: index === 200 ? "critical" : "low" }),
    );
    const { annotations, summary } = renderReviewDraft(draftInputOf({ ...cleanResult, defects })).check;
    expect([annotations.length, annotations[0]?.level, annotations[1]?.level]).toEqual([
      200,
      "failure",
      "notice",
    ]);
    expect(summary).toContain("The first 200 defects are marked in the files.");
  });
});
