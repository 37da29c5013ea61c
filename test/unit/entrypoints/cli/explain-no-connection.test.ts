import { expect, it } from "vitest";
import { ReviewError } from "../../../../src/domain/errors.ts";
import { problem } from "../../../../src/entrypoints/cli/doctor/check-result.ts";
import { explainNoConnection } from "../../../../src/entrypoints/cli/doctor/explain-no-connection.ts";

const verdict = problem("The connection to GitHub broke at GET /app", "Try again later.", 75);
const broken = new ReviewError("GITHUB_UNAVAILABLE", "The connection to GitHub broke at GET /app.");
const explain = (error: unknown, apiUrl: string) =>
  explainNoConnection({ kind: "failed", error, verdict }, { apiUrl, timeoutMs: 5_000 });

it("says that a name cannot be resolved, and what to do", async () => {
  expect(await explain(broken, "https://github.nowhere.invalid/api/v3")).toEqual({
    state: "problem",
    found: expect.stringMatching(
      /^the name github\.nowhere\.invalid cannot be resolved \((ENOTFOUND|EAI_AGAIN)\)$/,
    ),
    remedy: "Correct GITHUB_API_URL or GHE_HOST, or look at the network and the DNS of this machine.",
    exitCode: 75,
  });
});

it.each([
  ["a host that is there", broken, "http://127.0.0.1:9"],
  ["a host of the newer family", broken, "http://[::1]:9"],
  ["another error", new ReviewError("GITHUB_FORBIDDEN", ""), "https://github.nowhere.invalid"],
  ["what is no error of ours", new TypeError("x"), "https://github.nowhere.invalid"],
])("leaves the verdict about %s", async (_what, error, apiUrl) => {
  expect(await explain(error, apiUrl)).toBe(verdict);
});
