import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { Depth } from "../../src/domain/review.ts";
import type { Form } from "./eval-case.ts";
import { FramingName } from "./framings.ts";
import type { Reviewer } from "./look.ts";

export const evalUsage = `npm run eval -- [options]

  --cases PATH        a file of cases (.jsonl or .json) or a folder of them; may be repeated (default: test/evals/cases)
  --filter TEXT       only cases whose id, language, kind or CWE is TEXT, or whose id begins with it; may be repeated
  --form FORM         first, as-new or both (default: both)
  --reviewer WHO      assay, plain or both (default: assay)
  --depth DEPTH       quick, standard or thorough; several with commas (default: standard)
  --samples K         how often every question is asked (default: 1)
  --framing NAME      also review the introductions in this framing, or in all of them; may be repeated
  --half 1|2          only half of the looks: a change and its twin are never in the same
  --concurrency N     looks and calls at once, at most 64 (default: ASSAY_CONCURRENCY, or 8)
  --out DIR           where answers and results go (default: .assay/eval/<time>)
  --resume            go on in DIR: what was answered there is not asked again
  --replay DIR        ask nobody: make the results out of the answers recorded in DIR
  --help

The model: OPENAI_BASE_URL, OPENAI_API_KEY, ASSAY_MODEL, ASSAY_MODEL_TIMEOUT_MS, ASSAY_PRICES_FILE, as for a review.
`;

export interface EvalOptions {
  readonly casePaths: readonly string[];
  readonly filters: readonly string[];
  readonly forms: readonly Form[];
  readonly reviewers: readonly Reviewer[];
  readonly samples: number;
  readonly framings: readonly FramingName[];
  readonly half: 1 | 2 | null;
  /** Null leaves it to the environment. */
  readonly concurrency: number | null;
  readonly outFolder: string;
  readonly isResumed: boolean;
  readonly replayFolder: string | null;
}

/** A mistake in the arguments, worded for the person who made it. */
export class EvalMistake extends Error {}

export interface EvalCaller {
  /** Folder against which paths are meant. */
  readonly folder: string;
  readonly ownCases: string;
  readonly now: Date;
}

/** Reads the arguments; null when help is asked for. Throws `EvalMistake`. */
export function parseEvalOptions(args: readonly string[], caller: EvalCaller): EvalOptions | null {
  const values = readArguments(args);
  if (values.help === true) return null;
  const meant = (path: string) => resolve(caller.folder, path);
  const replayFolder = values.replay === undefined ? null : meant(values.replay);
  const time = caller.now.toISOString().slice(0, 19).replaceAll(":", "-");
  return {
    casePaths: values.cases?.map(meant) ?? [caller.ownCases],
    filters: values.filter ?? [],
    forms: chooseForms(values.form ?? "both"),
    reviewers: chooseReviewers(values.reviewer ?? "assay", values.depth ?? "standard"),
    samples: readCount("--samples", values.samples ?? "1", 20),
    framings: chooseFramings(values.framing ?? []),
    half: chooseHalf(values.half),
    concurrency: values.concurrency === undefined ? null : readCount("--concurrency", values.concurrency, 64),
    outFolder: values.out === undefined ? (replayFolder ?? meant(`.assay/eval/${time}`)) : meant(values.out),
    isResumed: values.resume === true,
    replayFolder,
  };
}

function readArguments(args: readonly string[]) {
  const text = { type: "string" } as const;
  const texts = { type: "string", multiple: true } as const;
  const flag = { type: "boolean" } as const;
  const options = {
    ...{ cases: texts, filter: texts, framing: texts },
    ...{ form: text, depth: text, reviewer: text, samples: text, half: text, concurrency: text },
    ...{ out: text, replay: text, resume: flag, help: flag },
  };
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    throw new EvalMistake(error instanceof Error ? error.message : "the arguments cannot be read");
  }
}

function chooseForms(form: string): readonly Form[] {
  if (form === "both") return ["first", "as-new"];
  if (form === "first" || form === "as-new") return [form];
  throw new EvalMistake(`--form is first, as-new or both, not ${form}`);
}

function chooseReviewers(who: string, depths: string): readonly Reviewer[] {
  if (!["assay", "plain", "both"].includes(who))
    throw new EvalMistake(`--reviewer is assay, plain or both, not ${who}`);
  const assay = depths.split(",").map((name): Reviewer => {
    const depth = Depth.safeParse(name);
    if (!depth.success) throw new EvalMistake(`--depth is quick, standard or thorough, not ${name}`);
    return { kind: "assay", depth: depth.data, name: `assay-${name}` };
  });
  return [
    ...(who === "plain" ? [] : assay),
    ...(who === "assay" ? [] : [{ kind: "plain", name: "plain" } as const]),
  ];
}

function chooseFramings(names: readonly string[]): readonly FramingName[] {
  if (names.includes("all")) return FramingName.options;
  return names.map((name) => {
    const framing = FramingName.safeParse(name);
    if (framing.success) return framing.data;
    throw new EvalMistake(`--framing is all or one of ${FramingName.options.join(", ")}, not ${name}`);
  });
}

function chooseHalf(half: string | undefined): 1 | 2 | null {
  if (half === undefined) return null;
  if (half === "1") return 1;
  if (half === "2") return 2;
  throw new EvalMistake(`--half is 1 or 2, not ${half}`);
}

function readCount(name: string, text: string, most: number): number {
  const count = Number(text);
  if (Number.isInteger(count) && count >= 1 && count <= most) return count;
  throw new EvalMistake(`${name} is a whole number from 1 to ${most}, not ${text}`);
}
