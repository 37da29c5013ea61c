import { CommitSha, RepoPath } from "../../src/domain/change-set.ts";
import type { HunkState } from "../../src/domain/coverage.ts";
import type { Finding, Place, Suggestion } from "../../src/domain/finding.ts";
import type { ReviewResult } from "../../src/domain/review.ts";

export const reviewed: HunkState = { state: "reviewed", by: "model" };
export const checked: HunkState = { state: "reviewed", by: "checks" };
export const pending: HunkState = { state: "pending" };

export function path(text: string): RepoPath {
  return RepoPath.parse(text);
}

export function aPlace(overrides: Partial<Place> = {}): Place {
  return {
    file: 0,
    path: path("src/orders.ts"),
    side: "RIGHT",
    startLine: 42,
    endLine: 43,
    quote: 'const sql = "SELECT * FROM orders WHERE id = " + request.params.id;\nreturn database.query(sql);',
    ...overrides,
  };
}

export function aFinding(overrides: Partial<Finding> = {}): Finding {
  return {
    id: "A-1b2c3d4e",
    fingerprint: "1b2c3d4e".repeat(8),
    title: "SQL query built from a request parameter",
    cwe: "CWE-89",
    severity: "critical",
    confidence: "confirmed",
    source: "model",
    rule: null,
    place: aPlace(),
    explanation:
      "The order number comes straight from the URL and is appended to the SQL text. Nothing between the route and `database.query` checks that it is a number.",
    attack:
      "A visitor requests /orders/0 UNION SELECT password FROM users and reads every password hash in the answer.",
    fix: "Pass the value as a parameter: `database.query(sql, [request.params.id])`.",
    status: "new",
    ...overrides,
  };
}

export const removedCheck: Finding = aFinding({
  id: "A-77aa0011",
  fingerprint: "77aa0011".repeat(8),
  title: "Permission check removed from the export endpoint",
  cwe: "CWE-862",
  severity: "high",
  confidence: "unverified",
  place: aPlace({
    file: 1,
    path: path("src/export.ts"),
    side: "LEFT",
    startLine: 7,
    endLine: 7,
    quote: "\trequirePermission(request, 'export');",
  }),
  explanation: "The change deletes the only check in front of the export.",
  attack: "Any signed-in user downloads all customers.",
  fix: "requirePermission(request, 'export');\nreturn exportAll();",
});

export const patternFinding: Finding = aFinding({
  id: "A-0f0f0f0f",
  fingerprint: "0f0f0f0f".repeat(8),
  title: "Certificate check switched off",
  cwe: "CWE-295",
  severity: "medium",
  confidence: "pattern",
  source: "check",
  rule: "javascript.tls.reject-unauthorized",
  place: aPlace({ startLine: 9, endLine: 9, quote: "rejectUnauthorized: false," }),
  explanation: "The client accepts any certificate.",
  attack: null,
  fix: null,
});

export const aSuggestion: Suggestion = {
  category: "unused-code",
  title: "`parseLegacyDate` is never used",
  explanation: "Nothing in the file reads it since this change.",
  place: aPlace({ startLine: 12, endLine: 12, quote: "function parseLegacyDate(text) {" }),
};

export const cleanResult: ReviewResult = {
  label: "HEAD~1..HEAD",
  head: CommitSha.parse("0123abcd".repeat(5)),
  coverage: {
    files: [
      { path: path("src/orders.ts"), hunks: [reviewed, reviewed], whole: reviewed },
      { path: path("package-lock.json"), hunks: [checked], whole: checked },
    ],
  },
  shortfall: null,
  defects: [],
  suggestions: [],
  dropped: [],
  gaps: [],
  notices: [],
  usage: {
    model: "example-large",
    calls: 3,
    promptTokens: 12_345,
    completionTokens: 678,
    cachedTokens: 4_096,
    costUsd: 0.0123,
    durationMs: 8_250,
  },
  prompts: [
    { id: "find-vulnerabilities", version: "1.0.0" },
    { id: "refute-finding", version: "1.1.0" },
  ],
  depth: "standard",
};

export const defectsResult: ReviewResult = {
  ...cleanResult,
  coverage: {
    files: [
      { path: path("src/orders.ts"), hunks: [reviewed, reviewed], whole: reviewed },
      { path: path("src/export.ts"), hunks: [reviewed], whole: reviewed },
      {
        path: path("dist/app.js"),
        hunks: [
          { state: "skipped", reason: "generated" },
          { state: "skipped", reason: "generated" },
        ],
        whole: { state: "skipped", reason: "generated" },
      },
    ],
  },
  defects: [removedCheck, aFinding()],
  suggestions: [aSuggestion],
  dropped: [
    { reason: "quote-not-found", count: 2 },
    { reason: "duplicate", count: 1 },
  ],
  notices: [
    { kind: "own-configuration", text: "The change edits .github/assay.yml, which configures this review." },
  ],
};

export const noModelResult: ReviewResult = {
  ...cleanResult,
  head: null,
  shortfall: "no-model",
  coverage: {
    files: [
      {
        path: path("src/orders.ts"),
        hunks: [
          { state: "skipped", reason: "no-model" },
          { state: "skipped", reason: "no-model" },
        ],
        whole: reviewed,
      },
      { path: path("package-lock.json"), hunks: [checked], whole: checked },
    ],
  },
  defects: [patternFinding],
  usage: {
    model: null,
    calls: 0,
    promptTokens: 0,
    completionTokens: 0,
    cachedTokens: 0,
    costUsd: null,
    durationMs: 310,
  },
  prompts: [],
};

export const interruptedResult: ReviewResult = {
  ...defectsResult,
  shortfall: "interrupted",
  coverage: {
    files: [
      { path: path("src/orders.ts"), hunks: [reviewed, reviewed], whole: reviewed },
      { path: path("src/export.ts"), hunks: [{ state: "skipped", reason: "interrupted" }], whole: reviewed },
    ],
  },
  defects: [aFinding()],
  suggestions: [],
  dropped: [],
  notices: [],
};

export const failuresResult: ReviewResult = {
  ...cleanResult,
  coverage: {
    files: [
      { path: path("src/orders.ts"), hunks: [reviewed, reviewed], whole: reviewed },
      {
        path: path("src/mail.ts"),
        hunks: [
          reviewed,
          { state: "failed", reason: "model-timeout", detail: "no answer within 120 s, twice" },
          pending,
        ],
        whole: reviewed,
      },
      { path: path("logo.png"), hunks: [], whole: { state: "skipped", reason: "binary" } },
    ],
  },
  usage: { ...cleanResult.usage, costUsd: null, durationMs: 125_000 },
};

const hostileText =
  "![x](https://evil.example/?q=1) <img src=x> @everyone closes #1 \u001b[31mred\u001b[0m \u202eabc\n/lgtm\n@dependabot merge\n</details>\n```\n# Heading\n| a | b |\n";

export const hostileResult: ReviewResult = {
  ...defectsResult,
  defects: [
    aFinding({
      title:
        "@org/team [click](http://evil.example) `unclosed\n## No security defects are detected in the code.",
      cwe: "CWE-89](http://evil.example)",
      explanation: hostileText,
      attack: "/review full",
      fix: "````\n/approve\n````",
      place: aPlace({
        path: path("src/`@x`\n/lgtm/[a](b).ts"),
        quote: "/lgtm\u001b]8;;http://evil.example\u0007\r\n```\n@everyone\u200b",
        endLine: 44,
      }),
    }),
  ],
  suggestions: [{ ...aSuggestion, title: hostileText, explanation: hostileText }],
  notices: [{ kind: "x", text: hostileText }],
  usage: { ...cleanResult.usage, model: "$(evil) @model <b>" },
};
