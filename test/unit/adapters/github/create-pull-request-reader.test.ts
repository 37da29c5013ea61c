import { expect, test } from "vitest";
import type { FileContent } from "../../../fakes/github/write-git-objects.ts";
import { failureOf, openReadingScene, type ReadingScene, type SceneRequest } from "./reading-scene.ts";

const policyPath = ".github/assay.yml";
const quiet = { isDelivered: false } as const;

async function openWithPull(request: SceneRequest = {}) {
  const scene = await openReadingScene(request);
  const pull = await scene.repository.openPullRequest({
    branch: "change",
    files: { "a.ts": "let a;\n" },
    ...quiet,
  });
  return { scene, pull, snapshot: () => scene.reader.fetchSnapshot(scene.refOf(pull), scene.signal) };
}

test("a snapshot tells the state of a pull request without any text of its author", async () => {
  const { scene, pull, snapshot } = await openWithPull({ files: { "a.ts": "let b;\nlet c;\n" } });
  await using _ = scene;
  await pull.label("security");
  expect((await snapshot()).state).toEqual({
    ref: scene.refOf(pull),
    lifecycle: "open",
    isDraft: false,
    isLocked: false,
    headSha: pull.headSha,
    baseSha: pull.baseSha,
    baseBranch: "main",
    headRepositoryId: scene.repository.id,
    authorId: scene.github.account("octo-org").id,
    authorLogin: "octo-org",
    labels: ["security"],
    changedFiles: 1,
    additions: 1,
    deletions: 2,
  });
  expect([scene.calls(), scene.github.violations]).toEqual([["POST /graphql"], []]);
});

test("a snapshot follows what people do with the pull request", async () => {
  const { scene, pull, snapshot } = await openWithPull();
  await using _ = scene;
  await pull.convertToDraft();
  await pull.lock();
  expect((await snapshot()).state).toMatchObject({ isDraft: true, isLocked: true, lifecycle: "open" });
  await pull.close();
  expect((await snapshot()).state.lifecycle).toBe("closed");
  await pull.merge();
  expect((await snapshot()).state.lifecycle).toBe("merged");
});

test("a bot is named as people name it", async () => {
  await using scene = await openReadingScene();
  const author = scene.github.account("dependabot[bot]", "Bot");
  const request = { branch: "bump", files: { a: "1\n" }, author, ...quiet };
  const pull = await scene.repository.openPullRequest(request);
  const { state } = await scene.reader.fetchSnapshot(scene.refOf(pull), scene.signal);
  expect([state.authorLogin, state.authorId]).toEqual(["dependabot[bot]", author.id]);
});

test("a pull request that is not there is told as such", async () => {
  await using scene = await openReadingScene();
  const ref = { repository: scene.at, number: 99 };
  expect((await failureOf(scene.reader.fetchSnapshot(ref, scene.signal))).code).toBe("GITHUB_NOT_FOUND");
});

const text = "depth: thorough\n";
const commit = "1".repeat(40);

test.each<{ readonly name: string; readonly files: Record<string, FileContent>; readonly expected: unknown }>(
  [
    { name: "no file", files: { "README.md": "x\n" }, expected: { kind: "absent" } },
    {
      name: "another file beside it",
      files: { ".github/CODEOWNERS": "* @a\n" },
      expected: { kind: "absent" },
    },
    { name: "a regular file", files: { [policyPath]: text }, expected: { kind: "text", text } },
    {
      name: "an executable file",
      files: { [policyPath]: { mode: "100755", text } },
      expected: { kind: "text", text },
    },
    { name: "an empty file", files: { [policyPath]: "" }, expected: { kind: "text", text: "" } },
    {
      name: "a symbolic link",
      files: { [policyPath]: { mode: "120000", text: "../other.yml" }, "other.yml": text },
      expected: { kind: "refused", reason: "assay.yml is a symbolic link" },
    },
    {
      name: "a submodule",
      files: { [policyPath]: { mode: "160000", commit } },
      expected: { kind: "refused", reason: "assay.yml is a submodule" },
    },
    {
      name: "a folder",
      files: { [`${policyPath}/x`]: text },
      expected: { kind: "refused", reason: "assay.yml is a folder" },
    },
    {
      name: "a folder that is a link",
      files: { ".github": { mode: "120000", text: "other" }, "other/assay.yml": text },
      expected: { kind: "absent" },
    },
    {
      name: "32 KB",
      files: { [policyPath]: "#".repeat(32_768) },
      expected: { kind: "text", text: "#".repeat(32_768) },
    },
    {
      name: "more than 32 KB",
      files: { [policyPath]: "#".repeat(32_769) },
      expected: { kind: "refused", reason: "assay.yml is larger than 32 KB" },
    },
    {
      name: "binary content",
      files: { [policyPath]: { mode: "100644", text: Buffer.from([1, 0, 2]) } },
      expected: { kind: "refused", reason: "assay.yml is not text" },
    },
  ],
)("the policy of a repository with $name", async ({ files, expected }) => {
  const { scene, snapshot } = await openWithPull({ files });
  await using _ = scene;
  expect((await snapshot()).repositoryPolicy).toEqual(expected);
});

test("the policy is the one of the base, whatever the pull request says", async () => {
  await using scene = await openReadingScene({ files: { [policyPath]: "depth: thorough\n" } });
  const request = { branch: "change", files: { [policyPath]: "depth: quick\n" }, ...quiet };
  const pull = await scene.repository.openPullRequest(request);
  const { repositoryPolicy } = await scene.reader.fetchSnapshot(scene.refOf(pull), scene.signal);
  expect(repositoryPolicy).toEqual({ kind: "text", text: "depth: thorough\n" });
});

test("the policy of another base branch is its own, and takes one more query", async () => {
  await using scene = await openReadingScene({ files: { [policyPath]: "depth: thorough\n" } });
  scene.repository.setBranch("release", scene.repository.tip("main"));
  scene.repository.commit({ branch: "release", files: { [policyPath]: "depth: quick\n" } });
  const request = { branch: "change", base: "release", files: { a: "1\n" }, ...quiet };
  const pull = await scene.repository.openPullRequest(request);
  const { repositoryPolicy, state } = await scene.reader.fetchSnapshot(scene.refOf(pull), scene.signal);
  expect([repositoryPolicy, state.baseBranch]).toEqual([{ kind: "text", text: "depth: quick\n" }, "release"]);
  expect(scene.calls()).toEqual(["POST /graphql", "POST /graphql"]);
});

function addOrganisation(scene: ReadingScene, files: Record<string, FileContent>, isPrivate = true) {
  return scene.github.repository({ fullName: "octo-org/.github", isPrivate, files });
}

test.each<{ readonly name: string; readonly files: Record<string, FileContent>; readonly expected: unknown }>(
  [
    { name: "at the root", files: { "assay.yml": text }, expected: { kind: "text", text } },
    { name: "in the folder", files: { [policyPath]: text }, expected: { kind: "text", text } },
    {
      name: "at the root before the folder",
      files: { "assay.yml": text, [policyPath]: "depth: quick\n" },
      expected: { kind: "text", text },
    },
    { name: "nowhere", files: { "profile/README.md": "Hello\n" }, expected: { kind: "absent" } },
    {
      name: "as a link",
      files: { "assay.yml": { mode: "120000", text: "/etc/passwd" } },
      expected: { kind: "refused", reason: "assay.yml is a symbolic link" },
    },
  ],
)("the policy of an organisation $name", async ({ files, expected }) => {
  const { scene, snapshot } = await openWithPull();
  await using _ = scene;
  addOrganisation(scene, files);
  expect((await snapshot()).organisationPolicy).toEqual(expected);
  expect(scene.calls()).toEqual(["POST /graphql", "POST /graphql"]);
  expect([scene.github.violations, scene.warnings]).toEqual([[], []]);
});

test("the organisation's policy is read with a token for nothing else", async () => {
  const { scene, snapshot } = await openWithPull();
  await using _ = scene;
  addOrganisation(scene, { "assay.yml": text });
  await snapshot();
  const minted = scene.github.calls.filter(({ isToken }) => isToken).map(({ body }) => body);
  expect(minted[1]).toEqual({
    repositories: [".github"],
    permissions: { contents: "read", metadata: "read" },
  });
});

test("a repository that was not added to the installation has no say, public or not", async () => {
  await using scene = await openReadingScene();
  addOrganisation(scene, { "assay.yml": text }, false);
  Object.assign(scene.installation.state, { selection: "selected" });
  await scene.installation.addRepository(scene.repository);
  const pull = await scene.repository.openPullRequest({ branch: "c", files: { a: "1\n" }, ...quiet });
  const { organisationPolicy } = await scene.reader.fetchSnapshot(scene.refOf(pull), scene.signal);
  expect([organisationPolicy, scene.warnings]).toEqual([{ kind: "absent" }, []]);
});

test("the organisation's policy is kept for five minutes, and holds on where it cannot be read again", async () => {
  const { scene, snapshot } = await openWithPull();
  await using _ = scene;
  const organisation = addOrganisation(scene, { "assay.yml": text });
  await snapshot();
  organisation.commit({ files: { "assay.yml": "depth: quick\n" } });
  scene.pass(4 * 60_000);
  expect((await snapshot()).organisationPolicy).toEqual({ kind: "text", text });
  scene.pass(2 * 60_000);
  const isOrganisation = ({ body }: { readonly body: unknown }) =>
    JSON.stringify(body).includes("HEAD:assay.yml");
  const fault = { kind: "status", status: 502 } as const;
  scene.github.fault({ fault, route: "/graphql", when: isOrganisation, times: 3 });
  expect((await snapshot()).organisationPolicy).toEqual({ kind: "text", text });
  expect(scene.warnings).toEqual(["the organisation's policy could not be read"]);
  expect((await snapshot()).organisationPolicy).toEqual({ kind: "text", text: "depth: quick\n" });
});

test("an organisation's policy that could never be read is refused, so that the review says so", async () => {
  const { scene, snapshot } = await openWithPull();
  await using _ = scene;
  addOrganisation(scene, { "assay.yml": text });
  const isOrganisation = ({ body }: { readonly body: unknown }) =>
    JSON.stringify(body).includes("HEAD:assay.yml");
  scene.github.fault({ fault: { kind: "html" }, route: "/graphql", when: isOrganisation, times: 3 });
  expect((await snapshot()).organisationPolicy).toEqual({
    kind: "refused",
    reason: "it could not be read, so what it enforces is not known",
  });
  expect(scene.warnings).toEqual(["the organisation's policy could not be read"]);
  expect((await snapshot()).organisationPolicy).toEqual({ kind: "text", text });
});

test("a renamed repository is found by its id, also when another one has its name now", async () => {
  const { scene, pull, snapshot } = await openWithPull({ files: { [policyPath]: text } });
  await using _ = scene;
  scene.repository.rename("store");
  const renamed = await snapshot();
  expect(renamed.state.ref.repository).toEqual({ ...scene.at, name: "store" });
  const impostor = scene.github.repository({
    fullName: "octo-org/shop",
    isPrivate: false,
    files: { [policyPath]: "depth: quick\n" },
  });
  await impostor.openPullRequest({ branch: "c", files: { evil: "1\n" }, ...quiet });
  const found = await snapshot();
  expect(found.repositoryPolicy).toEqual({ kind: "text", text });
  expect([found.state.headSha, found.state.ref.repository.name]).toEqual([pull.headSha, "store"]);
  const change = await scene.reader.openChange({ ...found.state, ref: scene.refOf(pull) }, scene.signal);
  expect((await change.source.readDiff(scene.signal)).text).toContain("+let a;");
  expect(scene.github.violations).toEqual([]);
});

test("fifty files take four calls", async () => {
  const names = Array.from({ length: 50 }, (_, index) => `src/file-${index}.ts`);
  const write = (line: string) => Object.fromEntries(names.map((name) => [name, `${line} ${name}\n`]));
  await using scene = await openReadingScene({ files: write("old") });
  const pull = await scene.repository.openPullRequest({ branch: "c", files: write("new"), ...quiet });
  const { state } = await scene.reader.fetchSnapshot(scene.refOf(pull), scene.signal);
  const change = await scene.reader.openChange(state, scene.signal);
  const { text: diff } = await change.source.readDiff(scene.signal);
  expect([diff.match(/^diff --git/gm)?.length, change.shortfalls]).toEqual([50, []]);
  expect(scene.calls()).toEqual([
    "POST /graphql",
    "GET /repos/{owner}/{repo}/compare/{basehead}",
    "GET /repos/{owner}/{repo}/pulls/{pull_number}/files",
    "POST /graphql",
  ]);
  expect(scene.github.violations).toEqual([]);
});
