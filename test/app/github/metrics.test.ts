import { randomBytes } from "node:crypto";
import { expect, it } from "vitest";
import { completion } from "../../fakes/model-replies.ts";
import { questionOf, type Script } from "../../fakes/model-server.ts";
import { readAll } from "../answers.ts";
import { openAppScene, safeQuery, unsafeQuery, watchfulModel } from "./open-app-scene.ts";

it("the metrics tell of a review: what it found, asked and used; a second look finds nothing new", async () => {
  const token = randomBytes(32).toString("hex");
  await using scene = await openAppScene({ environment: { ASSAY_OPERATOR_TOKEN: token } });
  const readMetrics = async () => {
    const response = await fetch(`http://127.0.0.1:${scene.app.port}/metrics`, {
      headers: { authorization: `Bearer ${token}` },
    });
    const lines = (await response.text()).split("\n");
    return (name: string) => lines.filter((line) => line.startsWith(name) && !line.endsWith(" 0"));
  };
  const pull = await scene.repository.openPullRequest({
    branch: "feature",
    files: { "src/find.js": unsafeQuery },
    author: scene.github.account("alice"),
  });
  await scene.app.idle();

  const first = await readMetrics();
  const found = first("assay_findings_total");
  expect(found).toEqual([expect.stringMatching(/^assay_findings_total\{severity="(?:high|critical)"\} 1$/)]);
  expect(first("assay_reviews_total")).toEqual(['assay_reviews_total{outcome="defects"} 1']);
  expect(first("assay_model_calls_total")).toEqual(["assay_model_calls_total 2"]);
  expect(first("assay_model_tokens_total")).toHaveLength(2);
  expect(first("assay_job_errors_total")).toEqual([]);
  expect(first("assay_incomplete_reviews_total")).toEqual([]);

  const maintainer = scene.github.account("mona");
  scene.repository.setRole(maintainer, "write");
  await pull.comment(maintainer, "/review full");
  await scene.app.idle();

  const second = await readMetrics();
  expect(second("assay_findings_total")).toEqual(found);
  expect(second("assay_reviews_total")).toEqual(['assay_reviews_total{outcome="defects"} 2']);
});

it.each<readonly [string, Readonly<Record<string, string>>, Script, string]>([
  [
    "left a hunk out that it should have read",
    { "src/find.js": `${safeQuery}// more\n` },
    (request) => completion({ ...readAll(questionOf(request)), reviewed: [] }),
    'outcome="inconclusive",cause="failed"',
  ],
  [
    "found a defect and could not read a picture",
    { "src/find.js": unsafeQuery, "logo.png": "\0PNG\0" },
    watchfulModel,
    'outcome="defects",cause="skipped"',
  ],
])(
  "the metrics tell of a review that %s, as the operator's page does",
  async (_what, files, script, labels) => {
    const token = randomBytes(32).toString("hex");
    await using scene = await openAppScene({ environment: { ASSAY_OPERATOR_TOKEN: token }, script });
    await scene.repository.openPullRequest({ branch: "feature", files });
    await scene.app.idle();

    const response = await fetch(`http://127.0.0.1:${scene.app.port}/metrics`, {
      headers: { authorization: `Bearer ${token}` },
    });
    const lines = (await response.text()).split("\n");
    const counted = lines.filter(
      (line) => line.startsWith("assay_incomplete_reviews_total{") && !line.endsWith(" 0"),
    );
    expect(counted).toEqual([`assay_incomplete_reviews_total{${labels}} 1`]);
    expect((await scene.store.history.readOverview(0)).incompleteCount).toBe(1);
  },
);
