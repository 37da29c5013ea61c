import { describe, expect, it } from "vitest";
import { openAppScene, unsafeQuery } from "./open-app-scene.ts";

/** Made up at run time, so that no file holds a secret. */
const token = ["b7d2", "90fc", "e614", "3a85"].join("").repeat(2);

/** Words of a page, without its markup. */
const wordsOf = (page: string) =>
  page
    .replace(/<style>[\s\S]*<\/style>/, "")
    .replace(/<[^>]*>/g, " ")
    .replace(/\s+/g, " ");

async function openPage(port: number) {
  const base = `http://127.0.0.1:${port}`;
  const body = new URLSearchParams({ token });
  const signedIn = await fetch(`${base}/operator/sign-in`, { method: "POST", body, redirect: "manual" });
  const cookie = signedIn.headers.get("set-cookie")?.split(";")[0] ?? "";
  const get = async (path: string) => (await fetch(`${base}${path}`, { headers: { cookie } })).text();
  const form = /name="form" value="([^"]+)"/.exec(await get("/operator"))?.[1] ?? "";
  const press = (path: string) =>
    fetch(`${base}${path}`, { method: "POST", body: new URLSearchParams({ form }), headers: { cookie } });
  return { get: async (path: string) => wordsOf(await get(path)), press };
}

describe("the operator's page of an App", () => {
  it("tells what reviews came to and used, and what was found", async () => {
    await using scene = await openAppScene({ environment: { ASSAY_OPERATOR_TOKEN: token } });
    const { repository, app, store } = scene;
    const pull = await repository.openPullRequest({
      branch: "feature",
      files: { "src/find.js": unsafeQuery },
    });
    await app.idle();
    const page = await openPage(app.port);
    const [job] = await store.report.listJobs(["done"], 1);

    expect(await page.get("/operator")).toMatch(/1 done today 1 with defects/);
    const story = await page.get(`/operator/reviews/${encodeURIComponent(job?.id ?? "")}`);
    expect(story).toMatch(/Open findings 1 (?:critical|high)/);
    expect(story).toMatch(
      /Wanted Because: pull request opened\..*Ran for .* Defects \d+ questions? · [\d,]+ tokens/,
    );
    expect(story).toMatch(/Check run started On commit [0-9a-f]{7}; it has ended\..*Review posted On commit/);
    expect(await page.get("/operator/findings")).toContain("CWE-89 SQL injection");
    expect(await page.get("/operator/costs")).toMatch(/The last 30 days: .* in 1 repository\./);
    expect(pull.reviews()).toHaveLength(1);
  });

  it("says that a decision led to a review, and a command to another", async () => {
    await using scene = await openAppScene({ environment: { ASSAY_OPERATOR_TOKEN: token } });
    const { github, repository, app, store } = scene;
    const maintainer = github.account("mona");
    repository.setRole(maintainer, "write");
    const pull = await repository.openPullRequest({
      branch: "feature",
      files: { "src/find.js": unsafeQuery },
    });
    await app.idle();
    const finding = /`(A-[0-9a-f]{8})`/.exec(pull.reviews()[0]?.body ?? "")?.[1];
    for (const command of [
      `/dismiss ${finding} wont-fix because it goes away`,
      "/pause",
      "/resume",
      "/review",
    ]) {
      await pull.comment(maintainer, command);
      await app.idle();
    }
    const [job] = (await store.history.listReviews({ states: [], repository: "", offset: 0, limit: 1 }))
      .reviews;
    const { runs = [] } = (await store.history.loadTimeline(job?.id ?? "")) ?? {};

    expect(runs.map(({ trigger }) => trigger)).toEqual(["opened", "decision", "resumed", "command"]);
    const page = await openPage(app.port);
    const story = await page.get(`/operator/reviews/${encodeURIComponent(job?.id ?? "")}`);
    for (const because of ["finding dismissed or reopened", "comment /resume", "comment /review"]) {
      expect(story).toContain(`Because: ${because}.`);
    }
  });

  it("says why a review is inconclusive, and reviews again when its button is pressed", async () => {
    const environment = { OPENAI_API_KEY: "", OPENAI_BASE_URL: "", ASSAY_OPERATOR_TOKEN: token };
    await using scene = await openAppScene({ environment });
    const { repository, app, store } = scene;
    await repository.openPullRequest({ branch: "feature", files: { "a.js": "call();\n" } });
    await app.idle();
    const page = await openPage(app.port);
    const [job] = await store.report.listJobs(["done"], 1);

    expect(await page.get("/operator")).toContain("Inconclusive No model is configured");
    const { status } = await page.press(`/operator/reviews/${encodeURIComponent(job?.id ?? "")}/retry`);
    expect(status).toBe(200);
    const results = async () =>
      (await store.history.loadTimeline(job?.id ?? ""))?.runs.map(({ trigger, figures }) => [
        trigger,
        figures?.result,
      ]);
    await expect.poll(results, { timeout: 20_000 }).toEqual([
      ["opened", "inconclusive"],
      ["rerun", "inconclusive"],
    ]);
  });
});
