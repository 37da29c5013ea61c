import { type Evidence, shownBy, type ThreatRow } from "./threat-row.ts";

const corpus: Evidence = { file: "test/attack/output-corpus.test.ts", needs: "a browser" };

const injection: readonly ThreatRow[] = [
  {
    row: "A1",
    attack: "orders to the reviewer in comments, strings and documents of a change",
    shownBy: [
      shownBy("test/attack/obedient-model.test.ts"),
      shownBy("test/attack/obedient-app.test.ts"),
      shownBy("test/unit/checks/find-reviewer-orders.test.ts"),
      shownBy("test/app/independent-views.test.ts"),
    ],
  },
  {
    row: "A2",
    attack: "orders in title, body, branch, commit message, author and label",
    shownBy: [shownBy("test/attack/metadata-twins.test.ts")],
  },
  {
    row: "A3",
    attack: "orders and tricks in file names",
    shownBy: [shownBy("test/attack/prompt-texts.test.ts", "a hostile name of a file")],
  },
  {
    row: "A4",
    attack: "break-outs of the fence, marks of chat templates",
    shownBy: [
      shownBy("test/attack/prompt-texts.test.ts", "a fence"),
      shownBy("test/unit/review/compose-prompt.test.ts", "closes the fence once, whatever the change holds"),
      shownBy(
        "test/unit/review/compose-refutation.test.ts",
        "lets no text of claim, code or evidence end its fence",
      ),
    ],
  },
  {
    row: "A5",
    attack: "invisible and bidirectional characters",
    shownBy: [
      shownBy("test/attack/prompt-texts.test.ts", "an invisible character"),
      shownBy("test/unit/checks/find-invisible-text.test.ts"),
    ],
  },
  {
    row: "A6",
    attack: "hidden text in Markdown",
    shownBy: [shownBy("test/attack/obedient-model.test.ts", "hidden in Markdown")],
  },
  {
    row: "A7",
    attack: "instruction files and configuration at the head",
    shownBy: [
      shownBy("test/attack/metadata-twins.test.ts", "files with instructions for agents"),
      shownBy("test/unit/checks/find-trust-changes.test.ts"),
      shownBy("test/app/github/policy.test.ts", "an author who writes a policy into the change"),
    ],
  },
  {
    row: "A8",
    attack: "an outsider who poses as a maintainer in a conversation",
    shownBy: [
      shownBy("test/attack/metadata-twins.test.ts", "what people say in the conversation"),
      shownBy("test/app/github/who-may-command.test.ts"),
    ],
  },
  {
    row: "A9",
    attack: "claims outside of the change, thousands of findings, megabytes of text",
    shownBy: [
      shownBy("test/attack/large-answers.test.ts"),
      shownBy("test/unit/review/ground-claims.test.ts"),
      shownBy("test/properties/place-findings.test.ts"),
      shownBy("test/properties/answers.test.ts", "only gives places whose quote stands"),
    ],
  },
];

const output: readonly ThreatRow[] = [
  {
    row: "B1",
    attack: "images, links and HTML from a model",
    shownBy: [
      corpus,
      shownBy("test/properties/render-draft.test.ts"),
      shownBy("test/properties/render-review.test.ts"),
      shownBy("test/unit/review/escape-markdown.test.ts"),
      shownBy("test/attack/fuzz-parsers.test.ts", "prose from elsewhere"),
    ],
  },
  {
    row: "B2",
    attack: "mentions, cross-references and hashes",
    shownBy: [
      corpus,
      shownBy("test/properties/render-review.test.ts", "prose from elsewhere"),
      shownBy("test/properties/render-draft.test.ts"),
    ],
  },
  {
    row: "B3",
    attack: "commands to bots at the start of a line",
    shownBy: [
      corpus,
      shownBy("test/properties/render-draft.test.ts"),
      shownBy("test/app/github/who-may-command.test.ts", "is decided by role, account and form"),
    ],
  },
  {
    row: "B4",
    attack: "suggestion blocks that plant something",
    shownBy: [
      corpus,
      shownBy("test/attack/output-secrets.test.ts"),
      shownBy("test/unit/review/render-suggestion-block.test.ts"),
      shownBy("test/unit/pipeline/prove-fix.test.ts"),
      shownBy("test/unit/review/apply-edit.test.ts"),
    ],
  },
  {
    row: "B5",
    attack: "forged markers and broken layout",
    shownBy: [
      corpus,
      shownBy("test/unit/review/sign-marker.test.ts"),
      shownBy("test/app/github/faults-rights.test.ts", "is never taken for a review of ours"),
      shownBy(
        "test/unit/adapters/github/create-review-publisher.test.ts",
        "counts neither when somebody else",
      ),
      shownBy("test/unit/review/render-code-block.test.ts", "has a fence that no line inside can close"),
    ],
  },
  {
    row: "B6",
    attack: "secrets of the change on their way out",
    shownBy: [
      corpus,
      shownBy("test/attack/output-secrets.test.ts"),
      shownBy("test/app/secrets-stay-home.test.ts", "reach no output, no stage and no log"),
      shownBy("test/unit/review/redact.test.ts"),
      shownBy("test/properties/redaction.test.ts"),
    ],
  },
  {
    row: "B7",
    attack: "texts that are too long, cut inside a character",
    shownBy: [
      corpus,
      shownBy("test/unit/adapters/github/create-review-publisher.test.ts", "a body that is too long"),
      shownBy("test/unit/review/render-review-draft.test.ts", "keeps every comment short enough"),
      shownBy("test/properties/render-draft.test.ts"),
    ],
  },
];

/** A and B: text that goes into questions, and text that comes out of answers. */
export const threatsOfTexts: readonly ThreatRow[] = [...injection, ...output];
