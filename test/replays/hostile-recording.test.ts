import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { createLog } from "../../src/adapters/log/create-log.ts";
import { CommitSha } from "../../src/domain/change-set.ts";
import { openReviewTools, type ReviewTools } from "../../src/entrypoints/shared/open-review-tools.ts";
import type { PullRequestReader } from "../../src/pipeline/ports-code-host.ts";
import { openScene } from "../contract/github/open-scene.ts";
import { mintToken } from "./mint-token.ts";
import { playFolder, recordPullRequest } from "./record-pull-request.ts";
import { recordedRef } from "./replayed-reader.ts";
import { openTokenReader } from "./token-reader.ts";

let tools: ReviewTools;
beforeAll(async () => {
  tools = await openReviewTools(createLog("silent", process.stderr));
});

type ListedFile = Record<string, unknown>;

/** Stands before GitHub's double and changes what it lists as the files of a pull request. */
async function openLiar(target: string, lie: (files: ListedFile[]) => ListedFile[]) {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { host: _host, connection: _connection, "content-length": _length, ...headers } = request.headers;
    const answer = await fetch(`${target}${request.url}`, {
      method: request.method ?? "GET",
      headers: headers as Record<string, string>,
      // The git behind the double dies of a path that leads out of its tree.
      ...(chunks.length === 0
        ? {}
        : { body: Buffer.concat(chunks).toString("utf8").replaceAll("../", "__/") }),
    });
    const text = await answer.text();
    const isList = /\/pulls\/\d+\/files/.test(request.url ?? "");
    const type = answer.headers.get("content-type") ?? "application/json";
    response.writeHead(answer.status, { "content-type": type });
    response.end(isList ? JSON.stringify(lie(JSON.parse(text))) : text);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function recordLie(lie: (files: ListedFile[]) => ListedFile[]) {
  await using scene = await openScene({}, { "src/a.js": "one();\n" });
  const { github, repository } = scene;
  const pull = await repository.openPullRequest({
    branch: "b",
    files: { "src/a.js": "one();\neval(location.hash);\n" },
    isDelivered: false,
  });
  await using liar = await openLiar(github.url, lie);
  const token = await mintToken(github, scene.installation.id);
  const reader = openTokenReader({ apiUrl: liar.url, token, log: tools.log });
  const pullRequest = await reader.find("octo-org", "shop", pull.number);
  const parent = mkdtempSync(join(tmpdir(), "assay-hostile-"));
  const folder = join(parent, "case");
  try {
    const recorded = await recordPullRequest({ reader, pullRequest, model: null, folder, tools });
    const replay = JSON.parse(readFileSync(join(folder, "replay.json"), "utf8"));
    const played = await playFolder(folder, tools);
    return { recorded, played, replay, written: readdirSync(parent, { recursive: true }).toSorted() };
  } finally {
    rmSync(parent, { recursive: true, force: true });
  }
}

describe("a recording from a hostile API", () => {
  it.each(["../../../../tmp/assay-was-here.js", "/tmp/assay-was-here.js", "__proto__", "a\nb\u202e.js"])(
    "takes the name %j for data",
    async (filename) => {
      const { recorded, played, written } = await recordLie((files) =>
        files.map((file) => ({ ...file, filename })),
      );

      expect(written).toEqual(["case", "case/expected.json", "case/replay.json"]);
      expect(existsSync("/tmp/assay-was-here.js")).toBe(false);
      expect(played.expectation).toEqual(recorded.expectation);
      expect(recorded.expectation.verdict).toBe("inconclusive");
    },
  );

  it("keeps a patch that was cut, and what the review said of it", async () => {
    const { recorded, played, replay } = await recordLie((files) =>
      files.map((file) => ({
        ...file,
        filename: "src/gone.js",
        sha: "0".repeat(40),
        patch: "@@ -1,9 +1,9 @@\n one();\n+cu",
      })),
    );

    expect(replay.change.diff.join("\n")).toContain("src/gone.js");
    expect(recorded.expectation.verdict).toBe("inconclusive");
    expect(played.expectation).toEqual(recorded.expectation);
  });

  it("is refused when it would be too large for a test", async () => {
    const head = CommitSha.parse("1".repeat(40));
    const text = "x".repeat(9 * 1_048_576);
    const reader: PullRequestReader = {
      fetchSnapshot: async (ref) => ({
        state: { ...openState, ref, headSha: head, baseSha: head },
        repositoryPolicy: { kind: "absent" },
        organisationPolicy: { kind: "absent" },
      }),
      openChange: async () => ({
        source: {
          readDiff: async () => ({ text, base: null, head: null, label: "" }),
          readBlobs: async () => new Map(),
          readAttributes: async () => new Map(),
          openSnapshot: () => null,
        },
        ...{ mergeBase: head, shortfalls: [], isAncestor: async () => false },
      }),
    };
    const pullRequest = { ...recordedRef, number: 1 };
    const folder = join(tmpdir(), "assay-never-written");
    const recording = recordPullRequest({ reader, pullRequest, model: null, folder, tools });

    await expect(recording).rejects.toMatchObject({ code: "INPUT_TOO_LARGE" });
    expect(existsSync(folder)).toBe(false);
  });
});

const openState = {
  lifecycle: "open",
  isDraft: false,
  isLocked: false,
  baseBranch: "main",
  headRepositoryId: 1,
  authorId: 1,
  authorLogin: "a",
  labels: [],
  changedFiles: 1,
  additions: 1,
  deletions: 0,
} as const;
