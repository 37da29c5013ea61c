import {
  createEndpointReader,
  type EndpointReader,
  type ListedModel,
} from "../../../adapters/openai/create-endpoint-reader.ts";
import { openOpenAIClient } from "../../../adapters/openai/open-openai-client.ts";
import { defaultPriceTable } from "../../../config/price-table.ts";
import type { ModelSettings } from "../../../config/settings.ts";
import { type ErrorCode, ReviewError } from "../../../domain/errors.ts";
import { findPrice } from "../../../review/units/price-usage.ts";
import { askSelfTest, type SelfTest } from "./ask-self-test.ts";
import {
  type CheckName,
  type CheckResult,
  notChecked,
  ok,
  problem,
  problemOfError,
  type Verdict,
  warning,
} from "./check-result.ts";
import { type DoctorScene, type Settled, settleInTime } from "./doctor-scene.ts";
import { explainNoConnection } from "./explain-no-connection.ts";
import {
  askForModelName,
  judgeContext,
  judgeModelName,
  judgePrice,
  judgeSchema,
  refuseModelName,
  unlistedModelName,
} from "./judge-model.ts";
import type { Setup } from "./read-setup.ts";

/** Prompts up to this length have the prices of the embedded table, so that its models take at least as many tokens. */
const pricedPromptTokens = 272_000;
const names = [
  "model-endpoint",
  "model-key",
  "model-name",
  "model-answer",
  "model-schema",
  "model-context",
  "model-fallback",
] as const satisfies readonly CheckName[];

type Verdicts = Readonly<Partial<Record<CheckName, Verdict>>>;

/** Asks the model's endpoint what it has, and then one tiny question in the way of a review. */
export async function examineModel(scene: DoctorScene, setup: Setup): Promise<readonly CheckResult[]> {
  const settings = setup.model?.model ?? null;
  if (setup.model === null) return report({}, "the settings of the model are wrong");
  if (settings === null) {
    const remedy = "Set OPENAI_API_KEY, or OPENAI_BASE_URL to a server on this machine.";
    const key = warning("no model is configured: only the deterministic checks run", remedy);
    return report({ "model-key": key }, "no model is configured");
  }
  const asked = await askEndpoint(scene, settings, setup.isModelNamed);
  const price = examinePrice(setup, settings);
  const isTold = setup.isModelNamed || asked.verdicts["model-name"] !== undefined;
  return [
    ...(isTold ? [] : [{ name: "settings" as const, ...unlistedModelName }]),
    ...report(asked.verdicts, asked.because),
    { name: "model-price", ...price },
  ];
}

/** The verdicts in the order of the names; those that are not there could not be reached. */
function report(verdicts: Verdicts, because: string): readonly CheckResult[] {
  return names.flatMap((name) => {
    const verdict = verdicts[name];
    if (verdict !== undefined) return [{ name, ...verdict }];
    return name === "model-fallback" ? [] : [{ name, ...notChecked(because) }];
  });
}

interface Asked {
  readonly verdicts: Verdicts;
  /** Why the others are missing. */
  readonly because: string;
}

async function askEndpoint(
  scene: DoctorScene,
  settings: ModelSettings,
  isModelNamed: boolean,
): Promise<Asked> {
  let client: ReturnType<typeof openOpenAIClient>;
  try {
    client = openOpenAIClient(settings);
  } catch (error) {
    return { verdicts: { "model-key": problemOfError(error) }, because: "the key cannot be sent" };
  }
  const reader = createEndpointReader(client, settings.baseUrl);
  const listed = await settleInTime(scene.timeoutMs, (signal) => reader.listModels(signal));
  if (listed.kind === "failed") return explainNoList(listed, settings);
  if (!isModelNamed) return explainNoName(listed.value, settings);
  const { timeoutMs, machine } = scene;
  const tested = await settleInTime(timeoutMs, (signal) =>
    askSelfTest({ client, name: settings.name, timeoutMs, now: machine.now }, signal),
  );
  const list = listed.value;
  if (tested.kind === "failed") return explainNoAnswer(tested, settings, list);
  const contextTokens = await readContext(scene, { settings, reader, list });
  return {
    because: "",
    verdicts: {
      ...describeReached(settings),
      "model-name": judgeModelName(settings.name, list, tested.value),
      "model-answer": describeAnswer(tested.value),
      "model-schema": judgeSchema(tested.value),
      "model-context": judgeContext(contextTokens),
      ...examineFallback(settings.fallbackName, list),
    },
  };
}

function explainNoName(list: readonly ListedModel[] | null, settings: ModelSettings): Asked {
  // Without a list it is not known whether the key was taken.
  const reached = list === null ? {} : describeReached(settings);
  return { verdicts: { ...reached, "model-name": askForModelName(list) }, because: "no model is named" };
}

function describeReached({ baseUrl, apiKey }: ModelSettings): Verdicts {
  const isOpen = apiKey === "none";
  return {
    // A path may hold a token of a gateway.
    "model-endpoint": ok(`${new URL(baseUrl).origin} answers`),
    "model-key": ok(isOpen ? "none is set, and none is asked for" : "taken by the endpoint"),
  };
}

function describeAnswer({ durationMs, answer }: SelfTest): Verdict {
  const seconds = `in ${(durationMs / 1_000).toFixed(1)} s`;
  if (answer.finish === "declined") {
    return warning(
      `declined ${seconds}`,
      "See what the provider's filter objects to; reviews will be declined too.",
    );
  }
  if (answer.usage !== null) return ok(`came ${seconds}`);
  return warning(
    `came ${seconds}, and says nothing of the tokens that it used`,
    "Costs cannot be counted, and a prompt that was cut to the context is not noticed: see that the context is long enough.",
  );
}

function explainNoList(
  listed: Extract<Settled<unknown>, { kind: "failed" }>,
  settings: ModelSettings,
): Asked {
  if (isAbout(listed.error, " the key")) return refuseKey(settings);
  const verdict = explainNoConnection(listed, {
    url: settings.baseUrl,
    variables: "OPENAI_BASE_URL",
    whenRefused: "start the model server",
  });
  return { verdicts: { "model-endpoint": verdict }, because: "the endpoint cannot be asked" };
}

function explainNoAnswer(
  tested: Extract<Settled<unknown>, { kind: "failed" }>,
  settings: ModelSettings,
  list: readonly ListedModel[] | null,
): Asked {
  const reached = describeReached(settings);
  const { error, verdict } = tested;
  switch (codeOf(error)) {
    case "MODEL_CONFIG":
      if (isAbout(error, " the key")) return refuseKey(settings);
      if (!isAbout(error, "does not exist")) {
        return { verdicts: { "model-endpoint": verdict }, because: "the endpoint cannot be asked" };
      }
      return {
        verdicts: { ...reached, "model-name": refuseModelName(settings.name, list) },
        because: "the model is not there",
      };
    case "MODEL_CONTEXT_LENGTH":
      return { verdicts: { ...reached, "model-context": judgeContext(0) }, because: "nothing fits" };
    case "INTERRUPTED":
    case "MODEL_TIMEOUT":
      return { verdicts: { ...reached, "model-answer": slowAnswer }, because: "no answer came in time" };
    default:
      return { verdicts: { ...reached, "model-answer": verdict }, because: "the question was not answered" };
  }
}

const slowAnswer = warning(
  "the model did not answer in time",
  "A local model may still be loading: run this again, or with --timeout 120. ASSAY_MODEL_TIMEOUT_MS is the time that a review gives.",
);

function refuseKey(settings: ModelSettings): Asked {
  const isOpen = settings.apiKey === "none";
  const key = isOpen
    ? problem("none is set, and the endpoint asks for one", "Set OPENAI_API_KEY.")
    : problem(
        "the endpoint does not take it, or not for this model",
        "Copy OPENAI_API_KEY again, and see that it is a key of this endpoint that has not expired.",
      );
  return {
    verdicts: { ...describeReached(settings), "model-key": key },
    because: "the key is not taken",
  };
}

/** The adapter has one code for everything that an operator configures; its messages part them. */
function isAbout(error: unknown, words: string): boolean {
  return error instanceof ReviewError && error.code === "MODEL_CONFIG" && error.message.includes(words);
}

function codeOf(error: unknown): ErrorCode | null {
  return error instanceof ReviewError ? error.code : null;
}

interface Listed {
  readonly settings: ModelSettings;
  readonly reader: EndpointReader;
  readonly list: readonly ListedModel[] | null;
}

/** Servers tell in their list or beside it, once the model is loaded; otherwise the embedded table knows. */
async function readContext(scene: DoctorScene, { settings, reader, list }: Listed): Promise<number | null> {
  const { name } = settings;
  const listed = list?.find(({ id }) => id === name)?.contextTokens ?? null;
  if (listed !== null) return listed;
  if (findPrice(defaultPriceTable, name) !== null) return pricedPromptTokens;
  const read = await settleInTime(scene.timeoutMs, (signal) => reader.readLoadedContext(name, signal));
  return read.kind === "value" ? read.value : null;
}

function examineFallback(name: string | null, list: readonly ListedModel[] | null): Verdicts {
  if (name === null) return {};
  if (list === null) return { "model-fallback": notChecked("the endpoint has no list of models") };
  const isListed = list.some(({ id }) => id === name || id === `${name}:latest`);
  if (isListed) return { "model-fallback": ok("it is in the endpoint's list") };
  return {
    "model-fallback": warning(
      "it is not in the endpoint's list of models",
      "Correct ASSAY_FALLBACK_MODEL, unless the endpoint has names that it does not list.",
    ),
  };
}

function examinePrice({ prices, usdLimits, isModelNamed }: Setup, settings: ModelSettings): Verdict {
  if (!isModelNamed) return notChecked("no model is named");
  if (prices === null) return notChecked("the price file is wrong");
  return judgePrice(settings, findPrice(prices, settings.name) !== null, usdLimits);
}
