import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, it } from "vitest";
import { createOperatorClient } from "../../../../src/adapters/operator/create-operator-client.ts";

const servers: { closeAllConnections(): void; close(): void }[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function listen(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

const clientOf = (baseUrl: string) => createOperatorClient({ baseUrl, token: "t", timeoutMs: 1_000 });
const fixed =
  (status: number, body: string, headers: Record<string, string> = {}): RequestListener =>
  (_, response) =>
    response.writeHead(status, headers).end(body);

it("asks below the path of the address, with the token and an id that is encoded", async () => {
  const seen: string[] = [];
  const baseUrl = await listen((request, response) => {
    seen.push(`${request.method} ${request.url} ${request.headers.authorization}`);
    response.end(JSON.stringify(request.method === "POST" ? { outcome: "unknown" } : { jobs: [] }));
  });
  const client = clientOf(`${baseUrl}assay/`);

  expect(await client.listJobs(["failed", "parked"], 5)).toEqual([]);
  expect(await client.retry("review:1#2")).toBe("unknown");
  expect(await client.cancel("../x?y")).toBe("unknown");
  expect(seen).toEqual([
    "GET /assay/jobs?limit=5&state=failed&state=parked Bearer t",
    "POST /assay/jobs/review%3A1%232/retry Bearer t",
    "POST /assay/jobs/..%2Fx%3Fy/cancel Bearer t",
  ]);
});

it.each([
  ["refuses the token", fixed(401, "{}"), "CONFIG_INVALID"],
  ["has no such address", fixed(404, "not found\n"), "CONFIG_INVALID"],
  ["has a store that fails", fixed(503, '{"error":"STORE_UNAVAILABLE"}'), "STORE_UNAVAILABLE"],
  ["answers with a page", fixed(200, "<html>"), "STORE_UNAVAILABLE"],
  ["answers with other facts", fixed(200, '{"jobs":[{"id":1}]}'), "STORE_UNAVAILABLE"],
  ["never stops", fixed(200, `{"jobs":[]}${" ".repeat(9 * 1024 * 1024)}`), "STORE_UNAVAILABLE"],
  ["breaks off", ((request) => request.socket.destroy()) satisfies RequestListener, "STORE_UNAVAILABLE"],
  ["does not answer", (() => undefined) satisfies RequestListener, "STORE_UNAVAILABLE"],
])("says what is wrong when the other side %s", async (_, answer, code) => {
  const client = clientOf(await listen(answer));

  await expect(client.listJobs([], 5)).rejects.toMatchObject({ name: "ReviewError", code });
});

it("takes its token nowhere else", async () => {
  const seen: string[] = [];
  const other = await listen((request, response) => {
    seen.push(request.url ?? "");
    response.end('{"jobs":[]}');
  });
  const client = clientOf(await listen(fixed(307, "", { location: other })));

  await expect(client.listJobs([], 5)).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
  expect(seen).toEqual([]);
});
