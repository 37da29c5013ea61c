import { describe, expect, it } from "vitest";
import { parseOrganisationPolicy, parseReviewPolicy } from "../../src/config/review-policy.ts";
import { compileGlobs } from "../../src/review/select/compile-globs.ts";
import { openAppScene, safeQuery, unsafeQuery } from "../app/github/open-app-scene.ts";
import { conclusions, verdicts } from "../app/github/show-conversation.ts";
import { tellFigure } from "./attack-figures.ts";
import { leastMs, longestMs } from "./least-ms.ts";
import { watchLoad } from "./watch-load.ts";

const megabyte = 1024 * 1024;
const lines = (count: number, line: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => line(index)).join("\n");
const bomb = (width: number, depth: number) =>
  lines(depth, (index) =>
    index === 0
      ? `a0: &a0 [${"x,".repeat(width)}x]`
      : `a${index}: &a${index} [${`*a${index - 1},`.repeat(width)}*a${index - 1}]`,
  );

const files: Readonly<Record<string, string>> = {
  "600 KB of keys": lines(60_000, (index) => `k${index}: 1`),
  "600 KB of one text": `language: ${"x".repeat(600 * 1024)}`,
  "32 KB of keys": lines(3_200, (index) => `k${index}: 1`).slice(0, 32_768),
  "32 KB of keys below a key": `triggers:\n${lines(2_700, (index) => `  k${index}: 1`)}`.slice(0, 32_768),
  "32 KB of keys in braces": `{${lines(3_000, (index) => `k${index}: 1,`)}`.slice(0, 32_767).concat("}"),
  "20,000 open brackets": "[".repeat(20_000),
  "20,000 open braces": "{a: ".repeat(8_000),
  "16,000 brackets that close": `${"[".repeat(16_000)}${"]".repeat(16_000)}`,
  "a list in a list in a list": lines(250, (index) => `${"  ".repeat(index / 2)}- - a`).slice(0, 32_768),
  "deep keys": lines(240, (index) => `${" ".repeat(index)}k:`).slice(0, 32_768),
  "an alias bomb of ten levels": bomb(10, 10),
  "an alias bomb of two levels": bomb(2_000, 2),
  "an alias to itself": "a: &a [*a]",
  "a merge key": "a: &a {depth: quick}\n<<: *a",
  "30,000 anchors": lines(2_000, (index) => `a${index}: &x${index} 1`),
  "a prototype": "__proto__: {depth: quick}\nconstructor: {prototype: {depth: quick}}",
  "a tag of another language": "depth: !!js/function >\n  function () { process.exit() }",
  "a thousand documents": "---\ndepth: quick\n".repeat(1_000),
  "comments only": `# ${"x ".repeat(15_000)}`,
  "open quotes": `depth: "${"\\x41".repeat(8_000)}`,
  "folded blanks": `depth: >\n${" ".repeat(30_000)}x`,
  "a block of colons": ":".repeat(30_000),
  "question marks": "? ".repeat(15_000),
  "broken UTF-8 and nothing else": "\uFFFD\u0000\uD800".repeat(3_000),
};

describe("a configuration", () => {
  it("of any size and depth is read or refused in little time and memory", () => {
    const load = watchLoad();
    const times = Object.entries(files).map(([name, text]) => {
      const ms = leastMs(() => {
        const readings = [parseReviewPolicy(text), parseOrganisationPolicy(text)];
        const isSafe = readings.every((reading) => reading.kind === "valid" || reading.problems.length > 0);
        expect({ name, isSafe }).toEqual({ name, isSafe: true });
      });
      return { name, ms };
    });
    const figures = load.stop();
    const worst = times.toSorted((one, two) => two.ms - one.ms)[0]!;
    // Both readings, on a machine that may be busy; the limit of one is a tenth of a second.
    expect(times.filter(({ ms }) => ms > 2.5 * longestMs)).toEqual([]);
    expect(figures.grownBytes).toBeLessThan(800 * megabyte);
    expect(Object.getPrototypeOf({})).not.toHaveProperty("depth");
    tellFigure({
      row: "E4",
      tried: `${times.length} configurations, each read twice: at worst ${Math.round(worst.ms)} ms (${worst.name}); ${figures.text}`,
    });
  });

  it("that was broken on purpose is told in the review, which goes on with the defaults", async () => {
    const policy = files["an alias bomb of ten levels"]!;
    await using scene = await openAppScene({
      files: { "src/find.js": safeQuery, ".github/assay.yml": policy },
    });
    const pull = await scene.repository.openPullRequest({
      branch: "feature",
      files: { "src/find.js": unsafeQuery },
    });
    await scene.app.idle();
    expect([verdicts(pull), conclusions(pull)]).toEqual([
      ["1 security defect is detected in the code."],
      ["failure"],
    ]);
    expect(pull.reviews()[0]?.body).toContain("assay.yml");
  });
});

describe("a configuration that names another repository", () => {
  it.each([
    "_extends: octo-org/secrets:assay.yml",
    "extends: ../secrets",
    "include: ['octo-org/secrets:**']",
  ])("reads nothing there: %s", async (policy) => {
    await using scene = await openAppScene({
      files: { "src/find.js": safeQuery, ".github/assay.yml": `${policy}\n` },
    });
    const { github, repository, app } = scene;
    const other = github.repository({
      fullName: "octo-org/secrets",
      files: { "assay.yml": "fail-on: never\n", ".github/assay.yml": "fail-on: never\n" },
    });
    await repository.openPullRequest({ branch: "feature", files: { "src/find.js": unsafeQuery } });
    await app.idle();
    const texts = github.calls.map(({ path, body }) => `${path} ${JSON.stringify(body)}`);
    expect(
      texts.filter((text) => text.includes("secrets") || text.includes(`/repositories/${other.id}/`)),
    ).toEqual([]);
  });
});

describe("a configuration that is a symbolic link", () => {
  it("is not followed, and the review says so", async () => {
    await using scene = await openAppScene({
      files: {
        "src/find.js": safeQuery,
        "secret.yml": "fail-on: never\nexclude: ['**']\n",
        ".github/assay.yml": { mode: "120000", text: "../secret.yml" },
      },
    });
    const pull = await scene.repository.openPullRequest({
      branch: "feature",
      files: { "src/find.js": unsafeQuery },
    });
    await scene.app.idle();
    expect([verdicts(pull), conclusions(pull)]).toEqual([
      ["1 security defect is detected in the code."],
      ["failure"],
    ]);
    expect(pull.reviews()[0]?.body).toContain("symbolic link");
    tellFigure({ row: "E2", tried: "a linked configuration: refused, told, defaults used" });
  });
});

describe("a glob that is made to be slow", () => {
  const patterns = [
    "*(a*)*(a*)*(a*)b",
    "*a*a*a*a*a*a*a*a*a*a*a*a*b",
    "**/*a**/*a**/*a**/*a**/b",
    `${"**/".repeat(60)}b`,
    `${"?*".repeat(90)}b`,
    `${"{a,b}".repeat(40)}`,
    `${"[!a]*".repeat(40)}`,
    `${"{a*,".repeat(48)}b`,
    "+(a|aa)+(a|aa)+(a|aa)+(a|aa)b",
    `${"*".repeat(199)}b`,
    "(a+)+$",
    `${"[".repeat(200)}`,
  ];
  const paths = [
    "a".repeat(29),
    "a".repeat(4_000),
    "a/".repeat(2_000),
    `${"a/".repeat(60)}c`,
    "ab".repeat(2_000),
  ];

  it("ends at once, against every path", () => {
    const times = patterns.flatMap((pattern) =>
      paths.map((path) => {
        const ms = leastMs(() => compileGlobs([pattern])(path));
        return { pattern, length: path.length, ms };
      }),
    );
    const worst = times.toSorted((one, two) => two.ms - one.ms)[0]!;
    expect(times.filter(({ ms }) => ms > 100)).toEqual([]);
    tellFigure({
      row: "E3",
      tried: `${times.length} pairs of pattern and path: at worst ${worst.ms.toFixed(1)} ms (${worst.pattern.slice(0, 30)}, ${worst.length} characters)`,
    });
  });
});
