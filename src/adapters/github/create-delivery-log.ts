import { z } from "zod";
import type { Log } from "../../pipeline/ports.ts";
import type { DeliveryLog, FailedDelivery } from "../../pipeline/ports-sweep.ts";
import type { GitHubAppClients } from "./create-github-clients.ts";
import { createPageReader } from "./create-page-reader.ts";
import { readAnswer } from "./read-answer.ts";

export interface DeliveryLogOptions {
  readonly clients: Pick<GitHubAppClients, "forApp">;
  readonly log: Log;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

interface Attempt {
  readonly id: string;
  readonly guid: string;
  readonly deliveredAtMs: number;
  readonly isOk: boolean;
}

interface FailedGroup extends FailedDelivery {
  readonly firstAtMs: number;
}

const listRoute = "GET /app/hook/deliveries";
const redeliverRoute = "POST /app/hook/deliveries/{delivery_id}/attempts";
/** Clocks differ, and an attempt stands in the list a little after it was made. */
const overlapMs = 120_000;

const Attempts = z.array(
  z.object({
    id: z.union([z.number().int().nonnegative(), z.string().regex(/^\d{1,20}$/)]).transform(String),
    guid: z.string(),
    delivered_at: z.iso.datetime({ offset: true }),
    status: z.string(),
  }),
);

/**
 * GitHub lists attempts, not webhooks: one counts as failed when none of its attempts succeeded. Successes are read
 * only while there are failures, and each stretch of time once.
 */
export function createDeliveryLog({ clients, log, now }: DeliveryLogOptions): DeliveryLog {
  const list = { route: listRoute, mostPages: 20, select: selectAttempts, paging: "cursor" } as const;
  const pages = createPageReader<Attempt>(list, now);
  let known: ReadonlySet<string> = new Set();
  let recovered: ReadonlySet<string> = new Set();
  let lookedAtMs = 0;

  const readAttempts = async (status: "failure" | "success", sinceMs: number, signal: AbortSignal) => {
    const isBeyond = ({ deliveredAtMs }: Attempt) => deliveredAtMs < sinceMs;
    const request = { client: clients.forApp(), parameters: { status }, scope: 0, signal, isBeyond };
    const { items, isCut } = await pages.read(request);
    if (isCut)
      log.warn("a list of GitHub is longer than what is read of it", { list: `deliveries, ${status}` });
    return items.filter((attempt) => !isBeyond(attempt));
  };
  return {
    listFailed: async (sinceMs, signal) => {
      const startedAtMs = now();
      const listed = await readAttempts("failure", sinceMs, signal);
      const groups = groupFailed(listed.filter(({ guid }) => !recovered.has(guid)));
      if (groups.length === 0) return [];
      const starts = groups.map(({ guid, firstAtMs }) => (known.has(guid) ? lookedAtMs : firstAtMs));
      const successes = await readAttempts("success", Math.min(...starts) - overlapMs, signal);
      const succeeded = new Set(successes.filter(({ isOk }) => isOk).map(({ guid }) => guid));
      const failed = groups.filter(({ guid }) => !succeeded.has(guid));
      // Only what is still listed as failed has to be remembered as recovered.
      const guids = listed.map(({ guid }) => guid);
      recovered = new Set(guids.filter((guid) => recovered.has(guid) || succeeded.has(guid)));
      known = new Set(failed.map(({ guid }) => guid));
      lookedAtMs = startedAtMs;
      return failed.map(({ id, guid, deliveredAtMs, attempts }) => ({ id, guid, deliveredAtMs, attempts }));
    },
    redeliver: async (id, signal) => {
      await clients.forApp().request(redeliverRoute, { delivery_id: id }, { signal });
    },
  };
}

function selectAttempts(body: unknown): readonly Attempt[] {
  return readAnswer(Attempts, body, "webhook deliveries").map(({ id, guid, delivered_at: at, status }) => ({
    id,
    guid,
    deliveredAtMs: Date.parse(at),
    isOk: status === "OK",
  }));
}

/** One group a webhook, oldest first; those with a success among the attempts are left out. Newest attempts come first. */
function groupFailed(attempts: readonly Attempt[]): readonly FailedGroup[] {
  const groups = new Map<string, FailedGroup>();
  const succeeded = new Set(attempts.filter(({ isOk }) => isOk).map(({ guid }) => guid));
  for (const { id, guid, deliveredAtMs } of attempts.toReversed()) {
    if (succeeded.has(guid)) continue;
    const earlier = groups.get(guid);
    const firstAtMs = earlier?.firstAtMs ?? deliveredAtMs;
    groups.set(guid, { id, guid, deliveredAtMs, firstAtMs, attempts: (earlier?.attempts ?? 0) + 1 });
  }
  return [...groups.values()];
}
