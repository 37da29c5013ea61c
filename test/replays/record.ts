import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { createLog } from "../../src/adapters/log/create-log.ts";
import { readApiUrl } from "../../src/config/api-url.ts";
import { defaultPriceTable } from "../../src/config/price-table.ts";
import { parseSettings } from "../../src/config/settings.ts";
import { ReviewError } from "../../src/domain/errors.ts";
import { openModels } from "../../src/entrypoints/shared/open-models.ts";
import { openReviewTools, type ReviewTools } from "../../src/entrypoints/shared/open-review-tools.ts";
import type { Model } from "../../src/pipeline/ports.ts";
import type { Expectation } from "./play-replay.ts";
import { acceptReplay, recordPullRequest } from "./record-pull-request.ts";
import { isRecorded } from "./replay.ts";
import { openTokenReader } from "./token-reader.ts";

const usage = `npm run record -- OWNER/REPO#N [--out DIR] [--api URL]
npm run record -- --accept NAME

  OWNER/REPO#N   a pull request that the token in GITHUB_TOKEN may read
  --out DIR      folder of the recording (default: test/replays/cases/pull-N)
  --api URL      GitHub's API (default: GITHUB_API_URL, or https://api.github.com)
  --accept NAME  make what the replay NAME comes to now its expectation

With a model (OPENAI_API_KEY, ASSAY_MODEL, … as for a review) its answers are recorded; without one the recording
is a review without a model. test/replays/README.md says what a recording holds. Look at it before you share it.
`;

/** A mistake of the caller, worded for them. */
class RecordMistake extends Error {}

const ownCases = fileURLToPath(new URL("./cases", import.meta.url));
const target = /^([\w.-]{1,100})\/([\w.-]{1,100})#([1-9]\d{0,8})$/;
const caseName = /^[a-z0-9][a-z0-9-]{0,63}$/;

interface Caller {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Against which paths are meant. */
  readonly folder: string;
}

/** Runs one command line; answers what to print. Throws `RecordMistake` and `ReviewError`. */
async function run(args: readonly string[], caller: Caller): Promise<string> {
  const { values, positionals } = readArguments(args);
  if (values.help === true) return usage;
  const { environment } = caller;
  const tools = await openReviewTools(createLog("error", process.stderr));
  const model = openModel(environment);
  if (values.accept !== undefined) return accept(values.accept, model, tools);
  const [, owner = "", name = "", number = ""] = target.exec(positionals[0] ?? "") ?? [];
  if (number === "" || positionals.length !== 1)
    throw new RecordMistake("name one pull request, such as octo-org/shop#7");
  const folder =
    values.out === undefined ? join(ownCases, `pull-${number}`) : resolve(caller.folder, values.out);
  if (isRecorded(folder)) throw new RecordMistake(`${folder} holds a recording already: name another --out`);
  const reader = openTokenReader({ ...readGitHub(environment, values.api), log: tools.log });
  const pullRequest = await reader.find(owner, name, Number(number));
  const recorded = await recordPullRequest({ reader, pullRequest, model, folder, tools });
  const { secrets, answers, expectation } = recorded;
  return [
    `Recorded in ${folder}: ${answers} ${answers === 1 ? "answer" : "answers"} of a model, ${tell(expectation)}`,
    secrets === 0
      ? "No secrets were found in it. A secret of an unknown shape stays as it is: look before you share it."
      : `${secrets} ${secrets === 1 ? "secret was" : "secrets were"} replaced by made-up text of the same length. Look before you share it.`,
    "",
  ].join("\n");
}

async function accept(name: string, model: Model | null, tools: ReviewTools): Promise<string> {
  const folder = join(ownCases, name);
  if (!caseName.test(name) || dirname(folder) !== ownCases || !isRecorded(folder))
    throw new RecordMistake("--accept takes the name of a folder of test/replays/cases");
  const { expectation, asked } = await acceptReplay(folder, model, tools);
  return `Accepted ${basename(folder)}: ${asked} new questions were answered, ${tell(expectation)}\n`;
}

function tell({ notReviewed, verdict, findings }: Expectation): string {
  return notReviewed === null ? `${verdict}, ${findings.length} findings.` : `not reviewed (${notReviewed}).`;
}

function readArguments(args: readonly string[]) {
  const text = { type: "string" } as const;
  const options = { out: text, api: text, accept: text, help: { type: "boolean" } } as const;
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    throw new RecordMistake(error instanceof Error ? error.message : "the arguments cannot be read");
  }
}

function readGitHub(environment: Caller["environment"], api: string | undefined) {
  const given = api === undefined ? environment : { GITHUB_API_URL: api };
  const reading = readApiUrl(given);
  if ("problem" in reading) throw new RecordMistake(reading.problem);
  const token = environment["GITHUB_TOKEN"]?.trim() ?? "";
  if (token === "")
    throw new RecordMistake("GITHUB_TOKEN: set a token that may read the pull request and its repository");
  return { apiUrl: reading.value, token };
}

function openModel(environment: Caller["environment"]): Model | null {
  const reading = parseSettings(environment);
  if (reading.kind === "invalid") throw new RecordMistake(reading.problems.join("\n"));
  return openModels(reading.settings.model, defaultPriceTable).model;
}

try {
  const folder = process.env["INIT_CWD"] ?? process.cwd();
  process.stdout.write(await run(process.argv.slice(2), { environment: process.env, folder }));
} catch (error) {
  if (!(error instanceof RecordMistake) && !(error instanceof ReviewError)) throw error;
  const remedy = error instanceof ReviewError && error.remedy !== null ? ` ${error.remedy}` : "";
  process.stderr.write(`record: ${error.message}${remedy}\n${error instanceof RecordMistake ? usage : ""}`);
  process.exitCode = error instanceof RecordMistake ? 64 : 69;
}
