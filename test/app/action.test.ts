import { generateKeyPairSync } from "node:crypto";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkCodeScanning } from "../contract/check-code-scanning.ts";
import { json } from "../fakes/model-replies.ts";
import { always, type ModelServer, startModelServer } from "../fakes/model-server.ts";
import { createRepository, type TemporaryRepository } from "../git/temporary-repository.ts";
import { answeredDefect, readingModel } from "./answers.ts";
import { declared, runStep, runStepAsProcess, type Step, type StepRun } from "./workflow-runner.ts";

const query = 'rows = database.execute("SELECT * FROM t WHERE id = " + request.args["id"])';
const key = ["sk", "action", "k".repeat(24)].join("-");
const zeros = "0".repeat(40);
const defect = "1 security defect is detected in the code.";

/** main — one harmless commit — feature with the defect; main has moved on since. */
let origin: TemporaryRepository;
let server: ModelServer;
let folder: string;
const commits = { root: "", base: "", fork: "", head: "" };

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "assay-action-"));
  origin = createRepository();
  const { write, commit, git } = origin;
  // As GitHub: any commit that a ref reaches can be fetched by its name.
  git("config", "uploadpack.allowReachableSHA1InWant", "true");
  write("app.py", "import database\n");
  commits.root = commit("root");
  git("checkout", "--quiet", "-b", "feature");
  write("tools.py", "limit = 3\n");
  commits.fork = commit("harmless");
  write("app.py", `import database\n${query}\n`);
  write(".github/assay.yml", "fail-on: never\n");
  commits.head = commit("defect");
  git("update-ref", "refs/pull/7/head", commits.head);
  git("checkout", "--quiet", "main");
  write("README.md", "# A shop\n");
  commits.base = commit("main moves on");
  server = await startModelServer(
    readingModel((question) => {
      const file = /^file (\d+) [^\n]*app\.py/m.exec(question)?.[1];
      return question.includes(query) ? [answeredDefect({ file: Number(file), quote: query, line: 2 })] : [];
    }),
  );
});

afterAll(async () => {
  await server.close();
  origin.remove();
  rmSync(folder, { recursive: true, force: true });
});

const repository = { id: 1, default_branch: "main" };
const pullRequest = (headRepository: object | null = { id: 1 }) => ({
  number: 7,
  pull_request: {
    title: "::error::a title\n::set-output name=verdict::no-defects",
    base: { sha: commits.base, repo: { id: 1 } },
    head: { sha: commits.head, repo: headRepository },
  },
  repository,
});
const withModel = () => ({ "api-key": key, "base-url": server.url, model: "gpt-test" });
const step = (event: string, payload: unknown, others: Partial<Step> = {}): Step => ({
  workspace: origin.directory,
  event,
  payload,
  with: withModel(),
  ...others,
});
/** A clone of one commit of a branch, as actions/checkout makes it unless told otherwise. */
function cloneShallow(name: string, branch = "main"): string {
  const directory = join(folder, name);
  origin.git("clone", "--quiet", "--depth=1", "--branch", branch, `file://${origin.directory}`, directory);
  return directory;
}
const errorsOf = ({ commands }: StepRun) => commands.filter(({ name }) => name === "error");
const changedFiles = ({ log }: StepRun) => /of (\d+) files?/.exec(log)?.[1];

describe("the action", () => {
  it("is declared for Node 24 with the inputs and outputs that it knows", () => {
    expect(declared).toEqual({
      using: "node24",
      inputs: [
        ...["api-key", "base-url", "model", "depth", "fail-on", "max-cost-usd", "sarif-file", "annotations"],
        ...["allow-inconclusive", "base", "head", "path"],
      ],
      outputs: ["verdict", "findings", "sarif-file"],
    });
  });

  it("run as a runner runs it, tells a defect in log, annotation, summary, outputs and SARIF", async () => {
    const run = await runStepAsProcess(step("pull_request", pullRequest()));

    expect({ code: run.code, masks: run.masks, outputs: run.outputs }).toEqual({
      code: 1,
      masks: [key],
      outputs: {
        verdict: "defects",
        findings: "1",
        "sarif-file": expect.stringMatching(/temp.assay\.sarif$/),
      },
    });
    expect(run.commands).toEqual([
      {
        name: "error",
        properties: { file: "app.py", line: "2", endLine: "2", title: `High: ${answeredDefect().title}` },
        data: expect.stringContaining("What is wrong: The parameter of the request"),
      },
    ]);
    expect(run.log).toContain(defect);
    expect(run.log.split("\n").filter((line) => line.includes(key))).toEqual([`::add-mask::${key}`]);
    expect(run.summary).toContain(`## ${defect}`);
    expect(run.summary).not.toContain(key);
    expect(checkCodeScanning(run.sarif ?? "")).toEqual([]);
    expect(JSON.parse(run.sarif ?? "").runs[0].results).toHaveLength(1);
  });
});

describe("the change of an event", () => {
  it.each<[string, () => Partial<Step> & Pick<Step, "event" | "payload">, number, string | undefined]>([
    ["a pull request", () => ({ event: "pull_request", payload: pullRequest() }), 1, "3"],
    [
      "a pull request, in the rights of its base",
      () => ({ event: "pull_request_target", payload: pullRequest() }),
      1,
      "3",
    ],
    [
      "a push",
      () => ({
        event: "push",
        payload: { before: commits.root, after: commits.fork, repository },
        ref: "refs/heads/feature",
      }),
      0,
      "1",
    ],
    [
      "the first push of a branch",
      () => ({
        event: "push",
        payload: { before: zeros, after: commits.head, repository },
        ref: "refs/heads/feature",
      }),
      1,
      "3",
    ],
    [
      "a forced push, whose past is gone",
      () => ({
        event: "push",
        payload: { before: "ab".repeat(20), after: commits.head, forced: true, repository },
        ref: "refs/heads/feature",
      }),
      1,
      "3",
    ],
    [
      "a merge queue",
      () => ({
        event: "merge_group",
        payload: { merge_group: { base_sha: commits.base, head_sha: commits.head } },
      }),
      1,
      "3",
    ],
    [
      "a run by hand on a branch",
      () => ({
        event: "workflow_dispatch",
        payload: { repository },
        sha: commits.fork,
        ref: "refs/heads/feature",
      }),
      0,
      "1",
    ],
    [
      "a run by hand with both ends",
      () => ({
        event: "workflow_dispatch",
        payload: {},
        with: { ...withModel(), base: "main", head: commits.fork },
      }),
      0,
      "1",
    ],
    [
      "a schedule with both ends",
      () => ({
        event: "schedule",
        payload: {},
        with: { ...withModel(), base: commits.root, head: "feature" },
      }),
      // The end that the workflow names has the policy: it never fails there.
      1,
      "3",
    ],
  ])("%s", async (_name, make, code, files) => {
    const full = join(folder, `full-${commits.base.slice(0, 8)}`);
    if (!existsSync(full)) {
      origin.git("clone", "--quiet", `file://${origin.directory}`, full);
      origin.git("-C", full, "branch", "--quiet", "feature", "origin/feature");
    }
    const { event, payload, ...others } = make();
    const run = await runStep(step(event, payload, { workspace: full, ...others }));

    expect(errorsOf(run).filter(({ properties }) => properties["file"] === undefined)).toEqual([]);
    expect({ code: run.code, files: changedFiles(run) }).toEqual({ code, files });
    expect(run.outputs["verdict"]).toBe(code === 1 ? "defects" : "no-defects");
  });

  it("is fetched where a shallow clone lacks it, and nothing of it is ever checked out", async () => {
    const workspace = cloneShallow("target");
    const run = await runStep(step("pull_request_target", pullRequest({ id: 2 }), { workspace }));

    expect({ code: run.code, files: changedFiles(run) }).toEqual({ code: 1, files: "3" });
    expect(existsSync(join(workspace, "tools.py"))).toBe(false);
    expect(origin.git("-C", workspace, "status", "--porcelain")).toBe("");
    expect(origin.git("-C", workspace, "rev-parse", "HEAD")).toBe(commits.base);
  });

  it("is missed with a clear word where it cannot be fetched", async () => {
    const workspace = cloneShallow("cut off");
    origin.git("-C", workspace, "remote", "remove", "origin");
    const run = await runStep(step("pull_request", pullRequest(), { workspace }));

    expect(run.code).toBe(65);
    expect(errorsOf(run).map(({ data }) => data)).toEqual([
      expect.stringMatching(/^The history of this shallow clone ends before .* fetch-depth: 0/),
    ]);
    expect(run.summary).toMatch(/^## Inconclusive\.\n\n/);
    expect(run.outputs).toEqual({ verdict: "inconclusive", findings: "0", "sarif-file": "" });
  });

  it.each([
    ["a schedule", "schedule", {}, "The event schedule brings no change to review."],
    ["a pull request without commits", "pull_request", { pull_request: {} }, "does not name its commits"],
    ["an event of any shape", "push", [1], "does not name its commits"],
  ])("is missing in %s, and the step says so", async (_name, event, payload, told) => {
    const run = await runStep(step(event, payload));

    expect(run.code).toBe(65);
    expect(errorsOf(run).map(({ data }) => data)).toEqual([expect.stringContaining(told)]);
  });

  it("is nothing when a branch is deleted", async () => {
    const run = await runStep(
      step("push", { deleted: true, before: commits.head, after: zeros, repository }),
    );

    expect({ code: run.code, commands: run.commands.map(({ name, data }) => `${name}: ${data}`) }).toEqual({
      code: 0,
      commands: ["notice: There is nothing to review: A branch was deleted."],
    });
  });
});

describe("what cannot be reviewed", () => {
  it("of a fork without a key gets the deterministic checks, and the step says so", async () => {
    const run = await runStep(step("pull_request", pullRequest({ id: 2 }), { with: {} }));

    expect({ code: run.code, masks: run.masks, verdict: run.outputs["verdict"] }).toEqual({
      code: 2,
      masks: [],
      verdict: "inconclusive",
    });
    expect(run.summary).toContain("comes from a fork, and GitHub gives its workflows no secrets");
    expect(errorsOf(run).map(({ properties }) => properties["title"])).toEqual(["Assay: inconclusive"]);
  });

  it("passes with a warning where the workflow allows it, unless something certain was found", async () => {
    const { write, commit, git } = origin;
    const harmless = await runStep(
      step("pull_request", pullRequest({ id: 2 }), { with: { "allow-inconclusive": "true" } }),
    );
    git("checkout", "--quiet", "-b", "leak", commits.fork);
    const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    write("server.key", privateKey.export({ type: "pkcs8", format: "pem" }));
    const leak = commit("leak");
    git("checkout", "--quiet", "main");
    const leaking = await runStep(
      step(
        "push",
        { before: commits.fork, after: leak, repository },
        { with: { "allow-inconclusive": "true" } },
      ),
    );

    expect({ code: harmless.code, names: harmless.commands.map(({ name }) => name) }).toEqual({
      code: 0,
      names: ["warning"],
    });
    expect({ code: leaking.code, findings: leaking.outputs["findings"] }).toEqual({ code: 1, findings: "1" });
  });

  it("fails the step when the model does", async () => {
    await using broken = await startModelServer(always(json(400, { error: { message: "no" } })));
    const run = await runStep(
      step("pull_request", pullRequest(), { with: { ...withModel(), "base-url": broken.url } }),
    );

    expect({ code: run.code, verdict: run.outputs["verdict"] }).toEqual({ code: 2, verdict: "inconclusive" });
    expect(run.summary).toContain("## Inconclusive.");
  });

  it("is told all at once when the inputs are wrong", async () => {
    const wrong = { depth: "deep", "fail-on": "all", annotations: "yes", base: "a..b", "max-cost-usd": "-1" };
    const run = await runStep(step("pull_request", pullRequest(), { with: wrong }));
    const [told] = errorsOf(run).map(({ data }) => data);

    expect(run.code).toBe(78);
    for (const name of Object.keys(wrong)) expect(told).toContain(`${name}: `);
  });
});

describe("a limit of the cost", () => {
  it("that cannot be kept is refused before anything is asked", async () => {
    const asked = server.requests.length;
    const run = await runStep(
      step("pull_request", pullRequest(), { with: { ...withModel(), "max-cost-usd": "0.5" } }),
    );

    expect({ code: run.code, asked: server.requests.length - asked }).toEqual({ code: 78, asked: 0 });
    expect(errorsOf(run).map(({ data }) => data)).toEqual([
      expect.stringContaining("The price of gpt-test is not known, so a cost limit of $0.5 cannot be kept."),
    ]);
  });
});

describe("the policy", () => {
  it("of the base counts, and what the change says of itself does not", async () => {
    const { write, commit, git } = origin;
    git("checkout", "--quiet", "-b", "lenient", commits.root);
    write(".github/assay.yml", "fail-on: never\ndepth: quick\n");
    const base = commit("policy");
    write(".github/assay.yml", "fail-on: low\nexclude: ['**']\n");
    write("app.py", `import database\n${query}\n`);
    const head = commit("defect and another policy");
    git("checkout", "--quiet", "main");
    const payload = { merge_group: { base_sha: base, head_sha: head } };
    const lenient = await runStep(step("merge_group", payload));
    const strict = await runStep(
      step("merge_group", payload, { with: { ...withModel(), "fail-on": "high" } }),
    );

    expect([lenient.code, lenient.outputs["findings"], strict.code]).toEqual([0, "1", 1]);
    expect(lenient.log).toContain("depth quick");
  });

  it("with mistakes is not followed, and each is marked in its file", async () => {
    const { write, commit, git } = origin;
    git("checkout", "--quiet", "-b", "mistaken", commits.root);
    write(".github/assay.yml", "depth: deep\n");
    const base = commit("mistake");
    write("tools.py", "limit = 4\n");
    const head = commit("harmless");
    git("checkout", "--quiet", "main");
    const run = await runStep(step("merge_group", { merge_group: { base_sha: base, head_sha: head } }));

    expect(run.commands).toEqual([
      {
        name: "warning",
        properties: { file: ".github/assay.yml", line: "1", endLine: "1", title: "Assay configuration" },
        data: expect.stringContaining("depth: "),
      },
    ]);
    expect(run.summary).toContain("is not followed until this is repaired");
  });
});

describe("the files of a step", () => {
  it("hold the SARIF file where the workflow wants it, and the step fails where it cannot be written", async () => {
    const written = await runStep(
      step("pull_request", pullRequest(), {
        with: { ...withModel(), "sarif-file": join(folder, "a.sarif") },
        environment: { RUNNER_TEMP: folder },
      }),
    );
    const harmless = { merge_group: { base_sha: commits.root, head_sha: commits.fork } };
    const refused = await runStep(
      step("merge_group", harmless, { with: { ...withModel(), "sarif-file": "missing/a.sarif" } }),
    );

    expect(written.outputs["sarif-file"]).toBe(join(folder, "a.sarif"));
    expect([refused.code, refused.outputs["sarif-file"]]).toEqual([73, ""]);
  });

  it("may be unreadable without looking like a clean review", async () => {
    const broken = join(folder, "event.json");
    writeFileSync(broken, "{");
    const run = await runStep(step("push", {}, { environment: { GITHUB_EVENT_PATH: broken } }));

    expect([run.code, run.outputs["verdict"]]).toEqual([65, "inconclusive"]);
  });
});
