import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, expect, it } from "vitest";
import { listFolder } from "./list-files.ts";
import { projectRoot } from "./run-tool.ts";

const forbiddenName =
  /^(utils?|help(er)?s?|common|misc|manager|service|processor|data|info|index|handle.*)$/i;

const code = [".ts", ".mjs"];
const read = (path: string) => readFileSync(join(projectRoot, path), "utf8");
const countLines = (path: string) => read(path).split("\n").length - 1;
const tooLong = (folder: string, limit: number) =>
  listFolder(folder, code)
    .map((path) => ({ path, lines: countLines(path) }))
    .filter(({ lines }) => lines > limit);

describe("the budgets", () => {
  it("keep every file in src within 250 lines", () => {
    expect(tooLong("src", 250)).toEqual([]);
  });

  it("keep every test file within 400 lines", () => {
    expect(tooLong("test", 400)).toEqual([]);
  });
});

describe("names", () => {
  it("of files say what is in them", () => {
    const names = [...listFolder("src", code), ...listFolder("test", code)];

    expect(names.filter((path) => forbiddenName.test(basename(path).split(".")[0] ?? ""))).toEqual([]);
  });

  it("of exported types say what they are", () => {
    const exportedTypes = listFolder("src", [".ts"]).flatMap((path) =>
      [...read(path).matchAll(/^export (?:interface|type|class|abstract class) (\w+)/gm)].map(
        (match) => match[1] ?? "",
      ),
    );

    expect(exportedTypes.length).toBeGreaterThanOrEqual(30);
    expect(exportedTypes.filter((name) => forbiddenName.test(name) || /(Impl|Schema)$/.test(name))).toEqual(
      [],
    );
  });
});

describe("modules", () => {
  it("of src are not replaced by mocks in any test", () => {
    const banned = new RegExp(["vi[.]", "(mock|doMock|hoisted)[(]"].join(""));

    expect(listFolder("test", [".ts"]).filter((path) => banned.test(read(path)))).toEqual([]);
  });
});
