import { expect, test } from "vitest";
import { createPullRequestReader } from "../../../../src/adapters/github/create-pull-request-reader.ts";
import type { Fault } from "../../../fakes/github/faults.ts";
import { failureOf, openReadingScene } from "./reading-scene.ts";

async function openFaultyScene() {
  const scene = await openReadingScene({ files: { "a.ts": "one\n", ".github/assay.yml": "depth: quick\n" } });
  const request = { branch: "change", files: { "a.ts": "two\n" }, isDelivered: false };
  const pull = await scene.repository.openPullRequest(request);
  const ignore = () => undefined;
  const log = { debug: ignore, info: ignore, warn: ignore, error: ignore };
  const clients = scene.openClients({ timeoutMs: 500 });
  const reader = createPullRequestReader({ clients, log, now: scene.now });
  const read = async () => {
    const { state, repositoryPolicy } = await reader.fetchSnapshot(scene.refOf(pull), scene.signal);
    const { source, shortfalls } = await reader.openChange(state, scene.signal);
    const { text } = await source.readDiff(scene.signal);
    return { state, repositoryPolicy, shortfalls, text };
  };
  return { scene, read };
}

const passing: readonly Fault[] = [
  { kind: "status", status: 500 },
  { kind: "html", status: 200 },
  { kind: "reset" },
  { kind: "hang" },
  { kind: "truncated-json" },
  { kind: "truncated-json", isLengthRight: true },
  { kind: "revoke-token" },
];

test.each(passing)("$kind once at any call changes nothing of what is read", async (fault) => {
  const { scene, read } = await openFaultyScene();
  await using _ = scene;
  const expected = await read();
  const { length } = scene.calls();
  expect(length).toBe(4);
  for (let at = 0; at < length; at += 1) {
    scene.github.clearFaults();
    const planned = scene.github.fault({
      fault,
      after: at,
      when: ({ route }) => !route.includes("access_tokens"),
    });
    expect(await read()).toEqual(expected);
    expect(planned.hits).toBe(1);
  }
  expect(scene.github.violations).toEqual([]);
});

test.each<Fault>([
  { kind: "status", status: 502 },
  { kind: "html", status: 200 },
  { kind: "secondary-limit", retryAfterSeconds: 3 },
  { kind: "primary-limit", resetInSeconds: 5 },
])("$kind that stays ends in an error that says to come back, never in half a change", async (fault) => {
  const { scene, read } = await openFaultyScene();
  await using _ = scene;
  await read();
  for (const after of [0, 1, 2, 3]) {
    scene.github.clearFaults();
    scene.pass(10_000);
    scene.github.fault({ fault, after, times: 99, when: ({ route }) => !route.includes("access_tokens") });
    const failure = await failureOf(read());
    expect(failure.retryable).toBe(true);
    expect(["GITHUB_UNAVAILABLE", "GITHUB_BAD_RESPONSE", "GITHUB_RATE_LIMITED"]).toContain(failure.code);
  }
});
