import type { ListedModel } from "../../../adapters/openai/create-endpoint-reader.ts";
import type { ModelSettings } from "../../../config/settings.ts";
import type { SelfTest } from "./ask-self-test.ts";
import { ok, problem, type Verdict, warning } from "./check-result.ts";

/** A question about the smallest piece of code, and its answer, take so many tokens. */
const leastContextTokens = 8_192;
/** So many let a question of every depth pass in one piece. */
const goodContextTokens = 16_384;
const mostNames = 5;

/** Whether the endpoint knows the model; `list` is null where it has none. An answer proves more than a list. */
export function judgeModelName(name: string, list: readonly ListedModel[] | null, test: SelfTest): Verdict {
  const isListed = list?.some(({ id }) => id === name || id === `${name}:latest`) === true;
  if (list === null || isListed || list.length === 0) return ok(`${showName(name)} is there`);
  return ok(
    `${showName(name)} is not among the ${list.length} models of the endpoint's list, and answers as ${test.answer.model}`,
  );
}

const noModelName = "ASSAY_MODEL is not set, and the endpoint is not the one whose model is asked by default";
const nameModel = "Set ASSAY_MODEL to the name under which the server knows its model";

/** What to do where no model is named, and the endpoint has models of its own. */
export function askForModelName(list: readonly ListedModel[] | null): Verdict {
  const [first, ...others] = listNames(list);
  if (first === undefined) return problem(noModelName, `${nameModel}; its list names none.`);
  if (others.length === 0) {
    return problem(noModelName, `Set ASSAY_MODEL=${first}, the only model of its list.`);
  }
  const some = [first, ...others].slice(0, mostNames).join(", ");
  return problem(noModelName, `Set ASSAY_MODEL to one of its ${others.length + 1} models, such as ${some}.`);
}

/** The same where the endpoint could not be asked for its models: reviews refuse to start all the same. */
export const unlistedModelName: Verdict = problem(noModelName, `${nameModel}.`);

/** Names that can be shown: a server may call its models anything. */
function listNames(list: readonly ListedModel[] | null): readonly string[] {
  return (list ?? []).map(({ id }) => id).filter((id) => /^[\w.:/@+-]{1,120}$/.test(id));
}

/** What to do about a model that the endpoint does not have. */
export function refuseModelName(name: string, list: readonly ListedModel[] | null): Verdict {
  const known = listNames(list);
  const some = known.slice(0, mostNames).join(", ");
  const remedy =
    known.length === 0
      ? "See that OPENAI_BASE_URL ends with the version of the API, mostly /v1, and set ASSAY_MODEL to the name under which the endpoint serves the model."
      : `Set ASSAY_MODEL to one of the endpoint's ${known.length} models, such as ${some}.`;
  return problem(`the endpoint has no model ${showName(name)}, or its address is wrong`, remedy);
}

/** Whether answers come in the shape that was asked for, and how the endpoint was brought to it. */
export function judgeSchema({ format, isShaped, answer }: SelfTest): Verdict {
  if (answer.finish === "length") {
    return warning(
      "the answer to a tiny question was cut off: the model thinks for longer than it may write",
      "Let the model think less (reasoning effort, or a model that does not reason).",
    );
  }
  if (!isShaped) {
    return warning(
      "the answer does not have the shape that was asked for",
      "Reviews will lose answers as unreadable: use a larger model, or a server that keeps to a JSON schema.",
    );
  }
  if (format === "json_schema") return ok("a JSON schema is taken, and the answer fits it");
  const taken = format === "json_object" ? "JSON mode" : "neither a JSON schema nor JSON mode";
  return warning(
    `the endpoint takes ${taken}; the shape is described in the prompt instead`,
    "Nothing has to be done; a server with structured output loses fewer answers.",
  );
}

/** `contextTokens` null: nobody tells; 0: not even a tiny question fits. */
export function judgeContext(contextTokens: number | null): Verdict {
  if (contextTokens === null) {
    return warning(
      "the endpoint does not tell its context length",
      `See that it is ${goodContextTokens.toLocaleString("en-US")} tokens or more; a prompt that was cut is noticed and not taken for a review.`,
    );
  }
  const tokens = contextTokens.toLocaleString("en-US");
  const found = contextTokens === 0 ? "too short even for a tiny question" : `${tokens} tokens`;
  if (contextTokens >= goodContextTokens) return ok(found);
  const remedy = `Raise the context length of the model server to ${goodContextTokens.toLocaleString("en-US")} tokens or more (docs/local-models.md says how).`;
  if (contextTokens >= leastContextTokens) {
    return warning(`${found}: large questions will be divided`, remedy);
  }
  return problem(`${found}: a question and its answer do not fit`, remedy);
}

/** `limits`: the variables that cap costs in USD. */
export function judgePrice(
  { name, baseUrl }: Pick<ModelSettings, "name" | "baseUrl">,
  isPriced: boolean,
  limits: readonly string[],
): Verdict {
  if (isPriced) return ok("known, so that costs are counted");
  const remedy = "Give its price in ASSAY_PRICES_FILE.";
  if (limits.length > 0) {
    return problem(
      `the price of ${showName(name)} is not known, and ${limits.join(", ")} cannot be kept`,
      remedy,
    );
  }
  const isLocal = /^http:/.test(baseUrl);
  if (isLocal) return ok("not known; tokens are counted, costs are not");
  return warning(`the price of ${showName(name)} is not known: costs are not counted`, remedy);
}

function showName(name: string): string {
  return `“${name.slice(0, 120)}”`;
}
