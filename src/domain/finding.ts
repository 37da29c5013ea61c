import { z } from "zod";
import type { RepoPath, Side } from "./change-set.ts";

export const Severity = z.enum(["critical", "high", "medium", "low"]);
export type Severity = z.infer<typeof Severity>;

/**
 * How sure a finding is. `certain`: a deterministic check proved it. `confirmed`: a second, independent
 * question could not refute it. `unverified`: grounded in the code, neither refuted nor confirmed.
 * `pattern`: a rule matched and no model has looked at it.
 */
export const Confidence = z.enum(["certain", "confirmed", "unverified", "pattern"]);
export type Confidence = z.infer<typeof Confidence>;

export const SuggestionCategory = z.enum([
  "naming",
  "type-hints",
  "documentation",
  "unused-code",
  "formatting",
  "error-handling",
  "constants",
  "logging",
  "file-handling",
  "concurrency",
  "dependencies",
  "configuration",
  "todo",
  "structure",
  "hardening",
  "other",
]);
export type SuggestionCategory = z.infer<typeof SuggestionCategory>;

/** A run of lines as somebody wrote it: both ends inclusive, 1-based. */
export interface LineRange {
  readonly start: number;
  readonly end: number;
}

/** What a model said, parsed and not yet believed. Every text in it is attacker-controlled. */
export interface Claim {
  readonly kind: "defect" | "suggestion";
  /** Position of the file in the change, when the answer named one. */
  readonly file: number | null;
  readonly side: Side | null;
  /** Lines as the model gave them: a hint for choosing between equal quotes, never the truth. */
  readonly lines: readonly LineRange[];
  /** Text that the model says stands in the code; null when it gave none. */
  readonly quote: string | null;
  /** Names that the claim puts between back-quotes. */
  readonly symbols: readonly string[];
  readonly title: string;
  readonly cwe: string | null;
  readonly category: SuggestionCategory | null;
  readonly severity: Severity | null;
  readonly explanation: string;
  readonly attack: string | null;
  readonly fix: string | null;
  /** The lead that the claim answers, by its rule id. */
  readonly rule: string | null;
  /** The review unit whose answer held it. */
  readonly unit: string;
}

/** A place in the change that our own code derived. Lines are 1-based and inclusive, on `side`. */
export interface Place {
  readonly file: number;
  readonly path: RepoPath;
  readonly side: Side;
  readonly startLine: number;
  readonly endLine: number;
  /** The lines as they stand in the blob, line feeds kept between them. Secrets already masked. */
  readonly quote: string;
}

/** A claim whose quote was found in the real code. */
export interface Candidate {
  readonly claim: Claim;
  readonly place: Place;
}

/** How many looks at a place, of those that were answered, claimed the same there. */
export interface Agreement {
  readonly said: number;
  readonly looks: number;
}

/** Lines of the head, by both ends, and what is to stand in their place; the lines without line ends. */
export interface FindingEdit {
  readonly startLine: number;
  readonly endLine: number;
  readonly lines: readonly string[];
  /** The lines as they stand now. Absent in what earlier versions stored. */
  readonly replaced?: readonly string[];
}

export type FindingSource = "model" | "check";
/** `new` until an earlier review of the same change is known. */
export type FindingStatus = "new" | "still-present" | "fixed" | "not-seen-again" | "dismissed";

/** A defect that may be published. */
export interface Finding {
  /** Short, stable within a change: `A-` and eight hexadecimal digits of the fingerprint. */
  readonly id: string;
  /** SHA-256 over rule, path and white-space-free quote: survives moved and re-indented code. */
  readonly fingerprint: string;
  readonly title: string;
  /** `CWE-89`; null where none fits. */
  readonly cwe: string | null;
  readonly severity: Severity;
  readonly confidence: Confidence;
  readonly source: FindingSource;
  /** Stable id of the deterministic rule or lead; null when the model found it by itself. */
  readonly rule: string | null;
  readonly place: Place;
  readonly explanation: string;
  readonly attack: string | null;
  readonly fix: string | null;
  /** A repair that was applied in memory and parses; absent where there is none. */
  readonly edit?: FindingEdit;
  readonly status: FindingStatus;
}

/** What a deterministic check reports, before `review/findings/name-findings.ts` gives it its identity. */
export type UnnamedFinding = Omit<Finding, "id" | "fingerprint" | "status">;

/** A remark that is not a defect, and that the code was checked to bear out. */
export interface Suggestion {
  readonly category: SuggestionCategory;
  readonly title: string;
  readonly explanation: string;
  readonly place: Place;
}

/** Why a claim was not published. Counted and shown. */
export type DropReason =
  | "no-quote"
  | "quote-not-found"
  | "outside-change"
  | "contradicted-by-code"
  | "not-checkable"
  | "refuted"
  | "not-repeated"
  | "about-placeholder"
  | "duplicate"
  | "over-limit"
  | "not-security";

export interface DroppedClaim {
  readonly reason: DropReason;
  readonly claim: Claim;
  /** One sentence for `--show-stage claims`: what was looked for and not found. */
  readonly detail: string;
}
