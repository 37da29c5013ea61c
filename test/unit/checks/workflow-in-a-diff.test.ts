// biome-ignore-all lint/suspicious/noTemplateCurlyInString: expressions of GitHub workflows
import { describe, expect, it } from "vitest";
import { findDangerousWorkflow } from "../../../src/checks/find-dangerous-workflow.ts";
import { buildChange, type Known } from "../../fakes/build-change.ts";

const PATH = ".github/workflows/ci.yml";
const filler = Array.from({ length: 12 }, (_, at) => `# line ${at}`);

function run(base: readonly string[], head: readonly string[], known: Known = "diff"): string[] {
  const change = buildChange([{ path: PATH, base: base.join("\n"), head: head.join("\n") }], known);
  return findDangerousWorkflow(change).map(
    (one) => `${one.rule} @ ${one.place.side} ${one.place.startLine} ${one.severity} ${one.confidence}`,
  );
}

const STEPS = ["    steps:", "      - name: Build", "        run: make"];

describe("findDangerousWorkflow with hunks only", () => {
  it("reads an injection in a script block whose triggers are out of sight", () => {
    const added = ["      - run: |", "          echo ${{ github.event.issue.title }}"];
    expect(run(["on: issues", ...filler, ...STEPS], ["on: issues", ...filler, ...STEPS, ...added])).toEqual([
      "workflow.script-injection @ RIGHT 18 high pattern",
    ]);
  });

  it("does not take an environment variable for a script", () => {
    const added = ["        env:", "          TITLE: ${{ github.event.issue.title }}"];
    expect(run([...filler, ...STEPS], [...filler, ...STEPS, ...added])).toEqual([]);
  });

  it("sees a privileged checkout when trigger and checkout are both in sight", () => {
    const head = [
      "on:",
      "  pull_request_target:",
      ...filler,
      ...STEPS,
      "      - uses: actions/checkout@v4",
      "        with:",
      "          ref: ${{ github.event.pull_request.head.sha }}",
      "      - run: npm ci",
    ];
    expect(run(["on:", ...filler, ...STEPS], head)).toEqual([
      "workflow.untrusted-checkout @ RIGHT 20 critical pattern",
    ]);
  });

  it("sees a loosened pin and a new third-party action", () => {
    const sha = "0123456789abcdef0123456789abcdef01234567";
    const base = [...filler, "    steps:", `      - uses: a/b@${sha}`];
    const head = [...filler, "    steps:", "      - uses: a/b@v2", "      - uses: c/d@main"];
    expect(run(base, head)).toEqual([
      "workflow.pin-removed @ RIGHT 14 medium certain",
      "workflow.unpinned-action @ RIGHT 15 medium certain",
    ]);
  });

  it("sees a removed permissions block and a new write-all", () => {
    expect(run(["permissions:", "  contents: read", ...filler], filler)).toEqual([
      "workflow.permissions-removed @ LEFT 1 medium pattern",
    ]);
    expect(run(filler, ["permissions: write-all", ...filler])).toEqual([
      "workflow.write-all @ RIGHT 1 medium certain",
    ]);
  });

  it("does not take a permission for an event of the same name", () => {
    const head = ["on: push", "permissions:", "  contents: write", "  issues: write", ...filler];
    expect(run(["on: push", ...filler], head)).toEqual([]);
  });

  it("is silent on an ordinary change", () => {
    expect(run([...filler, ...STEPS], [...filler, ...STEPS, "      - run: make test"])).toEqual([]);
  });

  it("reads a broken whole text line by line", () => {
    const head = ["on: issues", "jobs: [", "  steps:", "    - run: echo ${{ github.event.issue.title }}"];
    expect(run(["on: issues"], head, "whole")).toEqual(["workflow.script-injection @ RIGHT 4 high certain"]);
  });
});

const HOSTILE: readonly (readonly [string, string])[] = [
  ["brackets 20,000 deep", `on: ${"[".repeat(20_000)}`],
  ["maps 20,000 deep", Array.from({ length: 20_000 }, (_, at) => `${" ".repeat(at % 3000)}a:`).join("\n")],
  ["sequences 20,000 deep on a line", `jobs:\n  ${"- ".repeat(20_000)}x`],
  [
    "an alias bomb",
    [
      "a: &a [x, x, x, x, x, x, x, x, x]",
      ...Array.from({ length: 30 }, (_, at) => `b${at}: &b${at} [*a, *a, *a, *b${Math.max(0, at - 1)}]`),
      "jobs: *b29",
    ].join("\n"),
  ],
  [
    "aliases of steps in many jobs",
    `jobs:\n  a:\n    steps: &s\n${"      - run: x\n".repeat(900)}${Array.from({ length: 900 }, (_, at) => `  j${at}: { steps: *s }\n`).join("")}`,
  ],
  ["an alias that names itself", "jobs: &a\n  x: *a\n"],
  ["expressions that never close", `jobs:\n  a:\n    steps:\n      - run: "${"${{ ".repeat(50_000)}"`],
  ["a megabyte of one line", `jobs:\n  a:\n    steps:\n      - run: curl ${"| ".repeat(500_000)}`],
  ["a megabyte of open quotes", `jobs: "${'\\"'.repeat(500_000)}`],
  ["a megabyte of keys", "a: b\n".repeat(200_000)],
  ["control characters", "jobs:\u0000\u0007\ufeff\ud800: ${{\n\r\t"],
  ["tags and directives", "%YAML 9.9\n--- !!js/function\njobs: !!binary |\n  ????\n"],
];

describe("findDangerousWorkflow on hostile texts", () => {
  it.each(HOSTILE)("survives %s", (_name, head) => {
    const started = performance.now();
    for (const known of ["whole", "diff"] as const) {
      expect(
        Array.isArray(findDangerousWorkflow(buildChange([{ path: PATH, base: "on: push\n", head }], known))),
      ).toBe(true);
    }
    expect(performance.now() - started).toBeLessThan(8000);
  });
});
