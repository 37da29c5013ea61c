import type { Claim } from "../../../domain/finding.ts";
import { callChecker } from "./check-calls.ts";
import { constantChecker } from "./check-constants.ts";
import { documentationChecker } from "./check-documentation.ts";
import { errorChecker } from "./check-errors.ts";
import { formattingChecker } from "./check-formatting.ts";
import { loggingChecker } from "./check-logging.ts";
import { namingChecker } from "./check-naming.ts";
import { pathChecker } from "./check-paths.ts";
import { todoChecker } from "./check-todo.ts";
import { typeHintChecker } from "./check-type-hints.ts";
import { unusedChecker } from "./check-unused.ts";
import type { ClaimChecker } from "./claim-evidence.ts";

const CHECKERS: readonly ClaimChecker[] = [
  unusedChecker,
  namingChecker,
  typeHintChecker,
  documentationChecker,
  formattingChecker,
  constantChecker,
  pathChecker,
  todoChecker,
  errorChecker,
  loggingChecker,
];

/** Titles that praise make no statement of a fault. */
const PRAISE = /^(?:good|great|nice|well|clear|solid|clean|excellent|consistent use)\b/i;

/**
 * The checkers of what a claim states: by its category where its words agree, else by its title, else by its
 * explanation; a statement about a call where it makes none of the others.
 */
export function selectCheckers({ category, title, explanation }: Claim): readonly ClaimChecker[] {
  if (PRAISE.test(title)) return [];
  const text = `${title}\n${explanation}`;
  const stated = (wanted: string) => CHECKERS.filter(({ statement }) => statement.test(wanted));
  const byCategory = stated(text).filter(
    ({ categories }) => category !== null && categories.includes(category),
  );
  if (byCategory.length > 0) return byCategory;
  const byTitle = stated(title);
  if (byTitle.length > 0) return byTitle;
  const byText = stated(text);
  // `Use of X` announces a repair as often as it states what is there.
  const isCall = callChecker.statement.test(text) && !(byText.length > 0 && /^use of\b/i.test(title));
  return isCall ? [callChecker] : byText;
}
