import { expect, test } from "vitest";
import type { Fault } from "../../../fakes/github/faults.ts";
import { failureOf, openReadingScene } from "./reading-scene.ts";

const getRepository = "GET /repositories/{repository_id}";
const postComment = "POST /repositories/{repository_id}/issues/{issue_number}/comments";
const viewer = "query { viewer { login } }";

test.each<readonly [string, Fault, number]>([
  ["a secondary limit with a time", { kind: "secondary-limit", retryAfterSeconds: 30 }, 30_000],
  ["a secondary limit as 429", { kind: "secondary-limit", status: 429, retryAfterSeconds: 7 }, 7_000],
  ["a secondary limit without a time", { kind: "secondary-limit" }, 60_000],
  ["a primary limit", { kind: "primary-limit", resetInSeconds: 600 }, 600_000],
  ["a limit that claims days", { kind: "secondary-limit", retryAfterSeconds: 500_000 }, 3_600_000],
])("%s is told with its wait, and nothing is asked meanwhile", async (_name, fault, waitMs) => {
  await using scene = await openReadingScene({ double: { now: Date.now } });
  const client = scene.clients.forRepository(scene.at);
  const ask = () => client.request(getRepository, { repository_id: scene.at.repositoryId });
  await ask();
  scene.github.fault({ fault, route: "/repos/{owner}/{repo}" });
  const failure = await failureOf(ask());
  expect([failure.code, failure.retryable]).toEqual(["GITHUB_RATE_LIMITED", true]);
  // GitHub tells the reset in whole seconds.
  expect(Math.abs((failure.retryAfterMs ?? 0) - waitMs)).toBeLessThan(1_000);
  const asked = scene.github.calls.length;
  scene.pass(waitMs - 1_500);
  const again = await failureOf(ask());
  expect([again.code, scene.github.calls.length]).toEqual(["GITHUB_RATE_LIMITED", asked]);
  expect(again.retryAfterMs).toBeLessThan(2_000);
  scene.pass(2_000);
  expect((await ask()).status).toBe(200);
  expect(scene.waits).toEqual([]);
});

test("a limit of one installation does not hold for another", async () => {
  await using scene = await openReadingScene();
  const other = scene.github.repository({ fullName: "acme/api" });
  const installation = scene.github.install({ account: scene.github.account("acme") });
  const at = { installationId: installation.id, repositoryId: other.id, owner: "acme", name: "api" };
  scene.installation.leaveCalls(0, 1_200);
  const blocked = scene.clients.forRepository(scene.at);
  const failure = await failureOf(blocked.request(getRepository, { repository_id: scene.at.repositoryId }));
  expect(failure.code).toBe("GITHUB_RATE_LIMITED");
  const free = scene.clients.forRepository(at);
  expect((await free.request(getRepository, { repository_id: other.id })).status).toBe(200);
});

test("a spent budget of GraphQL leaves the other API open, a secondary limit closes both", async () => {
  await using scene = await openReadingScene();
  const client = scene.clients.forRepository(scene.at);
  const ask = () => client.request(getRepository, { repository_id: scene.at.repositoryId });
  const body = { errors: [{ type: "RATE_LIMITED", message: "API rate limit exceeded" }] };
  const fault: Fault = { kind: "status", status: 200, body };
  scene.github.fault({ fault, route: "/graphql" });
  const failure = await failureOf(client.graphql(viewer, {}));
  expect([failure.code, failure.retryAfterMs]).toEqual(["GITHUB_RATE_LIMITED", 60_000]);
  expect((await failureOf(client.graphql(viewer, {}))).code).toBe("GITHUB_RATE_LIMITED");
  expect((await ask()).status).toBe(200);
  scene.pass(61_000);
  scene.github.fault({ fault: { kind: "secondary-limit" }, route: "/repos/{owner}/{repo}" });
  await failureOf(ask());
  expect((await failureOf(client.graphql(viewer, {}))).code).toBe("GITHUB_RATE_LIMITED");
});

test("a limit on minting tokens holds for the installation", async () => {
  await using scene = await openReadingScene();
  const client = scene.clients.forRepository(scene.at);
  scene.github.fault({ fault: { kind: "secondary-limit", retryAfterSeconds: 9 }, route: "/access_tokens" });
  const ask = () => client.request(getRepository, { repository_id: scene.at.repositoryId });
  expect((await failureOf(ask())).retryAfterMs).toBe(9_000);
  expect((await failureOf(ask())).code).toBe("GITHUB_RATE_LIMITED");
  expect(scene.github.calls.length).toBe(1);
});

test("writes of one installation go one by one, a second apart; a failed one does not stop the next", async () => {
  await using scene = await openReadingScene();
  const pull = await scene.repository.openPullRequest({
    branch: "a",
    files: { a: "a\n" },
    isDelivered: false,
  });
  const client = scene.clients.forRepository(scene.at);
  scene.github.fault({ fault: { kind: "reset" }, route: "/comments" });
  const say = (body: string) =>
    client.request(postComment, {
      repository_id: scene.at.repositoryId,
      issue_number: pull.number,
      body,
    });
  const results = await Promise.allSettled([say("one"), say("two"), say("three")]);
  expect(results.map(({ status }) => status)).toEqual(["rejected", "fulfilled", "fulfilled"]);
  expect(pull.comments().map(({ body }) => body)).toEqual(["two", "three"]);
  expect(scene.waits).toEqual([1_000, 1_000]);
  expect(scene.github.violations).toEqual([]);
});

test("a limit that a write meets is told, and the write is not repeated", async () => {
  await using scene = await openReadingScene();
  const pull = await scene.repository.openPullRequest({
    branch: "a",
    files: { a: "a\n" },
    isDelivered: false,
  });
  const client = scene.clients.forRepository(scene.at);
  scene.github.fault({ fault: { kind: "secondary-limit", retryAfterSeconds: 5 }, route: "/comments" });
  const write = { repository_id: scene.at.repositoryId, issue_number: pull.number, body: "one" };
  const failure = await failureOf(client.request(postComment, write));
  expect([failure.code, failure.retryAfterMs, pull.comments()]).toEqual(["GITHUB_RATE_LIMITED", 5_000, []]);
});

const problem = (type: string | null, message = "text of GitHub") => ({
  data: null,
  errors: [type === null ? { message } : { type, message }],
});

const wrong = "Something went wrong while executing your query.";
const outage = { read: "GITHUB_UNAVAILABLE", write: "GITHUB_AMBIGUOUS" };
const broken = { read: "GITHUB_BAD_RESPONSE", write: "GITHUB_AMBIGUOUS" };
const both = (code: string) => ({ read: code, write: code });

test.each<{ readonly name: string; readonly body: unknown; readonly read: string; readonly write: string }>([
  { name: "NOT_FOUND", body: problem("NOT_FOUND"), ...both("GITHUB_NOT_FOUND") },
  { name: "FORBIDDEN", body: problem("FORBIDDEN"), ...both("GITHUB_FORBIDDEN") },
  { name: "UNPROCESSABLE", body: problem("UNPROCESSABLE"), ...both("GITHUB_REJECTED") },
  { name: "refusal of a wrong query", body: problem(null), ...both("GITHUB_REJECTED") },
  { name: "SERVICE_UNAVAILABLE", body: problem("SERVICE_UNAVAILABLE"), ...outage },
  { name: "time-out inside", body: problem(null, wrong), ...outage },
  { name: "empty answer", body: {}, ...broken },
  { name: "answer of another shape", body: [], ...broken },
])("GraphQL's $name ends a query in $read and a mutation in $write", async ({ body, read, write }) => {
  await using scene = await openReadingScene();
  const client = scene.clients.forRepository(scene.at);
  scene.github.fault({ fault: { kind: "status", status: 200, body }, route: "/graphql", times: 9 });
  const failure = await failureOf(client.graphql(viewer, {}));
  expect([failure.code, failure.message.includes("text of GitHub")]).toEqual([read, false]);
  const mutation = "mutation { minimizeComment(input: {}) { clientMutationId } }";
  expect((await failureOf(client.graphql(mutation, {}))).code).toBe(write);
});

test("GraphQL's data counts although a part of it is missing", async () => {
  await using scene = await openReadingScene();
  const client = scene.clients.forRepository(scene.at);
  const query =
    'query { a: repository(owner: "octo-org", name: "shop") { name } b: repository(owner: "x", name: "y") { name } }';
  expect(await client.graphql(query, {})).toEqual({ a: { name: "shop" }, b: null });
});
