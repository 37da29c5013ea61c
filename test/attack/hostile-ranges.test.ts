import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { runInProcess } from "../app/run-in-process.ts";
import { createRepository, type TemporaryRepository } from "../git/temporary-repository.ts";
import { tellFigure } from "./attack-figures.ts";

let repository: TemporaryRepository;
let fork: string;
let tip: string;

beforeEach(() => {
  repository = createRepository();
  repository.write("a.js", "export const a = 1;\n");
  fork = repository.commit();
  repository.git("checkout", "--quiet", "-b", "feature");
  repository.write("a.js", "export const a = eval(name);\n");
  tip = repository.commit();
});
afterEach(() => repository.remove());

const review = (...args: readonly string[]) =>
  runInProcess(["review", ...args, "--format", "json"], { directory: repository.directory });

describe("a name that means two things", () => {
  const traps: Readonly<Record<string, () => readonly [string, string]>> = {
    "a tag called like the base branch": () => {
      repository.git("tag", "main", tip);
      return ["main...feature", '"main"'];
    },
    "a tag called like the branch under review": () => {
      repository.git("tag", "feature", fork);
      return ["main...feature", '"feature"'];
    },
    "a branch called like a tag, a step back from it": () => {
      repository.git("tag", "-a", "v1", "-m", "v1", tip);
      repository.git("branch", "v1", fork);
      return ["v1~1..feature", '"v1~1"'];
    },
    "a tag called like the beginning of a commit": () => {
      const short = tip.slice(0, 9);
      repository.git("tag", short, fork);
      return [short, `"${short}"`];
    },
    "warnings that somebody turned off": () => {
      repository.git("tag", "main", tip);
      repository.git("config", "core.warnAmbiguousRefs", "false");
      return ["main..feature", '"main"'];
    },
  };

  it.each(Object.entries(traps))("is not chosen between: %s", async (_, set) => {
    const [range, word] = set();
    const { code, stdout, stderr } = await review(range);
    expect([code, stdout]).toEqual([65, ""]);
    expect(stderr).toContain(`${word} means more than one thing`);
  });

  it("is understood when it is written out", async () => {
    repository.git("tag", "main", tip);
    repository.git("tag", "refs/heads/main", tip);
    repository.git("update-ref", "refs/heads/HEAD", fork);
    repository.git("update-ref", `refs/heads/${tip}`, fork);
    for (const range of ["refs/heads/main...feature", `${fork}..${tip}`, "HEAD", "@~1..@"]) {
      const { code, stdout } = await review(range);
      expect({ range, code, isShown: stdout.includes("a.js") }).toEqual({ range, code: 2, isShown: true });
    }
    tellFigure({ row: "E2", tried: `${Object.keys(traps).length} names that mean two things: none chosen` });
  });
});

describe("a range without a difference", () => {
  it.each(["main...main", "feature..feature", "feature...main", "HEAD..HEAD"])(
    "is no change without defects: %s",
    async (range) => {
      const { code, stdout, stderr } = await review(range);
      expect([code, stdout]).toEqual([65, ""]);
      expect(stderr).toContain(`the diff is empty (${range}), so there is nothing to review`);
    },
  );

  it("is no change without defects when it is one commit that changes nothing", async () => {
    repository.git("commit", "--quiet", "--allow-empty", "-m", "nothing");
    expect((await review("HEAD")).code).toBe(65);
  });
});
