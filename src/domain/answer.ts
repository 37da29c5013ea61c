import { z } from "zod";
import { type Claim, Severity, SuggestionCategory } from "./finding.ts";

// Only what every vendor's strict mode takes: closed objects, everything required, null instead of optional,
// no numeric or length limits. Limits are enforced when claims are read.

/** A defect as the finding prompt asks for it. `side`: `L` for the base, `R` for the head. */
export const AnsweredDefect = z.strictObject({
  file: z.number(),
  side: z.enum(["L", "R"]),
  line: z.number(),
  quote: z.string(),
  cwe: z.string(),
  severity: Severity,
  title: z.string(),
  explanation: z.string(),
  attack: z.string(),
  fix: z.string().nullable(),
  /** Number of the located question that this answers; null when none. */
  lead: z.number().nullable(),
});
export type AnsweredDefect = z.infer<typeof AnsweredDefect>;

/** A remark that is not a defect, at a place. */
export const AnsweredSuggestion = z.strictObject({
  file: z.number(),
  side: z.enum(["L", "R"]),
  line: z.number(),
  quote: z.string(),
  category: SuggestionCategory,
  title: z.string(),
  explanation: z.string(),
});
export type AnsweredSuggestion = z.infer<typeof AnsweredSuggestion>;

/**
 * The answer to the finding prompt. `reviewed` lists the labels of the hunks that the model read: a hunk that
 * is not listed has not been reviewed, whatever else the answer says.
 */
export const FindAnswer = z.strictObject({
  reviewed: z.array(z.string()),
  defects: z.array(AnsweredDefect),
  suggestions: z.array(AnsweredSuggestion),
});
export type FindAnswer = z.infer<typeof FindAnswer>;

/** What was read out of one answer. */
export type ParsedAnswer =
  | {
      readonly kind: "parsed";
      readonly form: "json" | "prose";
      readonly claims: readonly Claim[];
      /** Labels of the hunks that the answer covers; null means all of the unit (prose with a verdict sentence). */
      readonly reviewed: readonly string[] | null;
      /** Prose only: whether its own verdict sentence says that there are no defects. Never used for our verdict. */
      readonly statedVerdict: "none" | "defects" | null;
      /** False when the text broke off: complete elements were kept, the rest is not known. */
      readonly isComplete: boolean;
    }
  | {
      readonly kind: "unreadable";
      readonly detail: string;
      /** Present where the model says that it will not answer. */
      readonly isRefusal?: true;
    };
