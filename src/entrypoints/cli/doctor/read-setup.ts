import { readFile } from "node:fs/promises";
import { type AppSettings, parseAppSettings } from "../../../config/app-settings.ts";
import { nameBudgetVariable } from "../../../config/budget-settings.ts";
import { parsePrivateKey } from "../../../config/private-key.ts";
import { parseSettings, type Settings, type SettingsReading } from "../../../config/settings.ts";
import { parseStoreSettings, type StoreSettings } from "../../../config/store-settings.ts";
import { budgetNames } from "../../../domain/budget.ts";
import type { PriceTable } from "../../../domain/model-answer.ts";
import { loadPrices } from "../../shared/load-prices.ts";
import { type CheckResult, notChecked, ok, problem, type Verdict } from "./check-result.ts";
import type { DoctorScene, Environment } from "./doctor-scene.ts";

/** Who the App is on GitHub. */
export interface Credentials extends Pick<AppSettings, "appId" | "apiUrl"> {
  /** PEM. */
  readonly privateKey: string;
}

/** What the environment says, each part by itself: a mistake in one keeps no other from being checked. Null: unusable. */
export interface Setup {
  readonly model: Settings | null;
  /** Whether the endpoint's model is known; where it is not, the name in `model` stands for nothing. */
  readonly isModelNamed: boolean;
  readonly prices: PriceTable | null;
  readonly credentials: Credentials | null;
  readonly store: StoreSettings | null;
  readonly listen: AppSettings["listen"] | null;
  /** Variables that cap costs in USD. */
  readonly usdLimits: readonly string[];
  /** What was read, and every mistake at once. */
  readonly results: readonly CheckResult[];
}

type Problems = readonly string[];

/** Reads everything that can be set, with the readers that the App and the command line use. */
export async function readSetup(scene: DoctorScene): Promise<Setup> {
  const { environment, isForApp } = scene;
  const { reading: model, isModelNamed } = readModel(environment);
  const named = isModelNamed ? environment : nameModel(environment);
  const problems = isForApp ? listAppProblems(named) : model.kind === "invalid" ? model.problems : [];
  const isOfSecret = (text: string) => text.startsWith("WEBHOOK_SECRET");
  const key = isForApp ? await readCredentials(environment) : null;
  const prices = await readPrices(scene, model.kind === "valid" ? model.settings : null);
  const store = isForApp ? parseStoreSettings(environment) : null;
  return {
    model: model.kind === "valid" ? model.settings : null,
    isModelNamed,
    prices: prices.table,
    credentials: key !== null && "value" in key ? key.value : null,
    store: store?.kind === "valid" ? store.settings : null,
    listen: isForApp ? readListen(environment) : null,
    usdLimits: listUsdLimits(environment),
    results: [
      ...describeSettings(
        problems.filter((text) => !isOfSecret(text)),
        isModelNamed,
      ),
      ...prices.results,
      { name: "github-credentials", ...describeCredentials(key, isForApp, problems.length) },
      ...describeSecret(problems.filter(isOfSecret), isForApp),
    ],
  };
}

/** A missing name of the model is told with the names that the endpoint lists, where it can be asked for them. */
function readModel(environment: Environment): {
  readonly reading: SettingsReading;
  readonly isModelNamed: boolean;
} {
  const given = parseSettings(environment);
  const isModelNamed = given.kind === "valid" || !given.isModelUnnamed;
  return { reading: isModelNamed ? given : parseSettings(nameModel(environment)), isModelNamed };
}

function nameModel(environment: Environment): Environment {
  return { ...environment, ASSAY_MODEL: "not named" };
}

function describeSettings(problems: Problems, isModelNamed: boolean): readonly CheckResult[] {
  const which = isModelNamed ? "every variable" : "every other variable";
  if (problems.length === 0) return [{ name: "settings", ...ok(`${which} can be read`) }];
  return problems.map((text) => ({ name: "settings" as const, ...splitProblem(text) }));
}

/** The readers of settings write `NAME: what is wrong; what to do`. */
function splitProblem(text: string): Verdict {
  const end = text.indexOf("; ");
  if (end === -1) return problem(text, "Correct it, and run this again.");
  const remedy = text.slice(end + 2);
  return problem(text.slice(0, end), `${remedy.charAt(0).toUpperCase()}${remedy.slice(1)}.`);
}

/** Without a credential the App would open its setup page; here that is what is wrong with it. */
function listAppProblems(environment: Environment): Problems {
  const reading = parseAppSettings({ ...environment, NODE_ENV: "production" });
  return reading.kind === "invalid" ? reading.problems : [];
}

/** The credentials alone, whatever else is wrong: every other variable is left out, and a secret is made up. */
async function readCredentials(
  environment: Environment,
): Promise<{ readonly value: Credentials } | { readonly problem: string } | null> {
  const names = ["APP_ID", "PRIVATE_KEY", "PRIVATE_KEY_PATH", "GITHUB_API_URL", "GHE_HOST", "GHE_PROTOCOL"];
  const own = Object.fromEntries(names.map((name) => [name, environment[name]]));
  const madeUp = "a text that is no secret, and is never used";
  const reading = parseAppSettings({ ...own, WEBHOOK_SECRET: madeUp, NODE_ENV: "production" });
  if (reading.kind !== "valid") return null;
  const { appId, apiUrl, privateKey } = reading.settings;
  if (privateKey.kind === "pem") return { value: { appId, apiUrl, privateKey: privateKey.pem } };
  try {
    const read = parsePrivateKey(await readFile(privateKey.path, "utf8"));
    if (read.kind === "refused") return { problem: `PRIVATE_KEY_PATH: the file ${read.message}` };
    return { value: { appId, apiUrl, privateKey: read.pem } };
  } catch {
    return {
      problem: "PRIVATE_KEY_PATH: the file cannot be read; name the .pem file that GitHub gave you",
    };
  }
}

function describeCredentials(
  key: Awaited<ReturnType<typeof readCredentials>>,
  isForApp: boolean,
  mistakes: number,
): Verdict {
  if (!isForApp) return notChecked("no credentials of an App are set; --app checks the App too");
  if (key === null) return notChecked(`of ${mistakes} mistakes in the settings`);
  return "problem" in key ? splitProblem(key.problem) : ok("App id and private key can be read");
}

function describeSecret(problems: Problems, isForApp: boolean): readonly CheckResult[] {
  if (!isForApp) return [];
  if (problems.length === 0) return [{ name: "webhook-secret", ...ok("set, and not easily guessed") }];
  return problems.map((text) => ({ name: "webhook-secret" as const, ...splitProblem(text) }));
}

async function readPrices(
  { resolvePath }: DoctorScene,
  settings: Settings | null,
): Promise<{ readonly table: PriceTable | null; readonly results: readonly CheckResult[] }> {
  const path = settings?.pricesFile ?? null;
  const pricesFile = path === null ? null : resolvePath(path);
  const reading = await loadPrices({ pricesFile, model: settings?.model ?? null });
  if (reading.kind === "valid") {
    const { table } = reading;
    const isOfOthers = path === null && Object.keys(table.models).length === 0;
    const found = path === null ? "the embedded one is used" : "can be read";
    const verdict = isOfOthers
      ? ok("none is given, and the embedded one is not about this endpoint")
      : ok(`${found}, as of ${table.asOf}`);
    return { table, results: [{ name: "prices", ...verdict }] };
  }
  const remedy = "Correct the file that ASSAY_PRICES_FILE names; README.md shows its form.";
  const results = reading.problems.map((text) => ({ name: "prices" as const, ...problem(text, remedy) }));
  return { table: null, results };
}

function readListen(environment: Environment): AppSettings["listen"] | null {
  const reading = parseAppSettings({ PORT: environment["PORT"], HOST: environment["HOST"] });
  return reading.kind === "setup" ? reading.listen : null;
}

function listUsdLimits(environment: Environment): readonly string[] {
  const names = ["ASSAY_MAX_COST_USD", ...budgetNames.map((name) => nameBudgetVariable(name, "usd"))];
  return names.filter((name) => (environment[name]?.trim() ?? "") !== "");
}
