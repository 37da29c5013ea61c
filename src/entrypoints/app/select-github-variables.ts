import { readApiUrl } from "../../config/api-url.ts";

/** The variables that say where GitHub is. */
export const gitHubVariables = ["GITHUB_API_URL", "GHE_HOST", "GHE_PROTOCOL"] as const;

/** What the environment says about where GitHub is, under the names that were used; nothing for github.com. */
export function selectGitHubVariables(
  environment: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> {
  const reading = readApiUrl(environment);
  const usual = readApiUrl({});
  if (!("value" in reading) || ("value" in usual && reading.value === usual.value)) return {};
  return Object.fromEntries(
    gitHubVariables.flatMap((name) => {
      const value = environment[name]?.trim() ?? "";
      return value === "" ? [] : [[name, value] as const];
    }),
  );
}
