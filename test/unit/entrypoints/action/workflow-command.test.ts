import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RepoPath } from "../../../../src/domain/change-set.ts";
import { composeAnnotations } from "../../../../src/entrypoints/action/annotate.ts";
import { composeCommand } from "../../../../src/entrypoints/action/workflow-command.ts";

describe("a workflow command", () => {
  it.each([
    [{ file: "a,b:c%.ts", line: 3 }, "one\ntwo\r%", "::error file=a%2Cb%3Ac%25.ts,line=3::one%0Atwo%0D%25"],
    [{}, "::set-output name=a::b", "::error::::set-output name=a::b"],
    [{ title: "##[add-mask]x" }, "##[add-mask]x", "::error title=# #[add-mask]x::# #[add-mask]x"],
    [{}, "a\ud800b", "::error::a\ufffdb"],
  ])("with %j and %j is %s", (properties, text, line) => {
    expect(composeCommand("error", properties, text)).toBe(line);
  });

  it("is one line, whatever stands in it", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "binary" }), (title, text) => {
        const line = composeCommand("notice", { title }, text);
        expect(line).toMatch(/^::notice title=[^\r\n:,]*::[^\r\n]*$/);
        expect(line).not.toContain("##[");
      }),
    );
  });

  it("masks the very secret", () => {
    expect(composeCommand("add-mask", {}, "##[a]%")).toBe("::add-mask::##[a]%25");
  });
});

describe("annotations", () => {
  it("are as many of each level as GitHub shows, the first ones", () => {
    const annotations = (["failure", "warning", "notice"] as const).flatMap((level) =>
      Array.from({ length: 12 }, (_, index) => ({
        path: RepoPath.parse("a.ts"),
        startLine: index + 1,
        endLine: index + 1,
        level,
        title: "t",
        message: "m",
      })),
    );
    const lines = composeAnnotations(annotations);

    expect(lines).toHaveLength(30);
    expect(lines[0]).toBe("::error file=a.ts,line=1,endLine=1,title=t::m");
    expect(lines.at(-1)).toBe("::notice file=a.ts,line=10,endLine=10,title=t::m");
  });
});
