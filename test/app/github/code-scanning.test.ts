import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { checkCodeScanning } from "../../contract/check-code-scanning.ts";
import type { GitHubDouble } from "../../fakes/github/start-github-double.ts";
import { type AppScene, openAppScene, safeQuery, unsafeQuery } from "./open-app-scene.ts";
import { conclusions, verdicts } from "./show-conversation.ts";
import { createVirtualClock } from "./virtual-clock.ts";

const route = "/code-scanning/sarifs";
const rights = { checks: "write", contents: "read", issues: "write", pull_requests: "write" } as const;
const granted = { ...rights, security_events: "write" } as const;
const defect = "1 security defect is detected in the code.";

/** The uploads that GitHub took, unpacked. */
function uploadsOf({ calls }: GitHubDouble) {
  return calls
    .filter((call) => call.route.endsWith(route) && call.isApplied)
    .map(({ body }) => {
      const { sarif, ...others } = Object(body);
      const text = gunzipSync(Buffer.from(sarif, "base64")).toString("utf8");
      expect(checkCodeScanning(text)).toEqual([]);
      const { results }: { results: readonly { ruleId: string; partialFingerprints: object }[] } =
        JSON.parse(text).runs[0];
      return { ...others, results };
    });
}

const openScene = (
  policy = "code-scanning: true\n",
  permissions: Readonly<Record<string, "read" | "write">> = granted,
) =>
  openAppScene({
    permissions,
    clock: createVirtualClock(),
    files: { "src/find.js": safeQuery, ".github/assay.yml": policy },
  });

async function open({ github, repository, app }: AppScene) {
  const author = github.account("alice");
  const pull = await repository.openPullRequest({
    branch: "f",
    files: { "src/find.js": unsafeQuery },
    author,
  });
  await app.idle();
  return pull;
}

const summariesOf = (pull: Awaited<ReturnType<typeof open>>) =>
  pull.checkRuns().map(({ summary }) => /The results are not in code scanning\. .*/.exec(summary ?? "")?.[0]);

describe("code scanning", () => {
  it("gets nothing unless the repository asks for it", async () => {
    await using scene = await openScene("{}\n");
    await open(scene);

    expect(scene.github.calls.filter((call) => call.route.endsWith(route))).toEqual([]);
  });

  it("gets the defects of every head, and an alert keeps its identity until it is fixed or dismissed", async () => {
    await using scene = await openScene();
    const { github, app } = scene;
    const pull = await open(scene);
    const opened = pull.state.headSha;
    await pull.push({ "src/find.js": `// Finds people.\n\n${unsafeQuery}` });
    await app.idle();
    const moved = pull.state.headSha;
    await pull.push({ "src/find.js": safeQuery });
    await app.idle();
    const uploads = uploadsOf(github);
    const ref = `refs/pull/${pull.state.number}/head`;

    expect(uploads.map(({ results, ...others }) => ({ ...others, count: results.length }))).toEqual([
      { commit_sha: opened, ref, count: 1 },
      { commit_sha: moved, ref, count: 1 },
      { commit_sha: pull.state.headSha, ref, count: 0 },
    ]);
    expect(uploads[1]?.results[0]?.ruleId).toBe(uploads[0]?.results[0]?.ruleId);
    expect(Object(uploads[1]?.results[0]?.partialFingerprints).primaryLocationLineHash).toBe(
      Object(uploads[0]?.results[0]?.partialFingerprints).primaryLocationLineHash,
    );
    expect(summariesOf(pull)).toEqual([undefined, undefined, undefined]);
  });

  it("loses an alert as soon as people dismiss it", async () => {
    await using scene = await openScene();
    const { github, repository, app } = scene;
    const pull = await open(scene);
    const id = /A-[0-9a-f]{8}/.exec(pull.reviews()[0]?.body ?? "")?.[0];
    const maintainer = github.account("mona");
    repository.setRole(maintainer, "write");
    await pull.comment(maintainer, `/dismiss ${id} accepted-risk because the table is public`);
    await app.idle();
    await pull.push({ "src/other.js": "export const limit = 3;\n" });
    await app.idle();

    expect(uploadsOf(github).map(({ results }) => results.length)).toEqual([1, 0, 0]);
  });

  it("is asked with a token that can do nothing else", async () => {
    await using scene = await openScene();
    await open(scene);
    const minted = scene.github.calls
      .filter(({ isToken }) => isToken)
      .map(({ body }) => Object(body).permissions)
      .filter((permissions) => "security_events" in permissions);

    expect(minted).toEqual([{ metadata: "read", security_events: "write" }]);
  });

  it.each<[string, number | null, string]>([
    ["the App has not the right", null, "The App has not the right `security_events: write`"],
    ["it is not enabled", 403, "GitHub refuses them: code scanning is not enabled"],
    ["the repository is not known there", 404, "GitHub refuses them: code scanning is not enabled"],
    ["GitHub does not like the commit", 400, "GitHub does not take them for this commit."],
    ["GitHub finds them too large", 413, "They are too large for it."],
    ["GitHub does not answer well, twice", 503, "GitHub could not be reached for it (GITHUB_AMBIGUOUS)."],
  ])("changes nothing of a review when %s, and the check says so", async (_name, status, told) => {
    await using scene = await openScene(undefined, status === null ? rights : granted);
    if (status !== null) {
      const body = { message: "Code scanning is not enabled for this repository." };
      scene.github.fault({ route, times: 2, fault: { kind: "status", status, body } });
    }
    const pull = await open(scene);

    expect(verdicts(pull)).toEqual([defect]);
    expect(conclusions(pull)).toEqual(["failure"]);
    expect(summariesOf(pull)).toEqual([expect.stringContaining(told)]);
    expect(uploadsOf(scene.github)).toEqual([]);
  });

  it("gets the results once more when the answer was lost", async () => {
    await using scene = await openScene();
    scene.github.fault({ route, fault: { kind: "reset", applied: true } });
    const pull = await open(scene);

    expect(uploadsOf(scene.github)).toHaveLength(2);
    expect(summariesOf(pull)).toEqual([undefined]);
    expect(verdicts(pull)).toEqual([defect]);
  });
});
