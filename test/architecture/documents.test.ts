import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { describe, expect, it } from "vitest";
import { parsePrompt } from "../../src/adapters/prompts/load-prompts.ts";
import { listFolder } from "./list-files.ts";
import { projectRoot } from "./run-tool.ts";

const read = (path: string) => readFileSync(join(projectRoot, path), "utf8");
const markdownAtRoot = readdirSync(projectRoot).filter((name) => name.endsWith(".md"));
const documents = [...markdownAtRoot, ...listFolder("docs", [".md"])];
const withoutCode = (text: string) => text.replace(/^```[\s\S]*?^```/gm, "");

describe("the documents", () => {
  it("are all there", () => {
    const expected = ["ARCHITECTURE.md", "CHANGELOG.md", "CONTRIBUTING.md", "README.md", "SECURITY.md"];

    expect(markdownAtRoot).toEqual(expect.arrayContaining(expected));
    expect(read("LICENSE")).toContain("Apache License\n                           Version 2.0, January 2004");
  });

  it("link to files that exist", () => {
    const broken = documents.flatMap((document) =>
      [...withoutCode(read(document)).matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)]
        .map((match) => match[1] ?? "")
        .filter((target) => !/^[a-z]+:/.test(target))
        .filter((target) => !existsSync(join(projectRoot, normalize(join(dirname(document), target)))))
        .map((target) => `${document}: ${target}`),
    );

    expect(broken).toEqual([]);
  });

  it("name npm scripts that exist", () => {
    const scripts = Object.keys(JSON.parse(read("package.json")).scripts);
    const named = documents.flatMap((document) =>
      [...read(document).matchAll(/npm run ([a-z][\w:-]*)/g)].map((match) => ({
        document,
        script: match[1] ?? "",
      })),
    );

    expect(named.length).toBeGreaterThan(0);
    expect(named.filter(({ script }) => !scripts.includes(script))).toEqual([]);
  });

  it("name files of src, test and prompts that exist", () => {
    const missing = documents.flatMap((document) =>
      [...withoutCode(read(document)).matchAll(/`((?:src|test|prompts|schemas|docs|[.]ci)\/[\w./-]+)`/g)]
        .map((match) => match[1] ?? "")
        .filter((path) => !existsSync(join(projectRoot, path)))
        .map((path) => `${document}: ${path}`),
    );

    expect(missing).toEqual([]);
  });
});

describe("ARCHITECTURE.md", () => {
  it("keeps to two pages", () => {
    expect(read("ARCHITECTURE.md").split("\n").length).toBeLessThanOrEqual(120);
  });
});

describe("the decision records", () => {
  const records = listFolder("docs/adr", [".md"]);

  it("are numbered without a gap", () => {
    const numbers = records.map((path) => Number(/\/(\d{4})-[a-z0-9-]+\.md$/.exec(path)?.[1]));

    expect(numbers.length).toBeGreaterThan(0);
    expect(numbers).toEqual(numbers.map((_, index) => index + 1));
  });

  it.each(records)("%s says what was decided, why, and what was not", (path) => {
    const headings = [...read(path).matchAll(/^## (.+)$/gm)].map((match) => match[1]);

    expect(headings).toEqual(["Context", "Decision", "Consequences", "Rejected"]);
  });
});

describe("the prompts", () => {
  const prompts = listFolder("prompts", [".md"]);

  it("exist", () => {
    expect(prompts.length).toBeGreaterThan(0);
  });

  it.each(prompts)("%s has front matter, and placeholders that agree with it", (path) => {
    expect(() => parsePrompt(read(path), path.slice("prompts/".length))).not.toThrow();
  });
});
