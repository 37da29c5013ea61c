import { z } from "zod";
import type { RepositoryRef } from "../../domain/pull-request.ts";
import type { Log } from "../../pipeline/ports.ts";
import type { CheckReporter } from "../../pipeline/ports-code-host.ts";
import { finishCheckRun } from "./finish-check-run.ts";
import type { GitHubClients } from "./github-client.ts";
import { readAnswer } from "./read-answer.ts";
import { type Pace, writeOnce } from "./write-once.ts";

export interface CheckReporterOptions {
  readonly clients: Pick<GitHubClients, "forRepository" | "appId">;
  readonly log: Log;
  readonly pace: Pace;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** Check runs that can be taken up where another process left them. */
export interface ResumableCheckReporter extends CheckReporter {
  /** `isResumed`: somebody may have started this run before, so that GitHub is asked for it first. */
  startCheck(
    repository: RepositoryRef,
    head: string,
    externalId: string,
    isResumed?: boolean,
  ): Promise<number>;
  /** The id of a run that is still in progress there, whoever started it; null when there is none. One read. */
  findOpenCheck(repository: RepositoryRef, head: string, externalId: string): Promise<number | null>;
}

interface WantedRun {
  readonly repository: RepositoryRef;
  readonly head: string;
  readonly externalId: string;
}

const checkName = "Assay";
const createRoute = "POST /repositories/{repository_id}/check-runs";
const listRoute = "GET /repositories/{repository_id}/commits/{ref}/check-runs";
/** Runs started here and not ended yet of which the id is kept. */
const mostOpen = 1_000;

const CheckRun = z.object({ id: z.number() });
const CheckRuns = z.object({
  check_runs: z.array(
    CheckRun.extend({
      external_id: z.string().nullable(),
      status: z.string(),
      app: z.object({ id: z.number() }).nullable(),
    }),
  ),
});

/**
 * Two writes a check in the ordinary case, and no read: a run that this process started and has not ended is taken
 * up again; any other is created. A second run of the same name on one commit does no harm, the newest one counts.
 */
export function createCheckReporter(options: CheckReporterOptions): ResumableCheckReporter {
  const { clients, log, pace, now } = options;
  const open = new Map<string, Promise<number>>();
  const keys = new Map<number, string>();
  const start = async (key: string, wanted: WantedRun, isResumed: boolean) => {
    const id = await startRun(options, wanted, isResumed);
    keys.set(id, key);
    return id;
  };
  const forget = (key: string) => {
    open.delete(key);
    for (const [id, ofId] of keys) if (ofId === key) keys.delete(id);
  };
  return {
    startCheck: async (repository, head, externalId, isResumed = false) => {
      const key = `${repository.repositoryId} ${head} ${externalId}`;
      const started = open.get(key) ?? start(key, { repository, head, externalId }, isResumed);
      open.set(key, started);
      const [oldest = key] = open.keys();
      if (open.size > mostOpen) forget(oldest);
      try {
        return await started;
      } catch (error) {
        open.delete(key);
        throw error;
      }
    },
    finishCheck: async (repository, checkId, draft) => {
      const client = clients.forRepository(repository);
      const completedAt = new Date(now()).toISOString();
      await finishCheckRun({ client, log, pace, repository, checkId, draft, completedAt });
      const key = keys.get(checkId);
      if (key !== undefined) forget(key);
    },
    findOpenCheck: async (repository, head, externalId) =>
      (await findRun(options, { repository, head, externalId }))?.id ?? null,
  };
}

async function findRun(
  { clients }: Pick<CheckReporterOptions, "clients">,
  { repository, head, externalId }: WantedRun,
): Promise<{ readonly id: number } | null> {
  const at = { repository_id: repository.repositoryId, ref: head };
  const listed = { check_name: checkName, status: "in_progress", filter: "all", per_page: 100 };
  const { body } = await clients.forRepository(repository).request(listRoute, { ...at, ...listed });
  const runs = readAnswer(CheckRuns, body, "check runs").check_runs;
  return runs.find((run) => run.app?.id === clients.appId && run.external_id === externalId) ?? null;
}

async function startRun(
  options: CheckReporterOptions,
  wanted: WantedRun,
  isResumed: boolean,
): Promise<number> {
  const { clients, pace, now } = options;
  const client = clients.forRepository(wanted.repository);
  const at = { repository_id: wanted.repository.repositoryId };
  const find = () => findRun(options, wanted);
  const write = async () => {
    const { body } = await client.request(createRoute, {
      ...at,
      name: checkName,
      head_sha: wanted.head,
      status: "in_progress",
      external_id: wanted.externalId,
      started_at: new Date(now()).toISOString(),
    });
    return readAnswer(CheckRun, body, "a new check run");
  };
  const found = isResumed ? await find() : null;
  return (found ?? (await writeOnce({ write, find, pace }))).id;
}
