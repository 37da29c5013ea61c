import { type Command, InvalidArgumentError, Option } from "commander";
import type { JobState } from "../../pipeline/ports-store-jobs.ts";
import { exitCode } from "../shared/exit-codes.ts";
import { jobStates, mostJobs } from "../shared/job-words.ts";
import { type JobDesk, openJobDesk } from "./open-job-desk.ts";
import { renderJob, renderJobList } from "./render-jobs.ts";
import { UserMistake } from "./user-mistake.ts";
import { writeOutput } from "./write-output.ts";

interface DeskOptions {
  readonly url?: string;
}
interface PrintOptions extends DeskOptions {
  readonly format: "text" | "json";
}
interface ListOptions extends PrintOptions {
  readonly state?: readonly JobState[];
  readonly limit: number;
}

const help = `
Where the jobs are:
  DATABASE_URL       PostgreSQL; the App may go on running
  ASSAY_DATA_DIR     folder of the embedded store, which only one process opens: stop the App, or ask it instead
  --url, ASSAY_OPERATOR_URL and ASSAY_OPERATOR_TOKEN
                     ask a running App, which was started with the same ASSAY_OPERATOR_TOKEN
  ASSAY_ENCRYPTION_KEY, ASSAY_ENCRYPTION_KEY_PREVIOUS, and .env in this folder, as for the App`;

/** Adds `assay jobs list|show|retry|cancel`. `finish` receives the exit code. */
export function addJobsCommand(program: Command, finish: (code: number) => void): void {
  const jobs = program
    .command("jobs")
    .description("See and steer the work of the App")
    .addHelpText("after", help);
  const add = (words: string, description: string) =>
    jobs
      .command(words)
      .description(description)
      .option("--url <url>", "ask the App at this address instead of opening its store")
      .addHelpText("after", help);
  const format = () =>
    new Option("--format <format>", "how to print").choices(["text", "json"]).default("text");
  add("list", "List jobs, the most urgent first")
    .addOption(new Option("--state <state...>", "only jobs in these states").choices(jobStates))
    .option("--limit <count>", "most jobs to list", parseLimit, 50)
    .addOption(format())
    .action(async (options: ListOptions) => finish(await listJobs(options)));
  add("show <id>", "Show everything that is known of a job")
    .addOption(format())
    .action(async (id: string, options: PrintOptions) => finish(await showJob(id, options)));
  add("retry <id>", "Run a job again now, whatever became of it").action(
    async (id: string, options: DeskOptions) => finish(await retryJob(id, options)),
  );
  add("cancel <id>", "Give a job up; one that runs is stopped").action(
    async (id: string, options: DeskOptions) => finish(await cancelJob(id, options)),
  );
}

function parseLimit(text: string): number {
  if (!/^[1-9]\d{0,3}$/.test(text) || Number(text) > mostJobs) {
    throw new InvalidArgumentError(`It must be a whole number from 1 to ${mostJobs}.`);
  }
  return Number(text);
}

async function listJobs({ state = [], limit, format, url }: ListOptions): Promise<number> {
  const jobs = await atDesk(url, (desk) => desk.listJobs(state, limit));
  const text = format === "json" ? JSON.stringify({ jobs }, null, 2) : renderJobList(jobs, Date.now());
  await writeOutput(text, undefined);
  if (jobs.length === limit && limit < mostJobs) {
    process.stderr.write(`assay: there may be more than these ${limit}; --limit ${mostJobs} lists more\n`);
  }
  return exitCode.noDefects;
}

async function showJob(id: string, { format, url }: PrintOptions): Promise<number> {
  const job = await atDesk(url, (desk) => desk.loadJob(id));
  if (job === null) throw noSuchJob(id);
  await writeOutput(format === "json" ? JSON.stringify(job, null, 2) : renderJob(job, Date.now()), undefined);
  return exitCode.noDefects;
}

async function retryJob(id: string, { url }: DeskOptions): Promise<number> {
  const outcome = await atDesk(url, (desk) => desk.retry(id));
  switch (outcome) {
    case "unknown":
      throw noSuchJob(id);
    case "running":
      throw new UserMistake(
        exitCode.tryLater,
        `${id} is running`,
        "Try again when it has ended, or cancel it first.",
      );
    case "queued":
      await writeOutput(`${id} runs again as soon as there is room`, undefined);
      return exitCode.noDefects;
  }
}

async function cancelJob(id: string, { url }: DeskOptions): Promise<number> {
  const outcome = await atDesk(url, (desk) => desk.cancel(id));
  if (outcome === "unknown") throw noSuchJob(id);
  const became = outcome === "cancelled" ? "is cancelled" : "had ended already; nothing was changed";
  await writeOutput(`${id} ${became}`, undefined);
  return exitCode.noDefects;
}

function noSuchJob(id: string): UserMistake {
  return new UserMistake(
    exitCode.missingInput,
    `there is no job ${id}`,
    "`assay jobs list` shows the ids of all.",
  );
}

async function atDesk<T>(url: string | undefined, work: (desk: JobDesk) => Promise<T>): Promise<T> {
  const desk = await openJobDesk(process.env, url);
  try {
    return await work(desk);
  } finally {
    await desk.close();
  }
}
