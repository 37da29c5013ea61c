import { execFileSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type ModelServer, startModelServer } from "../fakes/model-server.ts";
import { createRepository, type TemporaryRepository } from "../git/temporary-repository.ts";
import { readingModel } from "./answers.ts";
import { runStep, type Step, type StepRun } from "./workflow-runner.ts";

const unsafe = "import db\ndef get(id):\n    return db.run('SELECT * FROM t WHERE id=' + id)  # UNSAFE\n";
const repaired = "import db\ndef get(id):\n    return db.run('SELECT * FROM t WHERE id=?', id)\n";
const zeros = "0".repeat(40);

let server: ModelServer;
let folder: string;
let origin: TemporaryRepository;
/** Whether the model was shown the unsafe line since the test began. */
let isShown = false;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "assay-ranges-"));
  server = await startModelServer(
    readingModel((question) => {
      isShown ||= question.includes("UNSAFE");
      return [];
    }),
  );
});
beforeEach(() => {
  isShown = false;
  origin = createRepository();
  origin.git("config", "uploadpack.allowReachableSHA1InWant", "true");
});
afterEach(() => origin.remove());
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

const payloadOf = (others: object, defaultBranch = "main") => ({
  ...others,
  repository: { id: 1, default_branch: defaultBranch },
});
const withModel = () => ({ "api-key": "k".repeat(20), "base-url": server.url, model: "gpt-test" });
const run = (step: Omit<Step, "workspace"> & { readonly workspace?: string }): Promise<StepRun> =>
  runStep({ workspace: origin.directory, with: withModel(), ...step });
const errorsOf = ({ commands }: StepRun) =>
  commands.filter(({ name }) => name === "error").map(({ data }) => data);

/** A clone of one commit, as actions/checkout makes it unless told otherwise. */
function cloneShallow(branch: string, depth = 1): string {
  const directory = mkdtempSync(join(folder, "clone-"));
  const options = ["--quiet", `--depth=${depth}`, "--branch", branch];
  origin.git("clone", ...options, `file://${origin.directory}`, directory);
  return directory;
}
/** What a runner says of the repository that `origin` is. */
const ownRepository = () => ({
  GITHUB_SERVER_URL: `file://${dirname(origin.directory)}`,
  GITHUB_REPOSITORY: basename(origin.directory),
});

/** Main repairs a file; the feature merges the repair and takes it back. */
function takeRepairBack(): { readonly root: string; readonly repair: string; readonly head: string } {
  const { git, write, commit } = origin;
  write("app.py", unsafe);
  const root = commit("root");
  git("checkout", "--quiet", "-b", "feature");
  write("early.py", "limit = 3\n");
  commit("early");
  git("checkout", "--quiet", "main");
  write("app.py", repaired);
  write(".github/assay.yml", "depth: quick\n");
  const repair = commit("repair");
  git("checkout", "--quiet", "feature");
  git("merge", "--quiet", "--strategy=ours", "--no-edit", "main");
  return { root, repair, head: git("rev-parse", "HEAD") };
}

describe("a pull request whose event names an old base", () => {
  const event = (base: string, head: string) =>
    payloadOf({ pull_request: { base: { sha: base, ref: "main" }, head: { sha: head } } });

  it("is compared with its base branch as it is now, and the policy is read there", async () => {
    const { root, head } = takeRepairBack();
    const workspace = cloneShallow("feature");
    const step = await run({
      ...{ workspace, event: "pull_request", payload: event(root, head), environment: ownRepository() },
    });

    expect([step.code, isShown]).toEqual([0, true]);
    expect(step.log).toContain("The base branch has moved since the event");
    expect(step.log).toContain("depth quick");
  });

  it("is compared with that commit where the branch cannot be fetched, and says so", async () => {
    const { root, head } = takeRepairBack();
    const workspace = cloneShallow("feature");
    const payload = payloadOf({ pull_request: { base: { sha: root, ref: "gone" }, head: { sha: head } } });
    const step = await run({ workspace, event: "pull_request", payload, environment: ownRepository() });

    expect([step.code, isShown]).toEqual([0, false]);
    expect(step.summary).toContain("The base branch could not be fetched");
  });

  it("is not compared with the branch of another repository that the workflow checked out", async () => {
    const { repair, head, root } = takeRepairBack();
    const workspace = cloneShallow("feature");
    // In the fork, the branch of that name holds the change already.
    origin.git("update-ref", "refs/heads/main", head);
    const environment = { ...ownRepository(), GITHUB_REPOSITORY: "owner/shop" };
    const step = await run({ workspace, event: "pull_request", payload: event(repair, head), environment });

    expect([step.code, isShown, root === repair]).toEqual([0, true, false]);
    expect(step.summary).toContain(
      "The base branch was not fetched, because origin of this clone is not the",
    );
  });
});

it("a repair that is taken back stays visible where base and head merged each other crosswise", async () => {
  const { git } = origin;
  const { repair, head } = takeRepairBack();
  git("checkout", "--quiet", "--detach", repair);
  git("merge", "--quiet", "--no-ff", "--no-edit", `${head}~1`);
  const base = git("rev-parse", "HEAD");
  expect(git("merge-base", "--all", base, head).split("\n")).toHaveLength(2);
  const step = await run({
    event: "merge_group",
    payload: { merge_group: { base_sha: base, head_sha: head } },
  });

  expect([step.code, isShown]).toEqual([0, true]);
  expect(step.log).toContain("depth quick");
});

describe("a shallow clone", () => {
  it("is completed where a common ancestor may be missing", async () => {
    const { repair, head } = takeRepairBack();
    origin.git("checkout", "--quiet", "-b", "tested", "main");
    origin.git("merge", "--quiet", "--no-ff", "--no-edit", head);
    const workspace = cloneShallow("tested", 2);
    const payload = payloadOf({ pull_request: { base: { sha: repair }, head: { sha: head } } });
    const step = await run({ workspace, event: "pull_request", payload });

    expect([step.code, isShown]).toEqual([0, true]);
    expect(existsSync(join(workspace, ".git", "shallow"))).toBe(false);
  });
});

describe("a push", () => {
  /** Three commits, the second of which matters. */
  function commitThree(): string {
    const { write, commit } = origin;
    write("app.py", unsafe);
    commit("unsafe");
    write("late.py", "limit = 3\n");
    return commit("harmless");
  }
  const push = (ref: string, payload: object, workspace?: string) =>
    run({ event: "push", ref, payload, ...(workspace === undefined ? {} : { workspace }) });

  it("of a new branch is compared with a default branch of any name", async () => {
    const { git, commit } = origin;
    git("branch", "--move", "main+next");
    commit("root");
    git("checkout", "--quiet", "-b", "feature");
    const after = commitThree();
    const workspace = cloneShallow("feature");
    const payload = payloadOf({ before: zeros, after }, "main+next");

    expect((await push("refs/heads/feature", payload, workspace)).code).toBe(0);
    expect(isShown).toBe(true);
  });

  it("of a new branch is not reviewed in part where the default branch is not known", async () => {
    origin.commit("root");
    origin.git("checkout", "--quiet", "-b", "feature");
    const after = commitThree();
    const missing = await push("refs/heads/feature", payloadOf({ before: zeros, after }, "trunk"));
    const unnamed = await push("refs/heads/feature", payloadOf({ before: zeros, after }, "a..b"));

    expect([missing.code, unnamed.code, isShown]).toEqual([65, 65, false]);
  });

  it("of the first commits is reviewed whole", async () => {
    origin.commit("root");
    const after = commitThree();
    const step = await push("refs/heads/main", payloadOf({ before: zeros, after }));

    expect([step.code, isShown]).toEqual([0, true]);
    expect(step.log).toContain("Reviewed 2 of 2 files");
  });

  it("of a new tag is not reviewed, and does not look so", async () => {
    origin.commit("root");
    const after = commitThree();
    const step = await push("refs/tags/v1", payloadOf({ before: zeros, after }));

    expect(step.code).toBe(65);
    expect(errorsOf(step)).toEqual([expect.stringContaining("so nothing was reviewed")]);
  });

  it.each(["refs/heads/main", "refs/heads/release", "refs/tags/v1"])(
    "by force to %s counts what was there before",
    async (ref) => {
      const { git, write, commit } = origin;
      write("app.py", unsafe);
      const root = commit("root");
      write("app.py", repaired);
      const before = commit("repair");
      git("checkout", "--quiet", "--detach", root);
      write("late.py", "limit = 3\n");
      const after = commit("harmless");
      const step = await push(ref, payloadOf({ before, after, forced: true }));

      expect([step.code, isShown]).toEqual([0, true]);
    },
  );

  it("without a difference is not green", async () => {
    const before = origin.commit("root");
    const after = origin.commit("nothing");
    const step = await push("refs/heads/main", payloadOf({ before, after }));

    expect([step.code, step.outputs["verdict"]]).toEqual([65, "inconclusive"]);
    expect(errorsOf(step)).toEqual([expect.stringMatching(/^The change is empty/)]);
  });
});

describe("files of the change", () => {
  const push = (others: Partial<Step> & { readonly before: string; readonly after: string }) => {
    const { before, after, ...step } = others;
    return run({ event: "push", ref: "refs/heads/main", payload: payloadOf({ before, after }), ...step });
  };

  it("are no repository of their own, and no program that they name runs", async () => {
    const { write, commit } = origin;
    const ran = join(folder, "ran");
    write("services/api/app.py", "x = 1\n");
    const before = commit("root");
    const names = ["objects/keep", "refs/keep"];
    for (const name of names) write(`services/api/${name}`, "");
    write("services/api/HEAD", "ref: refs/heads/main\n");
    write(
      "services/api/config",
      `[core]\n\tbare = true\n[remote "origin"]\n\turl = file:///tmp\n\tuploadpack = "touch ${ran}; git-upload-pack"\n`,
    );
    const after = commit("decoy");
    const inside = await push({ before, after, with: { ...withModel(), path: "services/api" } });
    // Where there is no checkout at all, such as from an archive, the decoy is none either.
    const archive = mkdtempSync(join(folder, "archive-"));
    origin.git("archive", "--output", join(folder, "a.tar"), after);
    execFileSync("tar", ["-xf", join(folder, "a.tar"), "-C", archive]);
    const alone = await push({
      ...{ before, after, workspace: archive, with: { ...withModel(), path: "services/api" } },
    });

    expect([inside.code, alone.code, existsSync(ran)]).toEqual([65, 65, false]);
    expect(errorsOf(inside)).toEqual([expect.stringContaining("looks like a bare repository")]);
    expect(errorsOf(alone)).toEqual([expect.stringContaining("names no checkout of a repository")]);
  });

  it("lead to no other repository", async () => {
    const before = origin.commit("root");
    const other = mkdtempSync(join(folder, "other-"));
    symlinkSync(other, join(origin.directory, "services"));
    const after = origin.commit("link");
    const step = await push({ before, after, with: { ...withModel(), path: "services" } });

    expect(step.code).toBe(65);
    expect(errorsOf(step)).toEqual([expect.stringContaining("names no folder of the workspace")]);
  });

  it("lead the SARIF file to no place outside of the workspace", async () => {
    const before = origin.commit("root");
    const other = mkdtempSync(join(folder, "other-"));
    writeFileSync(join(other, "x.sarif"), "precious");
    symlinkSync(other, join(origin.directory, "reports"));
    mkdirSync(join(origin.directory, "own"));
    const after = origin.commit("link");
    const placed = (file: string) => push({ before, after, with: { ...withModel(), "sarif-file": file } });
    const step = await placed("reports/x.sarif");

    expect([step.code, step.outputs["sarif-file"]]).toEqual([73, ""]);
    expect(readFileSync(join(other, "x.sarif"), "utf8")).toBe("precious");
    expect((await placed(join(other, "x.sarif"))).code).toBe(73);
    expect((await placed("own/x.sarif")).outputs["sarif-file"]).toBe(join(origin.directory, "own/x.sarif"));
  });

  it("do not say what a model costs", async () => {
    const { write, commit, directory } = origin;
    const before = commit("root");
    write("prices.json", "{}");
    const after = commit("prices");
    const link = join(folder, "prices.json");
    symlinkSync(join(directory, "prices.json"), link);
    const files = [join(directory, "prices.json"), link];
    const steps = files.map((file) => push({ before, after, environment: { ASSAY_PRICES_FILE: file } }));

    for (const step of await Promise.all(steps)) {
      expect(step.code).toBe(78);
      expect(errorsOf(step)).toEqual([expect.stringContaining("lies in the workspace")]);
    }
  });
});
