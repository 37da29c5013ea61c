import type { FailReason, SkipReason } from "../../domain/coverage.ts";
import { type ErrorMeaning, type ErrorPlace, errorMeanings } from "../../domain/error-meanings.ts";
import { type ErrorCode, ReviewError } from "../../domain/errors.ts";
import { failReasonOf } from "../../pipeline/ask-one-unit.ts";
import { failedCheck } from "../../pipeline/unfinished-checks.ts";
import { describeFailReason, describeSkipReason } from "../../review/verdict/describe-reason.ts";
import { exitCode, exitCodeOfError } from "./exit-codes.ts";
import { insertBetween } from "./insert-between.ts";

// Records, so that a reason that is added to a type is missed here by the compiler.
const skipReasons: Readonly<Record<SkipReason, true>> = {
  generated: true,
  vendored: true,
  minified: true,
  binary: true,
  submodule: true,
  "excluded-by-policy": true,
  "too-large": true,
  "unreadable-diff": true,
  "moved-into-place": true,
  "moved-out-of-place": true,
  "no-model": true,
  "over-budget": true,
  interrupted: true,
};
const failReasons: Readonly<Record<FailReason, true>> = {
  "model-error": true,
  "model-timeout": true,
  "provider-declined": true,
  "answer-unreadable": true,
  "answer-truncated": true,
  "answer-incomplete": true,
  "prompt-truncated": true,
  configuration: true,
};

/** Everything that can go wrong, as tables in Markdown: codes of errors, then reasons of what was not reviewed. */
export function composeErrorCatalogue(): string {
  // The keys of records are typed as texts.
  const codes = Object.keys(errorMeanings) as readonly ErrorCode[];
  const skips = Object.keys(skipReasons) as readonly SkipReason[];
  const fails = Object.keys(failReasons) as readonly FailReason[];
  return [
    "| Code | What happened | Pull request says | Command line ends with | Tried again | What to do |",
    "|---|---|---|---|---|---|",
    ...codes.map((code) => composeErrorRow(code, errorMeanings[code])),
    "",
    `“check” is a neutral check run: “${checkSentence()}” A defect of Assay itself has the code \`INTERNAL\` in the log and in the list of jobs; its check says: “${failedCheck(new Error(""), false).summary}”`,
    "",
    "| Reason | Kind | The review says |",
    "|---|---|---|",
    ...fails.map((reason) => composeReasonRow(reason, "failed", describeFailReason(reason))),
    ...skips.map((reason) => composeReasonRow(reason, "skipped", describeSkipReason(reason))),
  ].join("\n");
}

const markers = { begin: "<!-- error catalogue -->", end: "<!-- end of the error catalogue -->" };

/** The document with a fresh catalogue between its two markers. Throws where a marker is missing. */
export function insertErrorCatalogue(document: string): string {
  return insertBetween(document, markers, composeErrorCatalogue());
}

function composeErrorRow(code: ErrorCode, { what, place, retried, remedy }: ErrorMeaning): string {
  const again = { yes: "yes", some: "where waiting may help", no: "no" }[retried];
  const cells = [`\`${code}\``, what, says(code, place), endsWith(code, place), again, remedy];
  return `| ${cells.join(" | ")} |`;
}

/** A review with unanswered questions ends by itself, as inconclusive; GitHub is asked by the App only. */
function endsWith(code: ErrorCode, place: ErrorPlace): string {
  if (code.startsWith("GITHUB_")) return "";
  return `${place === "hunks" ? exitCode.inconclusive : exitCodeOfError(code)}`;
}

function says(code: ErrorCode, place: ErrorPlace): string {
  if (code === "INTERRUPTED") return `“${failedCheck(new ReviewError(code, ""), true).summary}”`;
  switch (place) {
    case "check":
      return "check, with the code";
    case "hunks":
      return `“${describeFailReason(failReasonOf(code))}”`;
    case "start":
      return "nothing: the program ends";
    case "operator":
      return "nothing; log and jobs do";
  }
}

function checkSentence(): string {
  // Any code: the sentence is the same for all.
  const [before = "", after = ""] = failedCheck(new ReviewError("GITHUB_REJECTED", "…"), false).summary.split(
    "GITHUB_REJECTED",
  );
  return `${before}CODE${after}`.replace("…. ", "… ");
}

function composeReasonRow(reason: FailReason | SkipReason, kind: string, sentence: string): string {
  return `| \`${reason}\` | ${kind} | ${sentence} |`;
}
