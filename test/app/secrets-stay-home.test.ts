import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Report } from "../../src/domain/report.ts";
import { type ModelServer, startModelServer } from "../fakes/model-server.ts";
import { type MadeUpSecret, madeUpPem, madeUpSecrets } from "../unit/checks/made-up-secrets.ts";
import { answeredDefect, readingModel } from "./answers.ts";
import { readReport } from "./read-report.ts";
import { type AssayRun, modelEnvironment, runAssay } from "./run-assay.ts";
import { runInProcess } from "./run-in-process.ts";

const pem: MadeUpSecret = {
  kind: "private-key",
  literal: madeUpPem("RSA ", 77),
  // The armour around it is public.
  value: madeUpPem("RSA ", 77).split("\n").slice(1, -1).join("\n"),
  name: "value",
};
const secrets: readonly MadeUpSecret[] = [...madeUpSecrets, pem];

/** Where secrets stand in a change: the file of one secret as lines of a diff. */
const places: Readonly<Record<string, (secret: MadeUpSecret, at: number) => readonly string[]>> = {
  code: ({ name, literal }, at) => added(`src/client${at}.ts`, `const ${name} = \`${literal}\`;`),
  configuration: ({ name, literal }, at) => added(`deploy/${at}.env`, `${name.toUpperCase()}=${literal}`),
  "removed lines": ({ name, literal }, at) =>
    removed(`src/old${at}.py`, `${name} = """${literal.replaceAll("\n", "\\n")}"""`),
};

function added(path: string, text: string): readonly string[] {
  const lines = text.split("\n").map((line) => `+${line}`);
  return [...head(path), `@@ -1,1 +1,${lines.length + 1} @@`, " # start", ...lines];
}

function removed(path: string, text: string): readonly string[] {
  const lines = text.split("\n").map((line) => `-${line}`);
  return [...head(path), `@@ -1,${lines.length + 1} +1,1 @@`, " # start", ...lines];
}

function head(path: string): readonly string[] {
  return [`diff --git a/${path} b/${path}`, `--- a/${path}`, `+++ b/${path}`];
}

/** A line of a question that shows a placeholder, with its file and side. */
const placeholderLine = /^(?:file (\d+) .*|([RL])(\d+) [+-] (.*\[\[SECRET [^\]]+\]\].*))$/gm;

/** A model that cannot keep from reporting every placeholder that it sees. */
const placeholderHunter = readingModel((question) => {
  let file = 0;
  const defects = [];
  for (const [, number, side, line, quote] of question.matchAll(placeholderLine)) {
    if (number !== undefined) file = Number(number);
    if (quote === undefined) continue;
    const where = { file, side: side === "L" ? ("L" as const) : ("R" as const), line: Number(line) };
    defects.push(
      answeredDefect({ ...where, quote, cwe: "CWE-798", title: "Hard-coded credential in the source" }),
    );
  }
  return defects;
});

/** Every form in which a value could leave: whole, by line, quoted, encoded, and both halves of it. */
function formsOf({ value }: MadeUpSecret): readonly string[] {
  const pieces = value.split("\n").flatMap((line) => {
    const half = Math.ceil(line.length / 2);
    return line.length < 20 ? [line] : [line, line.slice(0, half), line.slice(half)];
  });
  const forms = pieces.flatMap((piece) => [
    piece,
    JSON.stringify(piece).slice(1, -1),
    encodeURIComponent(piece),
    Buffer.from(piece).toString("base64").replace(/=+$/, ""),
    Buffer.from(piece).toString("hex"),
    piece.replaceAll("&", "&amp;"),
  ]);
  return [...new Set(forms)];
}

const leaksIn = (text: string): readonly string[] =>
  secrets.flatMap((secret) =>
    formsOf(secret).some((form) => text.includes(form)) ? [`${secret.kind} (${secret.value.length})`] : [],
  );

describe.each(Object.entries(places))("secrets in %s", (where, toLines) => {
  const outputs: Record<string, AssayRun> = {};
  let folder: string;
  let server: ModelServer;
  let report: Report;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "assay-secrets-"));
    const file = join(folder, "change.diff");
    writeFileSync(file, `${secrets.flatMap(toLines).join("\n")}\n`);
    server = await startModelServer(placeholderHunter);
    const environment = { ...modelEnvironment(server.url), LOG_LEVEL: "trace" };
    const review = ["review", "--diff", file];
    outputs["json"] = await runAssay([...review, "--format", "json"], { environment });
    for (const format of ["sarif", "markdown", "terminal"]) {
      outputs[format] = await runInProcess([...review, "--format", format], {
        environment,
        directory: folder,
      });
    }
    for (const stage of ["units", "prompts", "claims", "draft"]) {
      outputs[stage] = await runInProcess([...review, "--show-stage", stage], {
        environment,
        directory: folder,
      });
    }
    report = readReport(outputs["json"]!.stdout);
  });

  afterAll(async () => {
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it("reach no request body, in no form", () => {
    expect(server.requests.length).toBeGreaterThan(3);
    const bodies = server.requests.map(({ text }) => text).join("\n");
    expect(bodies).toContain("[[SECRET ");
    expect(leaksIn(bodies)).toEqual([]);
    // What the body says once its JSON escapes are read.
    const read = server.requests.map(({ body }) => (body?.messages ?? []).map(({ content }) => content));
    expect(leaksIn(read.flat().join("\n"))).toEqual([]);
  });

  it("reach no output, no stage and no log", () => {
    const leaks = Object.entries(outputs).flatMap(([name, { stdout, stderr }]) =>
      [...leaksIn(stdout), ...leaksIn(stderr)].map((leak) => `${name}: ${leak}`),
    );
    expect(leaks).toEqual([]);
  });

  it("are each reported by a check, once, and never by the model", () => {
    const side = where === "removed lines" ? "LEFT" : "RIGHT";
    const reported = report.defects
      .filter(({ rule }) => rule?.startsWith("secret."))
      .map((defect) => `${defect.path} ${defect.rule} ${defect.side} ${defect.source}`);
    const expected = secrets.map((secret, at) => {
      const path = toLines(secret, at)[1]!.slice("--- a/".length);
      return `${path} secret.${secret.kind} ${side} check`;
    });
    expect(reported.toSorted()).toEqual(expected.toSorted());
    expect(report.defects.filter(({ source }) => source === "model")).toEqual([]);
    const about = report.dropped.find(({ reason }) => reason === "about-placeholder");
    expect(about?.count).toBeGreaterThanOrEqual(secrets.length);
  });
});
