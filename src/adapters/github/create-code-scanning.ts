import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { ReviewError } from "../../domain/errors.ts";
import type { CodeScanning, UploadOutcome } from "../../pipeline/ports-code-scanning.ts";
import type { GitHubAppClients } from "./create-github-clients.ts";
import { repeatWrite } from "./write-once.ts";

export interface CodeScanningOptions {
  readonly clients: Pick<GitHubAppClients, "forCodeScanning">;
}

const route = "POST /repositories/{repository_id}/code-scanning/sarifs";
/** GitHub's limit for a file after compression. */
const mostBytes = 10_000_000;
const refusals = [400, 403, 404, 413, 422];
const compress = promisify(gzip);

/** Uploads results for the head of a pull request, where GitHub shows them as alerts of its checks. */
export function createCodeScanning({ clients }: CodeScanningOptions): CodeScanning {
  return {
    uploadResults: async ({ repository, number }, head, sarif) => {
      const packed = await compress(sarif);
      if (packed.length > mostBytes) return { kind: "refused", reason: "too-large" };
      const client = clients.forCodeScanning(repository);
      const parameters = {
        repository_id: repository.repositoryId,
        commit_sha: head,
        ref: `refs/pull/${number}/head`,
        sarif: packed.toString("base64"),
      };
      try {
        const send = () => client.request(route, parameters, { expect: refusals });
        const { status } = await repeatWrite(send);
        return judge(status);
      } catch (error) {
        // No token is to be had with a right that the installation does not have.
        if (!(error instanceof ReviewError) || error.code !== "GITHUB_FORBIDDEN") throw error;
        return { kind: "refused", reason: "not-granted" };
      }
    },
  };
}

function judge(status: number): UploadOutcome {
  if (!refusals.includes(status)) return { kind: "uploaded" };
  if (status === 403 || status === 404) return { kind: "refused", reason: "not-enabled" };
  return { kind: "refused", reason: status === 413 ? "too-large" : "rejected" };
}
