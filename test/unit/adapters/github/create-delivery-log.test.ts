import { expect, test } from "vitest";
import { createDeliveryLog } from "../../../../src/adapters/github/create-delivery-log.ts";
import { createGitHubClients } from "../../../../src/adapters/github/create-github-clients.ts";
import type { Log } from "../../../../src/pipeline/ports.ts";
import type { DeliveryLog } from "../../../../src/pipeline/ports-sweep.ts";
import { startGitHubDouble } from "../../../fakes/github/start-github-double.ts";

const signal = new AbortController().signal;
const ignore = () => undefined;
const log: Log = { debug: ignore, info: ignore, warn: ignore, error: ignore };
const startMs = Date.parse("2026-11-01T12:00:00Z");

interface Listed {
  /** JSON text, as large as it may be. */
  readonly id: string;
  readonly guid: string;
  readonly minute: number;
  readonly status?: string;
}

const present = ({ id, guid, minute, status = "timed out" }: Listed) =>
  `{"id": ${id},"guid":"${guid}","delivered_at":"2026-11-01T12:${String(minute).padStart(2, "0")}:00Z","status":"${status}"}`;

/** A log whose GitHub answers each page with what `answer` gives for its query. */
async function openLog(
  answer: (query: Readonly<Record<string, string>>) => {
    readonly page: readonly Listed[];
    readonly next?: string;
  },
): Promise<{ readonly deliveries: DeliveryLog; readonly requests: string[] }> {
  await using github = await startGitHubDouble();
  const requests: string[] = [];
  const fetchOne: typeof fetch = async (input, init) => {
    const url = new URL(String(input));
    requests.push(`${init?.method} ${url.pathname}${url.search}`);
    if (init?.method === "POST") return new Response("{}", { status: 202 });
    const { page, next } = answer(Object.fromEntries(url.searchParams));
    const link = `<${url.origin}/app/hook/deliveries?per_page=100&cursor=${next}>; rel="next"`;
    const headers = { "content-type": "application/json", ...(next === undefined ? {} : { link }) };
    return new Response(`[${page.map(present).join(",")}]`, { headers });
  };
  const { id: appId, privateKey } = github.app;
  const options = { appId, privateKey, apiUrl: "https://api.example.com", log, now: Date.now };
  const clients = createGitHubClients({ ...options, fetch: fetchOne, sleep: async () => undefined });
  return { deliveries: createDeliveryLog({ clients, log, now: () => startMs + 3_600_000 }), requests };
}

test("ids that are larger than a number holds are kept to their last digit", async () => {
  const { deliveries, requests } = await openLog(({ status }) => ({
    page: status === "failure" ? [{ id: "1890123456789012347", guid: "a", minute: 5 }] : [],
  }));
  const [failed] = await deliveries.listFailed(startMs, signal);
  expect(failed).toEqual({
    id: "1890123456789012347",
    guid: "a",
    deliveredAtMs: startMs + 300_000,
    attempts: 1,
  });
  await deliveries.redeliver(String(failed?.id), signal);
  expect(requests.at(-1)).toBe("POST /app/hook/deliveries/1890123456789012347/attempts");
});

test("attempts of one webhook count as one, by the last of them, over all pages that are new enough", async () => {
  const pages: Record<string, { readonly page: readonly Listed[]; readonly next?: string }> = {
    first: {
      page: [
        { id: "9", guid: "a", minute: 40 },
        { id: "8", guid: "b", minute: 35 },
      ],
      next: "v1_8",
    },
    v1_8: {
      page: [
        { id: "5", guid: "a", minute: 20 },
        { id: "4", guid: "old", minute: 5 },
      ],
      next: "v1_4",
    },
  };
  const { deliveries, requests } = await openLog(({ status, cursor = "first" }) =>
    status === "failure" ? (pages[cursor] ?? { page: [] }) : { page: [] },
  );
  expect(await deliveries.listFailed(startMs + 10 * 60_000, signal)).toEqual([
    { id: "9", guid: "a", deliveredAtMs: startMs + 40 * 60_000, attempts: 2 },
    { id: "8", guid: "b", deliveredAtMs: startMs + 35 * 60_000, attempts: 1 },
  ]);
  expect(requests.length).toBe(3);
});

test("a server that does not know the filter by status is understood all the same", async () => {
  const page = [
    { id: "3", guid: "a", minute: 30, status: "OK" },
    { id: "2", guid: "b", minute: 20 },
    { id: "1", guid: "a", minute: 10 },
  ];
  const { deliveries } = await openLog(() => ({ page }));
  expect((await deliveries.listFailed(startMs, signal)).map(({ guid }) => guid)).toEqual(["b"]);
});

test("what was recovered once is not looked for again", async () => {
  const { deliveries, requests } = await openLog(({ status }) => ({
    page:
      status === "failure"
        ? [{ id: "1", guid: "a", minute: 10 }]
        : [{ id: "2", guid: "a", minute: 20, status: "OK" }],
  }));
  expect(await deliveries.listFailed(startMs, signal)).toEqual([]);
  expect(requests.length).toBe(2);
  expect(await deliveries.listFailed(startMs, signal)).toEqual([]);
  expect(requests.length).toBe(3);
});
