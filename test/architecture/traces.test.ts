import { readFileSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { listProjectFiles } from "./list-files.ts";
import { projectRoot } from "./run-tool.ts";

// Assembled from parts: this file is searched like every other.
const words = (...parts: readonly string[]) => parts.join("");
const places = [
  words("(?<![\\w.-])/work/", "(main|shared|[.]library)\\b"),
  words("(?<![\\w.-])/ro", "ot/"),
  words("bash_", "jobs"),
  words("sha", "red/(design|knowledge|eval|tools|hooks|reference-reviews)\\b"),
  words("model-", "bridge"),
  words("house-", "style[.]md"),
];

let files: readonly string[] = [];
beforeAll(async () => {
  files = await listProjectFiles();
});

const isText = (content: Buffer) => !content.includes(0);

function findMatches(pattern: RegExp): readonly string[] {
  return files.flatMap((path) => {
    if (!statSync(join(projectRoot, path)).isFile()) return [];
    const content = readFileSync(join(projectRoot, path));
    const match = isText(content) ? pattern.exec(content.toString("utf8")) : null;
    return match === null ? [] : [`${path}: ${match[0]}`];
  });
}

describe("no file of the project", () => {
  it("is left out of this search", () => {
    expect(files).toEqual(
      expect.arrayContaining(["package.json", "package-lock.json", "src/domain/finding.ts"]),
    );
  });

  it.each(places)("names the place where it was written: %s", (place) => {
    expect(findMatches(new RegExp(place))).toEqual([]);
  });

  it("names the home folder or the package host of the machine that runs this test", () => {
    const registry = process.env["npm_config_registry"] ?? "https://registry.npmjs.org/";
    const host = new URL(registry).host;
    const candidates = [
      host === "registry.npmjs.org" ? "" : host,
      homedir().split("/").length > 2 ? homedir() : "",
    ];
    const traces = candidates
      .filter((trace) => trace !== "")
      .map((trace) => trace.replace(/[^\w/-]/g, "[$&]"));

    expect(traces.flatMap((trace) => findMatches(new RegExp(trace)))).toEqual([]);
  });

  it("sets a package host", () => {
    expect(files.filter((path) => /(^|\/)\.(npmrc|yarnrc.*)$/.test(path))).toEqual([]);
  });
});
