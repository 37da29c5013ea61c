import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { checkTitles } from "../../src/entrypoints/cli/doctor/check-result.ts";
import {
  type BrokenSetup,
  examine,
  expectDiagnosisOf,
  findFreePort,
  openEmbeddedStore,
  openHealthySetup,
  setVariables,
  wantedEvents,
  wantedPermissions,
} from "./doctor-setup.ts";

const fiveMinutesMs = 300_000;
const { merge_queues: _, ...withoutQueues } = wantedPermissions;

const table: readonly BrokenSetup[] = [
  {
    title: "a private key that is cut off",
    breakIt: ({ environment }) => {
      environment["PRIVATE_KEY"] = environment["PRIVATE_KEY"]?.slice(0, 300) ?? "";
    },
    name: "settings",
    state: "problem",
    found: /^PRIVATE_KEY: cannot be read: it is cut off/,
    remedy: /^Download a new one/,
    exitCode: 78,
  },
  {
    title: "a key file that is none",
    breakIt: ({ environment, directory }) => {
      const path = join(directory, "app.pem");
      writeFileSync(path, "no key");
      Object.assign(environment, { PRIVATE_KEY: "", PRIVATE_KEY_PATH: path });
    },
    name: "github-credentials",
    state: "problem",
    found: /the file is neither a PEM text/,
    remedy: /^Download a new one/,
    exitCode: 78,
  },
  {
    title: "the id of another App",
    breakIt: setVariables({ APP_ID: "4711" }),
    name: "github-access",
    state: "problem",
    found: /does not take the App's signature/,
    remedy: /App id and private key do not belong together/,
    exitCode: 78,
  },
  {
    title: "a GitHub that is down",
    breakIt: async ({ environment }) => {
      environment["GITHUB_API_URL"] = `http://127.0.0.1:${await findFreePort()}`;
    },
    name: "github-access",
    state: "problem",
    found: /^GitHub cannot be reached for GET \/app \(ECONNREFUSED\)$/,
    remedy: /^Nothing listens there: .* or correct GITHUB_API_URL or GHE_HOST\.$/,
    exitCode: 75,
  },
  {
    title: "TLS towards a GitHub that has none",
    breakIt: ({ environment, github }) => {
      environment["GITHUB_API_URL"] = github.url.replace("http:", "https:");
    },
    name: "github-access",
    state: "problem",
    found: /^The connection to GitHub broke at GET \/app \(E\w+\)$/,
    remedy:
      /^The server does not speak TLS there: correct the port or the https:\/\/ in GITHUB_API_URL or GHE_HOST\.$/,
    exitCode: 75,
  },
  {
    title: "a clock that is behind",
    options: { now: () => Date.now() + fiveMinutesMs },
    name: "github-clock",
    state: "problem",
    found: /^(299|300) s behind GitHub's/,
    remedy: /NTP/,
    exitCode: 78,
  },
  {
    title: "a clock that is a little ahead",
    options: { now: () => Date.now() - 25_000 },
    name: "github-clock",
    state: "warning",
    found: /^2[4-6] s ahead of GitHub's/,
    remedy: /NTP/,
    exitCode: 0,
  },
  {
    title: "a permission that is missing",
    options: { permissions: { ...withoutQueues, checks: "read" } },
    name: "github-permissions",
    state: "problem",
    found: /^missing: checks: write, merge_queues: read/,
    remedy: /organizations\/app-owner\/settings\/apps\/assay\/permissions/,
    exitCode: 78,
  },
  {
    title: "a permission too many",
    options: { permissions: { ...wantedPermissions, administration: "write" } },
    name: "github-permissions",
    state: "warning",
    found: /more than are needed: administration: write/,
    remedy: /^Take it back/,
    exitCode: 0,
  },
  {
    title: "permissions that an account has not accepted",
    breakIt: (setup) =>
      setup.github.install({ account: setup.github.account("late-org"), permissions: withoutQueues }),
    name: "github-installations",
    state: "warning",
    found: /^1 of 2 have not accepted .*: late-org$/,
    remedy: /Review request/,
    exitCode: 0,
  },
  {
    title: "an App that nobody installed",
    breakIt: (setup) => setup.github.world.installations.clear(),
    name: "github-installations",
    state: "warning",
    found: /nobody installed/,
    remedy: /Install App/,
    exitCode: 0,
  },
  {
    title: "an event that is missing",
    options: { events: wantedEvents.filter((event) => event !== "issue_comment") },
    name: "github-events",
    state: "problem",
    found: /^missing: issue_comment$/,
    remedy: /^Subscribe/,
    exitCode: 78,
  },
  {
    title: "a webhook secret that can be guessed",
    breakIt: setVariables({ WEBHOOK_SECRET: "development" }),
    name: "webhook-secret",
    state: "problem",
    found: /default that everybody knows/,
    remedy: /openssl rand/,
    exitCode: 78,
  },
  {
    title: "no webhook address",
    breakIt: (setup) => {
      setup.github.webhooks.settings.url = null;
    },
    name: "webhook-address",
    state: "problem",
    found: /none is set/,
    remedy: /https:\/\/YOUR-HOST\/api\/github\/webhooks/,
    exitCode: 78,
  },
  {
    title: "the webhook address of another program",
    breakIt: (setup) => {
      setup.github.webhooks.settings.url = `http://127.0.0.1:${setup.ingress.port}/hooks?token=canary`;
    },
    name: "webhook-address",
    state: "problem",
    found: /\/hooks is not the path that the App listens on/,
    remedy: /end with \/api\/github\/webhooks/,
    exitCode: 78,
  },
  {
    title: "webhooks that are no JSON",
    breakIt: (setup) => {
      setup.github.webhooks.settings.contentType = "form";
    },
    name: "webhook-address",
    state: "problem",
    found: /GitHub sends form/,
    remedy: /application\/json/,
    exitCode: 78,
  },
  {
    title: "webhooks that are not signed",
    breakIt: (setup) => {
      setup.github.webhooks.settings.secret = "";
    },
    name: "webhook-address",
    state: "problem",
    found: /signs nothing/,
    remedy: /WEBHOOK_SECRET/,
    exitCode: 78,
  },
  {
    title: "a webhook address at which nobody answers",
    breakIt: async (setup) => {
      const path = "/api/github/webhooks";
      setup.github.webhooks.settings.url = `http://127.0.0.1:${await findFreePort()}${path}`;
    },
    name: "webhook-reachable",
    state: "warning",
    found: /nobody answers from here/,
    remedy: /Start the App/,
    exitCode: 0,
  },
  {
    title: "webhooks that failed",
    breakIt: async (setup) => {
      const installation = setup.github.install({ account: setup.github.account("octo-org") });
      const { settings } = setup.github.webhooks;
      const { url } = settings;
      settings.url = null;
      await installation.deliverCreated();
      settings.url = url;
    },
    name: "webhook-deliveries",
    state: "warning",
    found: /^1 failed within a day, the last at 20/,
    remedy: /Recent Deliveries/,
    exitCode: 0,
  },
];

describe("assay doctor, about GitHub", () => {
  it.each(table)("diagnoses $title", expectDiagnosisOf);
});

describe("assay doctor, of an App", () => {
  it("finds nothing wrong where nothing is", async () => {
    await using setup = await openHealthySetup();
    const results = await examine(setup);

    expect(results.filter(({ state }) => state !== "ok")).toEqual([]);
    expect(results.map(({ name }) => name)).toEqual(
      Object.keys(checkTitles).filter((name) => name !== "model-fallback"),
    );
  });

  it("explains a refused signature by the clock when that is 5 minutes ahead", async () => {
    await using setup = await openHealthySetup({ now: () => Date.now() - fiveMinutesMs });
    const results = await examine(setup);
    const problems = results.filter(({ state }) => state === "problem");

    expect(problems.map(({ name, found }) => [name, found])).toEqual([
      ["github-access", "GitHub does not take the App's signature"],
      ["github-clock", expect.stringMatching(/^30[01] s ahead of GitHub's$/)],
    ]);
    expect(problems[0]).toMatchObject({ remedy: "Set the clock first: a signature holds its time." });
  });

  it("takes a running App for what it is: its port and its store are in use", async () => {
    await using setup = await openHealthySetup();
    const open = await openEmbeddedStore(setup);
    setup.environment["PORT"] = String(setup.ingress.port);
    const results = await examine(setup);
    await open.close();
    const about = (wanted: string) => results.find(({ name }) => name === wanted);

    expect(about("port")).toEqual({
      name: "port",
      state: "ok",
      found: `an App is running on ${setup.ingress.port}`,
    });
    expect(about("store")).toEqual({ name: "store", state: "ok", found: "in use by the running App" });
    expect(about("store-key")?.state).toBe("not-checked");
    expect(results.filter(({ state }) => state === "problem")).toEqual([]);
  });
});
