import type { Rating, Refutation, RefuteAnswer } from "../../domain/refutation.ts";
import { isShown, type ShownText } from "./shown-code.ts";

/** Shorter quotes stand in any code. In UTF-16 units without white space. */
const shortestControl = 5;
/** Longest texts that are taken over, in UTF-16 units. */
const longestText = 1_500;

/**
 * What an answer is worth: its facts must follow from lines that were shown, and its verdict from its facts. A control
 * counts only as code at the head, so that no comment, string or removed line refutes anything.
 */
export function judgeRefutation(answer: RefuteAnswer, shown: readonly ShownText[]): Refutation {
  const { verdict } = answer;
  const control = selectControl(answer.control, shown);
  if (verdict === "confirmed") return judgeConfirmed(answer, shown, control);
  if (verdict === null) return undecided("It gives no verdict.");
  if (control === null) return undecided("It quotes no line of code that prevents the claimed harm.");
  const passes = textOrNull(answer.bypass) !== null;
  if (verdict === "refuted" && passes)
    return undecided("It names a way around the control by which it refutes.");
  return verdict === "refuted"
    ? { kind: "refuted", control }
    : { kind: "uncertain", rating: ratingOf(answer), control };
}

function judgeConfirmed(
  answer: RefuteAnswer,
  shown: readonly ShownText[],
  control: string | null,
): Refutation {
  const stands = (quote: string | null, side: "LEFT" | "RIGHT") =>
    quote !== null && isShown(quote, shown, { side, asCode: false });
  if (!stands(answer.sink, "RIGHT") && !stands(answer.removed, "LEFT"))
    return undecided("It quotes neither a line where the harm happens nor a removed control.");
  if (control !== null && textOrNull(answer.bypass) === null)
    return undecided("It confirms, and quotes a control without naming a way around it.");
  return {
    kind: "confirmed",
    rating: ratingOf(answer),
    path: textOrNull(answer.path),
    attack: textOrNull(answer.attack),
    edit: answer.fix,
  };
}

function selectControl(quote: string | null, shown: readonly ShownText[]): string | null {
  const control = textOrNull(quote);
  if (control === null || control.replaceAll(/\s+/g, "").length < shortestControl) return null;
  return isShown(control, shown, { side: "RIGHT", asCode: true }) ? control : null;
}

function ratingOf({ impact, reach, conditions }: RefuteAnswer): Rating | null {
  return impact === null || reach === null || conditions === null ? null : { impact, reach, conditions };
}

/** Models write "none" and "n/a" where null is asked for. */
function textOrNull(text: string | null): string | null {
  const trimmed = text?.trim().slice(0, longestText).toWellFormed() ?? "";
  return /^(?:none|null|n\/a|no|-)?[.]?$/i.test(trimmed) ? null : trimmed;
}

function undecided(detail: string): Refutation {
  return { kind: "undecided", detail };
}
