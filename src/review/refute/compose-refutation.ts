import { z } from "zod";
import type { Claim, Place } from "../../domain/finding.ts";
import type { AnswerShape, Prompt } from "../../domain/prompt.ts";
import { RefuteAnswer } from "../../domain/refutation.ts";
import type { ReviewUnit } from "../../domain/unit.ts";
import { escapeInvisible } from "../redact/escape-invisible.ts";
import { type ComposeOptions, makeFence, placeholdersOf } from "../units/compose-prompt.ts";
import { formatUnit } from "../units/format-unit.ts";

/** Room for the answer: a terse one needs a tenth, the rest is for models that think before they write. */
const maxOutputTokens = 4_096;

const answerShape: AnswerShape = {
  name: "defect_check",
  schema: z.toJSONSchema(RefuteAnswer, { target: "draft-7" }),
};

/** A claim, and the code by which it is to be judged. */
export interface Doubt {
  /** Names the question in logs. */
  readonly id: string;
  readonly claim: Claim;
  readonly place: Place;
  /** The claimed file's hunks of the unit in whose answer the claim stood. */
  readonly unit: ReviewUnit;
}

/** What one round of the question adds. */
export interface DoubtRound {
  /** Answers to earlier requests, as text. */
  readonly evidence: readonly string[];
  readonly mayAskForMore: boolean;
  /** What was wrong with the previous answer, in our own words. */
  readonly repair: string | null;
}

export type RefuteOptions = Omit<ComposeOptions, "notes"> & {
  /** Masks secrets and makes invisible characters visible. */
  readonly clean: (text: string) => string;
};

/**
 * The question whether a claim is true, in a context of its own: the finder's words are data like the code. Same claim,
 * evidence and key, same bytes.
 */
export function composeRefutation(doubt: Doubt, round: DoubtRound, options: RefuteOptions): Prompt {
  const { template, nonceKey, countTokens, placeholders } = options;
  const code = formatUnit(doubt.unit);
  const claim = options.clean(describeClaim(doubt));
  const evidence = round.evidence.join("\n");
  const everything = `${claim}\n${code}\n${evidence}`;
  const nonce = makeFence(everything, nonceKey);
  const inputs: Readonly<Record<string, string>> = {
    nonce,
    claim,
    code,
    evidence: evidence === "" ? "" : `<<evidence ${nonce}\n${evidence}\nevidence ${nonce}>>\n`,
    placeholders: placeholdersOf(everything, placeholders),
    guidance: guidanceFor(round, options.language),
  };
  const user = template.user.replace(/\{\{([a-z]+)\}\}/g, (_, name: string) => inputs[name] ?? "").trim();
  return {
    id: template.id,
    version: template.version,
    unit: doubt.id,
    system: template.system,
    user,
    answer: answerShape,
    tokens: countTokens(template.system) + countTokens(user),
    maxOutputTokens,
  };
}

/** One line of JSON, so that no text in it can look like a line of ours. */
function describeClaim({ claim, place }: Doubt): string {
  const side = place.side === "LEFT" ? "L" : "R";
  return JSON.stringify({
    file: escapeInvisible(place.path.slice(0, 512)),
    line: `${side}${place.startLine}`,
    quote: escapeInvisible(claim.quote ?? place.quote),
    weakness: claim.cwe,
    title: escapeInvisible(claim.title),
    explanation: escapeInvisible(claim.explanation),
  });
}

function guidanceFor({ mayAskForMore, repair }: DoubtRound, language: string): string {
  const tongue = language === "English" ? [] : [`Write path and attack in ${language}.`];
  const end = mayAskForMore ? [] : ["You cannot ask for more: decide by what you see, need stays empty."];
  const wrong = repair === null ? [] : [`Your previous answer could not be used: ${repair}`];
  return [...tongue, ...end, ...wrong].map((line) => `\n${line}`).join("");
}
