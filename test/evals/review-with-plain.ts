import type { CountTokens, Model } from "../../src/pipeline/ports.ts";
import type { Reported } from "./look.ts";
import { composePlainPrompt, type PlainDefect, parsePlainAnswer } from "./plain-prompt.ts";
import { readDiffLines } from "./read-diff-lines.ts";

/** Null where the answer could not be read. */
export type PlainReview = readonly Reported[] | null;

const tries = 3;

/** One plain question about the whole diff. A call that failed in passing is made again; the last failure is thrown. */
export async function reviewWithPlain(
  diff: string,
  { model, countTokens }: { readonly model: Model; readonly countTokens: CountTokens },
  signal: AbortSignal,
): Promise<PlainReview> {
  const prompt = composePlainPrompt(diff, countTokens);
  const answer = await askPatiently(() => model.complete(prompt, signal), tries);
  const defects = parsePlainAnswer(answer.text);
  if (defects === null) return null;
  const paths = [...readDiffLines(diff).keys()];
  return defects.map((defect) => toReported(defect, paths));
}

async function askPatiently<Answer>(ask: () => Promise<Answer>, left: number): Promise<Answer> {
  try {
    return await ask();
  } catch (error) {
    const isPassing = error instanceof Error && "retryable" in error && error.retryable === true;
    if (!isPassing || left <= 1) throw error;
    return askPatiently(ask, left - 1);
  }
}

function toReported(defect: PlainDefect, paths: readonly string[]): Reported {
  return {
    path: findPath(defect.path, paths),
    side: null,
    startLine: defect.startLine,
    endLine: defect.endLine,
    quote: null,
    cwe: defect.cwe,
    severity: null,
    confidence: null,
    title: defect.sentence,
    isPattern: false,
  };
}

/** Models write paths with the prefixes of a diff, or only their end. */
function findPath(named: string, paths: readonly string[]): string {
  const bare = named.replace(/^(?:[ab]\/|\.\/)/, "");
  if (paths.includes(named)) return named;
  if (paths.includes(bare)) return bare;
  const ending = paths.filter((path) => path.endsWith(`/${bare}`));
  return ending.length === 1 ? (ending[0] ?? bare) : bare;
}
