import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTokenCounter } from "../../src/adapters/tokens/count-tokens.ts";
import { parseSettings } from "../../src/config/settings.ts";
import type { Report } from "../../src/domain/report.ts";
import {
  azure,
  azureDeclining,
  type Dialect,
  llamaIgnoringFormat,
  llamaWithHalfAThought,
  llamaWithoutGrammar,
  llamaWithThoughts,
  lmStudio,
  ollama,
  openRouter,
  strictVllm,
  vllm,
} from "../fakes/model-dialects.ts";
import { completion, json } from "../fakes/model-replies.ts";
import { type ModelServer, questionOf, type Script, startModelServer } from "../fakes/model-server.ts";
import { confirmClaim, isDoubt } from "../fakes/refuting.ts";
import { answeredDefect, labelsOf, readAll } from "./answers.ts";
import { readReport } from "./read-report.ts";
import { runInProcess } from "./run-in-process.ts";

const query = '    return database.execute("SELECT * FROM t WHERE id = " + request.args["id"])';
const diff = `diff --git a/export.py b/export.py
--- a/export.py
+++ b/export.py
@@ -10,4 +10,5 @@ import database
 def export(request):
     fields = request.args
+${query}
     audit(request.user, fields)
     return write(fields)
`;

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "assay-local-models-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A model that finds the query and stands by it, behind a server of that dialect. */
const speaking =
  (dialect: Dialect): Script =>
  (request) => {
    const question = questionOf(request);
    const answer = isDoubt(question)
      ? confirmClaim(question)
      : readAll(question, [answeredDefect({ quote: query.trim(), line: 12 })]);
    return dialect(JSON.stringify(answer), request);
  };

interface Reviewed {
  readonly code: number | null;
  readonly report: Report;
  readonly requests: ModelServer["requests"];
}

async function review(script: Script, text = diff, depth = "standard"): Promise<Reviewed> {
  const file = join(folder, "change.diff");
  writeFileSync(file, text);
  await using server = await startModelServer(script);
  const environment = { OPENAI_BASE_URL: server.url, ASSAY_MODEL: "some/model:7b" };
  const args = ["review", "--diff", file, "--format", "json", "--depth", depth];
  const { code, stdout } = await runInProcess(args, { environment, directory: folder });
  return { code, report: readReport(stdout), requests: server.requests };
}

type Recipe = readonly [server: string, behaviour: string, dialect: Dialect, formats: readonly string[]];

const recipes: readonly Recipe[] = [
  ["Ollama", "takes a schema and tells its thoughts beside the answer", ollama, ["json_schema"]],
  ["llama.cpp server", "leaves thoughts before the answer", llamaWithThoughts, ["json_schema"]],
  ["llama.cpp server", "leaves only the end of a thought", llamaWithHalfAThought, ["json_schema"]],
  ["llama.cpp server", "cannot make a grammar", llamaWithoutGrammar, ["json_schema", "json_object"]],
  ["vLLM", "parses thoughts", vllm, ["json_schema"]],
  ["vLLM", "refuses members that it does not know", strictVllm, ["json_schema"]],
  ["LM Studio", "has a model without structured output", lmStudio, ["json_schema", "json_object", "none"]],
  ["Azure OpenAI", "adds the marks of its filter", azure, ["json_schema"]],
  ["OpenRouter", "fails inside of a 200, once", openRouter, ["json_schema"]],
];

describe("a review with a model behind", () => {
  it.each(recipes)("%s comes out right where it %s", async (_server, _behaviour, dialect, formats) => {
    const { code, report, requests } = await review(speaking(dialect));

    expect(report.defects.map(({ startLine, quote, confidence }) => [startLine, quote, confidence])).toEqual([
      [12, query, "confirmed"],
    ]);
    expect([report.verdict, code, report.coverage.hunks.failed]).toEqual(["defects", 1, []]);
    const asked = new Set(requests.map(({ body }) => body?.response_format?.type ?? "none"));
    expect([...asked]).toEqual(formats);
  });

  it("vLLM that knows max_tokens only gets that, once it has said so", async () => {
    const { requests } = await review(speaking(strictVllm));
    const last = requests.at(-1)?.body ?? {};

    expect([last["max_tokens"], "max_completion_tokens" in last, "store" in last]).toEqual([
      4_096,
      false,
      false,
    ]);
  });

  it("llama.cpp server that ignores the format is told the shape from the second question on", async () => {
    const { report, requests } = await review(speaking(llamaIgnoringFormat));
    const [first, second] = requests.map(({ body }) => body?.messages?.[0]?.content.includes("JSON Schema"));

    expect([first, second]).toEqual([false, true]);
    expect(report.verdict).not.toBe("no-defects");
  });

  it("Azure OpenAI whose filter declines is inconclusive and says so", async () => {
    const { code, report } = await review(speaking(azureDeclining));

    expect([report.verdict, code]).toEqual(["inconclusive", 2]);
    expect(report.coverage.hunks.failed).toMatchObject([{ reason: "provider-declined" }]);
  });

  it("LM Studio that counts nothing has no cost and no count, and is no less sure", async () => {
    const { report } = await review(speaking(lmStudio));

    expect([report.usage.costUsd, report.verdict]).toEqual([null, "defects"]);
  });
});

describe("a context that is too short", () => {
  const line = (number: number) => `+total_${number} = price_${number} * amount_${number} + tax_${number}\n`;
  const sums = (count: number) => `diff --git a/sums.py b/sums.py
--- a/sums.py
+++ b/sums.py
@@ -0,0 +1,${count} @@
${Array.from({ length: count }, (_, index) => line(index)).join("")}`;
  const readIt: Script = (request) => ollama(JSON.stringify(readAll(questionOf(request))), request);

  it("of Ollama, which cuts prompts in silence, is noticed by the count", async () => {
    const countTokens = createTokenCounter();
    const defaultContext = 4_096;
    const cutting: Script = (request) => {
      const prompt = request.body?.messages?.map(({ content }) => content).join("\n") ?? "";
      const usage = { prompt_tokens: Math.min(defaultContext, countTokens(prompt)), completion_tokens: 50 };
      return completion(readAll(questionOf(request)), { usage });
    };
    const { requests } = await review(cutting, sums(500), "quick");
    const [whole, ...halves] = requests.map((request) => questionOf(request).split("\n").length);

    expect(halves.length).toBeGreaterThanOrEqual(2);
    expect(Math.max(...halves)).toBeLessThan(whole ?? 0);
  });

  it.each([
    [
      "llama.cpp server",
      {
        error: {
          code: 400,
          type: "exceed_context_size_error",
          message: "the request exceeds the available context size",
        },
      },
    ],
    [
      "vLLM",
      {
        object: "error",
        type: "BadRequestError",
        code: 400,
        message: "This model's maximum context length is 4096 tokens.",
      },
    ],
    ["LM Studio", { error: "The model is loaded with a context length of only 4096 tokens." }],
  ])("of %s, which says so, divides the question", async (_server, refusal) => {
    const limit = 60;
    const sized: Script = (request) => {
      const lines = questionOf(request)
        .split("\n")
        .filter((text) => /^R\d+ \+/.test(text)).length;
      return lines > limit ? json(400, refusal) : readIt(request);
    };
    const { report, requests } = await review(sized, sums(120));

    expect([report.verdict, report.coverage.hunks]).toMatchObject(["no-defects", { failed: [] }]);
    expect(requests.length).toBeGreaterThan(2);
    expect(labelsOf(questionOf(requests[0]!))).toHaveLength(1);
  });
});

describe("docs/local-models.md", () => {
  const text = readFileSync(new URL("../../docs/local-models.md", import.meta.url), "utf8");
  const sections = text
    .split(/^## /m)
    .slice(1)
    .map((section) => [section.split("\n")[0] ?? "", section] as const);
  const servers = [...new Set(recipes.map(([server]) => server))];

  it("has a section for every server that is played here", () => {
    expect(
      sections
        .map(([title]) => title)
        .filter((title) => servers.includes(title))
        .toSorted(),
    ).toEqual(servers.toSorted());
  });

  it.each(servers)("sets variables for %s that Assay reads, and no others", (server) => {
    const [, section = ""] = sections.find(([title]) => title === server) ?? [];
    const [, block = ""] = /```sh\n# Assay\n([\s\S]*?)```/.exec(section) ?? [];
    const variables = parseEnv(block.replaceAll("export ", ""));
    const known = [
      "OPENAI_API_KEY",
      "OPENAI_BASE_URL",
      "ASSAY_MODEL",
      "ASSAY_CONCURRENCY",
      "ASSAY_MODEL_TIMEOUT_MS",
      "ASSAY_ALLOW_PRIVATE_ENDPOINT",
    ];
    const reading = parseSettings(variables as Record<string, string>);

    expect(Object.keys(variables).filter((name) => !known.includes(name))).toEqual([]);
    expect(reading).toMatchObject({
      kind: "valid",
      settings: { model: { name: variables["ASSAY_MODEL"], baseUrl: variables["OPENAI_BASE_URL"] } },
    });
  });
});
