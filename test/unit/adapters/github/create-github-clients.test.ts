import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { Fault } from "../../../fakes/github/faults.ts";
import { failureOf, openReadingScene } from "./reading-scene.ts";

const getRepository = "GET /repositories/{repository_id}";
const postComment = "POST /repositories/{repository_id}/issues/{issue_number}/comments";

test("a token is good for one repository and the rights of a job, and is minted once", async () => {
  await using scene = await openReadingScene();
  const client = scene.clients.forRepository(scene.at);
  const parameters = { repository_id: scene.at.repositoryId };
  await Promise.all([client.request(getRepository, parameters), client.request(getRepository, parameters)]);
  await scene.clients.forRepository(scene.at).request(getRepository, parameters);
  const minted = scene.github.calls.filter(({ isToken }) => isToken);
  expect(minted.map(({ body, auth }) => ({ body, auth }))).toEqual([
    {
      auth: "app",
      body: {
        repository_ids: [scene.at.repositoryId],
        permissions: {
          checks: "write",
          contents: "read",
          issues: "write",
          metadata: "read",
          pull_requests: "write",
        },
      },
    },
  ]);
  expect(scene.github.violations).toEqual([]);
});

test("a token for one repository opens no other", async () => {
  await using scene = await openReadingScene();
  const other = scene.github.repository({ fullName: "octo-org/safe" });
  const client = scene.clients.forRepository(scene.at);
  const failure = await failureOf(client.request(getRepository, { repository_id: other.id }));
  expect(failure.code).toBe("GITHUB_NOT_FOUND");
});

test("a token is replaced ten minutes before it expires", async () => {
  // The clock of the server stands still: the App's own token is made with the real one.
  await using scene = await openReadingScene({ double: { now: Date.now } });
  const client = scene.clients.forRepository(scene.at);
  const ask = () => client.request(getRepository, { repository_id: scene.at.repositoryId });
  const countTokens = () => scene.github.calls.filter(({ isToken }) => isToken).length;
  await ask();
  scene.pass(49 * 60_000);
  await ask();
  expect(countTokens()).toBe(1);
  scene.pass(2 * 60_000);
  await ask();
  expect(countTokens()).toBe(2);
});

test("a refused token is replaced once, for reads and for writes", async () => {
  await using scene = await openReadingScene();
  const pull = await scene.repository.openPullRequest({
    branch: "a",
    files: { a: "a\n" },
    isDelivered: false,
  });
  const client = scene.clients.forRepository(scene.at);
  const at = { repository_id: scene.at.repositoryId };
  scene.github.fault({ fault: { kind: "revoke-token" }, route: "/repos/{owner}/{repo}" });
  expect((await client.request(getRepository, at)).status).toBe(200);
  scene.installation.expireTokens();
  const write = { ...at, issue_number: pull.number, body: "Hello" };
  expect((await client.request(postComment, write)).status).toBe(201);
  expect(pull.comments().length).toBe(1);
  expect(scene.github.calls.filter(({ isToken }) => isToken).length).toBe(3);
  const status = { kind: "status", status: 401, body: { message: "Bad credentials" } } as const;
  scene.github.fault({ fault: status, route: "/repos/{owner}/{repo}", times: 9 });
  const failure = await failureOf(client.request(getRepository, at));
  expect([failure.code, failure.retryable]).toEqual(["GITHUB_UNAUTHORISED", false]);
  expect(scene.github.calls.filter(({ isToken }) => isToken).length).toBe(4);
});

test("a key that is none is told without being quoted", async () => {
  await using scene = await openReadingScene();
  const clients = scene.openClients({ privateKey: "not a key at all" });
  const client = clients.forRepository(scene.at);
  const failure = await failureOf(client.request(getRepository, { repository_id: 1 }));
  expect([failure.code, failure.message]).toEqual([
    "GITHUB_UNAUTHORISED",
    "The private key of the App cannot be used.",
  ]);
});

test.each([
  ["suspended", "GITHUB_FORBIDDEN"],
  ["uninstalled", "GITHUB_NOT_FOUND"],
  ["without the repository", "GITHUB_NOT_FOUND"],
  ["without a permission", "GITHUB_FORBIDDEN"],
])("an installation that is %s ends in %s", async (state, code) => {
  await using scene = await openReadingScene();
  const { installation, repository } = scene;
  if (state === "suspended") await installation.suspend();
  if (state === "uninstalled") await installation.uninstall();
  if (state === "without a permission") await installation.setPermissions({ contents: "read" });
  if (state === "without the repository") repository.transfer(scene.github.account("someone"));
  const client = scene.clients.forRepository(scene.at);
  const failure = await failureOf(client.request(getRepository, { repository_id: repository.id }));
  expect([failure.code, failure.retryable]).toEqual([code, false]);
});

const status = (code: number, body?: unknown): Fault => ({
  kind: "status",
  status: code,
  ...(body === undefined ? {} : { body }),
});
const leak = {
  message: "const password = 1",
  errors: [{ resource: "Review", field: "line", code: "invalid" }],
};

interface Row {
  readonly name: string;
  readonly fault: Fault;
  readonly read: string;
  readonly isRetryable: boolean;
  readonly write: string;
}

const passing = { read: "GITHUB_UNAVAILABLE", isRetryable: true, write: "GITHUB_AMBIGUOUS" } as const;
const unclear = { ...passing, read: "GITHUB_BAD_RESPONSE" } as const;
const final = (code: string) => ({ read: code, isRetryable: false, write: code });

test.each<Row>([
  { name: "500", fault: status(500), ...passing },
  { name: "502 with HTML", fault: { kind: "html" }, ...passing },
  { name: "200 with HTML", fault: { kind: "html", status: 200 }, ...unclear },
  { name: "a reset", fault: { kind: "reset" }, ...passing },
  { name: "no answer", fault: { kind: "hang" }, ...passing },
  { name: "JSON that breaks off", fault: { kind: "truncated-json" }, ...passing },
  { name: "half of the JSON", fault: { kind: "truncated-json", isLengthRight: true }, ...unclear },
  { name: "301 to nowhere", fault: status(301), ...unclear },
  { name: "403", fault: status(403), ...final("GITHUB_FORBIDDEN") },
  { name: "404", fault: status(404), ...final("GITHUB_NOT_FOUND") },
  { name: "409", fault: status(409), ...final("GITHUB_REJECTED") },
  { name: "410", fault: status(410), ...final("GITHUB_NOT_FOUND") },
  { name: "422", fault: status(422, leak), ...final("GITHUB_REJECTED") },
  { name: "451", fault: status(451), ...final("GITHUB_FORBIDDEN") },
])("$name ends a read in $read and a write in $write", async ({ fault, ...row }) => {
  await using scene = await openReadingScene();
  const pull = await scene.repository.openPullRequest({
    branch: "a",
    files: { a: "a\n" },
    isDelivered: false,
  });
  const client = scene.openClients({ timeoutMs: 300 }).forRepository(scene.at);
  const at = { repository_id: scene.at.repositoryId };
  scene.github.fault({ fault, route: "/repos/{owner}/{repo}", times: 9 });
  scene.github.fault({ fault, route: "/comments", times: 9 });
  const read = await failureOf(client.request(getRepository, at));
  expect([read.code, read.retryable]).toEqual([row.read, row.isRetryable]);
  const readCalls = scene.calls().filter((call) => call === "GET /repos/{owner}/{repo}");
  expect(readCalls.length).toBe(row.isRetryable ? 3 : 1);
  const body = "a secret of the author";
  const write = await failureOf(client.request(postComment, { ...at, issue_number: pull.number, body }));
  expect([write.code, write.retryable]).toEqual([row.write, false]);
  expect(scene.calls().filter((call) => call.startsWith("POST")).length).toBe(1);
  expect(`${read.message} ${write.message}`).not.toMatch(/secret|password|ghs_/);
});

test("what GitHub says of a rejected field is told by its names only", async () => {
  await using scene = await openReadingScene();
  scene.github.fault({ fault: status(422, leak), route: "/repos/{owner}/{repo}" });
  const client = scene.clients.forRepository(scene.at);
  const failure = await failureOf(client.request(getRepository, { repository_id: scene.at.repositoryId }));
  expect(failure.message).toBe(
    "GitHub answered 422 to GET /repositories/{repository_id} (Review line invalid).",
  );
});

test("a read that fails once is repeated after a short pause", async () => {
  await using scene = await openReadingScene();
  scene.github.fault({ fault: { kind: "truncated-json" }, route: "/repos/{owner}/{repo}" });
  scene.github.fault({ fault: { kind: "html" }, route: "/repos/{owner}/{repo}" });
  const client = scene.clients.forRepository(scene.at);
  const answer = await client.request(getRepository, { repository_id: scene.at.repositoryId });
  expect([answer.status, scene.waits]).toEqual([200, [250, 1_000]]);
});

test("a write that never reached a server is no riddle", async () => {
  await using scene = await openReadingScene();
  const refused = Object.assign(new Error("connect"), { code: "ECONNREFUSED" });
  const client = scene
    .openClients({
      fetch: (input, init) =>
        String(input).endsWith("/comments")
          ? Promise.reject(new TypeError("fetch failed", { cause: refused }))
          : fetch(input, init),
    })
    .forRepository(scene.at);
  const write = { repository_id: scene.at.repositoryId, issue_number: 1, body: "" };
  const failure = await failureOf(client.request(postComment, write));
  expect([failure.code, failure.retryable, failure.connectionCode]).toEqual([
    "GITHUB_UNAVAILABLE",
    true,
    "ECONNREFUSED",
  ]);
});

test.each([
  ["ENOTFOUND", "ENOTFOUND", "GitHub cannot be reached for GET /repositories/{repository_id} (ENOTFOUND)."],
  [
    "CERT_HAS_EXPIRED",
    "CERT_HAS_EXPIRED",
    "The connection to GitHub broke at GET /repositories/{repository_id} (CERT_HAS_EXPIRED).",
  ],
  ["words of a server", null, "The connection to GitHub broke at GET /repositories/{repository_id}."],
])(
  "a connection that fails with %s keeps its code where it is one",
  async (code, connectionCode, message) => {
    await using scene = await openReadingScene();
    const cause = Object.assign(new Error("a text that may quote anything"), { code });
    const client = scene
      .openClients({
        fetch: (input, init) =>
          String(input).endsWith("/access_tokens")
            ? fetch(input, init)
            : Promise.reject(new TypeError("fetch failed", { cause })),
      })
      .forRepository(scene.at);
    const failure = await failureOf(client.request(getRepository, { repository_id: scene.at.repositoryId }));
    expect([failure.code, failure.connectionCode, failure.message]).toEqual([
      "GITHUB_UNAVAILABLE",
      connectionCode,
      message,
    ]);
  },
);

test("expected statuses come back as values", async () => {
  await using scene = await openReadingScene();
  const client = scene.clients.forRepository(scene.at);
  const at = { repository_id: scene.at.repositoryId };
  const missing = { ...at, pull_number: 77 };
  const route = "GET /repositories/{repository_id}/pulls/{pull_number}";
  expect((await client.request(route, missing, { expect: [404] })).status).toBe(404);
  const first = await client.request(getRepository, at);
  expect(first.headers["etag"]).toMatch(/^W\//);
});

test("an interrupted read says so, and one that is already interrupted asks nothing", async () => {
  await using scene = await openReadingScene();
  const client = scene.clients.forRepository(scene.at);
  const at = { repository_id: scene.at.repositoryId };
  const early = await failureOf(client.request(getRepository, at, { signal: AbortSignal.abort() }));
  expect([early.code, scene.github.calls.length]).toEqual(["INTERRUPTED", 0]);
  scene.github.fault({ fault: { kind: "hang" }, route: "/repos/{owner}/{repo}" });
  const late = await failureOf(client.request(getRepository, at, { signal: AbortSignal.timeout(100) }));
  expect(late.code).toBe("INTERRUPTED");
});

test("an answer over the size limit is not held", async () => {
  await using scene = await openReadingScene();
  const client = scene.openClients({ maxBytes: 2_000 }).forRepository(scene.at);
  const failure = await failureOf(client.request(getRepository, { repository_id: scene.at.repositoryId }));
  expect([failure.code, failure.retryable]).toEqual(["GITHUB_BAD_RESPONSE", false]);
});

test("a renamed repository is followed on the same server, and a token never goes to another", async () => {
  await using scene = await openReadingScene();
  scene.repository.rename("store");
  const client = scene.clients.forRepository(scene.at);
  const route = "GET /repos/{owner}/{repo}";
  const { body } = await client.request(route, { owner: "octo-org", repo: "shop" });
  expect(body).toMatchObject({ id: scene.repository.id, name: "store" });
  await using other = await openReadingScene();
  const headers = { location: `${other.github.url}/repositories/1` };
  scene.github.fault({
    fault: { kind: "status", status: 301, headers },
    route: "/repos/{owner}/{repo}",
    times: 3,
  });
  const failure = await failureOf(client.request(getRepository, { repository_id: scene.at.repositoryId }));
  expect([failure.code, other.github.calls]).toEqual(["GITHUB_BAD_RESPONSE", []]);
});

test("an Enterprise server is asked below its own paths", async () => {
  await using scene = await openReadingScene();
  const client = scene.openClients({ apiUrl: `${scene.github.enterpriseUrl}/` }).forRepository(scene.at);
  await client.request(getRepository, { repository_id: scene.at.repositoryId });
  const data = await client.graphql("query { viewer { login } }", {});
  expect([data, scene.calls()]).toEqual([
    { viewer: { login: "assay" } },
    ["GET /repos/{owner}/{repo}", "POST /graphql"],
  ]);
  expect(scene.github.violations).toEqual([]);
});

test("requests name the program and its version", async () => {
  await using scene = await openReadingScene();
  const client = scene.clients.forRepository(scene.at);
  await client.request(getRepository, { repository_id: scene.at.repositoryId });
  const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { readonly version: string };
  expect(scene.github.calls.map(({ headers }) => headers["user-agent"]?.split(" ")[0])).toEqual([
    `assay/${version}`,
    `assay/${version}`,
  ]);
});

test.each(["not an address", "ftp://example.com"])("%s is no address of an API", async (apiUrl) => {
  await using scene = await openReadingScene();
  expect(() => scene.openClients({ apiUrl })).toThrow("The address of GitHub's API is not an http(s) URL.");
});
