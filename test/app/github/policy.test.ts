import { describe, expect, it } from "vitest";
import { type AppScene, openAppScene, safeQuery, unsafeQuery } from "./open-app-scene.ts";
import { conclusions, showConversation, verdicts } from "./show-conversation.ts";

const defect = "1 security defect is detected in the code.";
const policyPath = ".github/assay.yml";

function openWith(policy: string): Promise<AppScene> {
  return openAppScene({ files: { "src/find.js": safeQuery, [policyPath]: policy } });
}

async function open({ github, repository, app }: AppScene, options: Readonly<Record<string, unknown>> = {}) {
  const pull = await repository.openPullRequest({
    branch: "feature",
    files: { "src/find.js": unsafeQuery },
    author: github.account("alice"),
    ...options,
  });
  await app.idle();
  return pull;
}

describe("what a policy lets be reviewed", () => {
  it("waits for a label", async () => {
    await using scene = await openWith("triggers:\n  require-labels: [security]\n");
    const pull = await open(scene);
    expect(scene.github.writes).toEqual([]);
    await pull.label("docs");
    await scene.app.idle();
    expect(scene.github.writes).toEqual([]);
    await pull.label("Security");
    await scene.app.idle();

    expect(verdicts(pull)).toEqual([defect]);
  });

  it("stops at a label, until it is taken off", async () => {
    await using scene = await openWith("triggers:\n  skip-labels: [wip]\n");
    const pull = await open(scene, { isDelivered: false });
    await pull.label("wip");
    await scene.app.idle();
    expect(pull.reviews()).toEqual([]);
    await pull.unlabel("wip");
    await scene.app.idle();

    expect(verdicts(pull)).toEqual([defect]);
  });

  it("leaves out authors, whatever their letters", async () => {
    await using scene = await openWith('triggers:\n  skip-authors: [Alice, "renovate[bot]"]\n');
    const bot = scene.github.account("renovate[bot]", "Bot");
    const pulls = [
      await open(scene),
      await open(scene, { branch: "bot", author: bot }),
      await open(scene, { branch: "mona", author: scene.github.account("mona") }),
    ];

    expect(pulls.map(verdicts)).toEqual([[], [], [defect]]);
  });

  it("leaves out branches", async () => {
    await using scene = await openWith('triggers:\n  branches: ["main", "release/**"]\n');
    const { repository } = scene;
    for (const branch of ["release/1/x", "playground"]) {
      repository.setBranch(branch, repository.tip("main"));
    }
    const toRelease = await open(scene, { branch: "one", base: "release/1/x" });
    const toPlayground = await open(scene, { branch: "two", base: "playground" });

    expect([toRelease, toPlayground].map(verdicts)).toEqual([[defect], []]);
  });

  it("takes drafts where it says so, and nothing stops a person who may ask", async () => {
    await using scene = await openWith("triggers:\n  drafts: true\n  skip-authors: [alice]\n");
    const maintainer = scene.github.account("mona");
    scene.repository.setRole(maintainer, "write");
    const draft = await open(scene, { branch: "draft", isDraft: true, author: maintainer });
    const pull = await open(scene);
    expect([draft, pull].map(verdicts)).toEqual([[defect], []]);
    await pull.comment(maintainer, "/review");
    await scene.app.idle();

    expect(verdicts(pull)).toEqual([defect]);
  });
});

describe("a policy with mistakes", () => {
  it("is not followed; every mistake stands at its line, and the defaults hold meanwhile", async () => {
    await using scene = await openWith("depth: deepest\nfail-on: never\nexclude: src\n");
    const pull = await open(scene);

    expect(verdicts(pull)).toEqual([defect]);
    expect(conclusions(pull)).toEqual(["failure"]);
    const [run] = pull.checkRuns();
    expect(
      run?.annotations
        .map((mark) => [mark["path"], mark["start_line"], mark["annotation_level"]])
        .filter(([path]) => path === policyPath),
    ).toEqual([
      [policyPath, 1, "warning"],
      [policyPath, 3, "warning"],
    ]);
    await expect(showConversation(pull)).toMatchFileSnapshot("conversations/policy-mistakes.md");
  });
});

describe("an author who writes a policy into the change", () => {
  const weaker = { [policyPath]: 'fail-on: never\nexclude: ["**"]\ntriggers:\n  drafts: false\n' };

  it("changes nothing about the review of that change, which says so", async () => {
    await using scene = await openAppScene();
    const pull = await open(scene, { files: { "src/find.js": unsafeQuery, ...weaker } });

    expect(verdicts(pull)).toEqual([defect]);
    expect(conclusions(pull)).toEqual(["failure"]);
    expect(pull.reviews()[0]?.body).toContain("touches the reviewer's own configuration");
    await expect(showConversation(pull)).toMatchFileSnapshot("conversations/policy-in-the-change.md");
  });

  it("changes nothing by taking the policy away", async () => {
    await using scene = await openWith("fail-on: medium\n");
    const pull = await open(scene, { files: { "src/find.js": unsafeQuery, [policyPath]: null } });

    expect(conclusions(pull)).toEqual(["failure"]);
    expect(pull.reviews()[0]?.body).toContain("touches the reviewer's own configuration");
  });

  it("changes nothing from a fork, nor by choosing the fork's branch name", async () => {
    await using scene = await openAppScene();
    const stranger = scene.github.account("stranger");
    const fork = scene.repository.fork(stranger);
    fork.commit({ files: weaker });
    const pull = await open(scene, { branch: "main", from: fork, author: stranger });

    expect(verdicts(pull)).toEqual([defect]);
    expect(conclusions(pull)).toEqual(["failure"]);
  });
});

describe("the policy of an organisation", () => {
  const withOrganisation = async (organisation: string, repository: string) => {
    const scene = await openWith(repository);
    const files = { "assay.yml": organisation };
    scene.github.repository({ fullName: "octo-org/.github", files });
    return scene;
  };

  it("holds where the repository says nothing", async () => {
    await using scene = await withOrganisation("fail-on: critical\n", "depth: standard\n");
    const pull = await open(scene);

    expect(verdicts(pull)).toEqual([defect]);
    expect(conclusions(pull)).toEqual(["neutral"]);
  });

  it("gives way to the repository, except in what it enforces", async () => {
    const organisation = 'fail-on: high\nexclude: ["tools/**"]\nenforce: [fail-on]\n';
    await using scene = await withOrganisation(organisation, "fail-on: never\nexclude: []\n");
    const pull = await open(scene, {
      files: { "src/find.js": unsafeQuery, "tools/x.js": "export const x = 1;\n" },
    });

    expect(conclusions(pull)).toEqual(["failure"]);
    expect(pull.reviews()[0]?.body).toContain("Reviewed 2 of 2 files");
    expect(pull.reviews()[0]?.body).toContain("The organisation decides these keys");
    await expect(showConversation(pull)).toMatchFileSnapshot("conversations/policy-enforced.md");
  });

  it("says its mistakes in the review, without an annotation on a file that is not there", async () => {
    await using scene = await withOrganisation("fail-on: sometimes\n", "fail-on: high\n");
    const pull = await open(scene);

    expect(conclusions(pull)).toEqual(["failure"]);
    expect(pull.reviews()[0]?.body).toContain("Configuration of the organisation");
    expect(pull.checkRuns()[0]?.annotations.map(({ path }) => path)).toEqual(["src/find.js"]);
  });
});
