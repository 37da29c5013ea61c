import type { GitHubDouble } from "../../fakes/github/start-github-double.ts";
import type { ModelServer } from "../../fakes/model-server.ts";

/** Where something may have come to light that has to stay inside. */
export interface Seen {
  readonly github: GitHubDouble;
  readonly model: ModelServer;
  readonly apiKey: string;
  readonly logLines: readonly string[];
}

/** Shorter lines of a question or a key stand in many harmless texts. */
const shortestLine = 16;

/** What log lines tell that they must not: credentials, text of prompts, code of the change. Empty when nothing. */
export function findLeaks({ github, model, apiKey, logLines }: Seen): readonly string[] {
  const log = logLines.join("");
  const linesOf = (text: string) =>
    text
      .split("\n")
      // Lines of a change stand behind their side and number.
      .map((line) => line.replace(/^[LR]\d+ [ +-]/, "").trim())
      .filter((line) => line.length >= shortestLine);
  const prompts = new Set(
    model.requests.flatMap(({ body }) => (body?.messages ?? []).flatMap(({ content }) => linesOf(content))),
  );
  const kept: readonly (readonly [string, Iterable<string>])[] = [
    ["webhook secret", [github.webhookSecret]],
    ["private key", linesOf(github.app.privateKey)],
    ["installation token", github.world.tokens.keys()],
    ["API key", [apiKey]],
    ["prompt", prompts],
  ];
  const inside = (text: string) => log.includes(text) || log.includes(JSON.stringify(text).slice(1, -1));
  const leaks = kept.flatMap(([what, texts]) => ([...texts].some(inside) ? [what] : []));
  // Tokens of the App itself are made for each call, so that only their form is known.
  return /\beyJ[\w-]{10,}\./.test(log) ? [...leaks, "token of the App"] : leaks;
}
