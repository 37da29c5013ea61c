import type { CaseInput, EvalCase, Form } from "./eval-case.ts";
import { type FramingName, frameInput } from "./framings.ts";
import type { Look, Reviewer } from "./look.ts";

export interface LookPlan {
  readonly cases: readonly EvalCase[];
  readonly forms: readonly Form[];
  readonly reviewers: readonly Reviewer[];
  readonly samples: number;
  readonly framings: readonly FramingName[];
  /** Only one half of the looks; null for both, one after the other. */
  readonly half: 1 | 2 | null;
}

/**
 * Everything that is to be looked at, in order. An introduction and its twin are in different halves: a reader who
 * saw one shortly before knows what the other is about.
 */
export function listLooks(plan: LookPlan): readonly Look[] {
  const looks = plan.cases.flatMap((evalCase, index) => {
    const inputs = evalCase.inputs.filter(({ form }) => plan.forms.includes(form));
    return plan.reviewers.flatMap((reviewer, position) =>
      inputs.flatMap((input) => {
        const half =
          1 + ((index + position + Number(input.form === "as-new") + Number(input.side === "fix")) % 2);
        return listVariants(plan, evalCase, input).flatMap((variant) =>
          samplesOf(plan).map((sample) => ({ half, look: { ...variant, evalCase, reviewer, sample } })),
        );
      }),
    );
  });
  const select = (wanted: number) => looks.filter(({ half }) => half === wanted).map(({ look }) => look);
  return plan.half === null ? [...select(1), ...select(2)] : select(plan.half);
}

function samplesOf({ samples }: LookPlan): readonly number[] {
  return Array.from({ length: samples }, (_, index) => index + 1);
}

/** The change as it is, and an introduction in each framing. */
function listVariants(
  plan: LookPlan,
  evalCase: EvalCase,
  input: CaseInput,
): readonly Pick<Look, "input" | "framing" | "inserted">[] {
  const asItIs = { input, framing: null, inserted: new Map() };
  if (input.side !== "introduce") return [asItIs];
  const paths = evalCase.weak.map(({ path }) => path);
  const framed = plan.framings.map((framing) => ({ framing, ...frameInput(input, framing, paths) }));
  return [asItIs, ...framed];
}
