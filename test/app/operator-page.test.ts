import { createHash } from "node:crypto";
import { request as sendRequest } from "node:http";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createLog } from "../../src/adapters/log/create-log.ts";
import { ReviewError } from "../../src/domain/errors.ts";
import {
  createOperatorPage,
  type OperatorPageOptions,
} from "../../src/entrypoints/app/page/create-operator-page.ts";
import type { StoreHistory } from "../../src/pipeline/ports-store-history.ts";
import { review } from "../contract/store/store-samples.ts";
import {
  type FilledStore,
  hostileName,
  noon,
  openEmptyStore,
  openFilledStore,
} from "../pages/filled-store.ts";
import { type OpenIngress, openIngress } from "./open-ingress.ts";

/** Made up at run time, so that no file holds a secret. */
const token = ["41ce", "d07b", "a96f", "3e58"].join("").repeat(2);
const none = { usd: null, tokens: null };
const budgets = { "installation-month": none, "repository-day": none, "author-day": none };
const hourMs = 3_600_000;

interface Reply {
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
}

interface Door extends OpenIngress {
  readonly clock: { ms: number };
  readonly lines: string[];
  readonly get: (path: string, headers?: Record<string, string>) => Promise<Reply>;
  readonly post: (
    path: string,
    fields: Record<string, string>,
    headers?: Record<string, string>,
  ) => Promise<Reply>;
  /** Signs in, and gives the cookie and the token of the forms. */
  readonly signIn: () => Promise<{ readonly cookie: string; readonly form: string }>;
}

async function openDoor(
  store: OperatorPageOptions["store"],
  given: Partial<OperatorPageOptions> = {},
): Promise<Door> {
  const lines: string[] = [];
  const clock = { ms: noon };
  const log = createLog("trace", { write: (line: string) => void lines.push(line) });
  const now = () => clock.ms;
  const operator = createOperatorPage({
    store,
    token,
    budgets,
    webUrl: "https://github.com",
    log,
    now,
    ...given,
  });
  const ingress = await openIngress({ operator });
  const ask = async (path: string, init: RequestInit): Promise<Reply> => {
    const response = await fetch(`http://127.0.0.1:${ingress.port}${path}`, { redirect: "manual", ...init });
    return { status: response.status, text: await response.text(), headers: response.headers };
  };
  const get: Door["get"] = (path, headers = {}) => ask(path, { headers });
  const post: Door["post"] = (path, fields, headers = {}) =>
    ask(path, { method: "POST", body: new URLSearchParams(fields), headers });
  return {
    ...ingress,
    ...{ clock, lines, get, post },
    signIn: async () => {
      const { headers } = await post("/operator/sign-in", { token });
      const cookie = headers.get("set-cookie")?.split(";")[0] ?? "";
      const { text } = await get("/operator", { cookie });
      return { cookie, form: /name="form" value="([^"]+)"/.exec(text)?.[1] ?? "" };
    },
  };
}

let filled: FilledStore;
let door: Door;

beforeAll(async () => {
  filled = await openFilledStore();
});
afterAll(() => filled[Symbol.asyncDispose]());
beforeEach(async () => {
  door = await openDoor(filled.store);
});
afterEach(() => door[Symbol.asyncDispose]());

const shownPages = ["/operator", "/operator/reviews", "/operator/costs", "/operator/findings"];
const failedReview = "/operator/reviews/review%3A101%23881";

describe("signing in to the operator's page", () => {
  it("is asked for before anything is shown, and leads back to what was wanted", async () => {
    for (const path of [...shownPages, failedReview, "/operator/nowhere"]) {
      const { status, text } = await door.get(path);
      expect([status, text.includes("payments-gateway")]).toEqual([401, false]);
      expect(text).toContain(`name="to" value="${path}"`);
    }
    const { status, headers } = await door.post("/operator/sign-in", { token, to: "/operator/costs" });
    expect([status, headers.get("location")]).toEqual([303, "/operator/costs"]);
  });

  it.each([
    "https://evil.example/",
    "//evil.example/",
    "/operatorx",
    "/operator/sign-out",
    "/operator\r\nx: y",
    "/jobs",
  ])("leads nowhere else: %j", async (to) => {
    const { headers } = await door.post("/operator/sign-in", { token, to });
    expect(headers.get("location")).toBe("/operator");
  });

  it("sets a cookie that scripts, other sites and other paths do not get, and that ends", async () => {
    const { headers } = await door.post("/operator/sign-in", { token });
    expect(headers.get("set-cookie")).toMatch(
      /^assay-operator=\d+\.[\w-]{22}\.[\w-]{43}; Path=\/operator; Max-Age=43200; HttpOnly; SameSite=Strict$/,
    );
    for (const sent of [{ origin: "https://assay.example" }, { "x-forwarded-proto": "https" }]) {
      const secure = await door.post("/operator/sign-in", { token }, sent);
      expect(secure.headers.get("set-cookie")).toMatch(/; Secure$/);
    }
  });

  it("lasts for twelve hours, on every replica with the same token, and on no other", async () => {
    const { cookie } = await door.signIn();
    await using replica = await openDoor(filled.store);
    await using other = await openDoor(filled.store, { token: [...token].reverse().join("") });
    const statuses = async () => [
      (await door.get("/operator/reviews", { cookie })).status,
      (await replica.get("/operator/reviews", { cookie })).status,
      (await other.get("/operator/reviews", { cookie })).status,
    ];
    for (const each of [door, replica]) each.clock.ms += 12 * hourMs - 1;
    expect(await statuses()).toEqual([200, 200, 401]);
    for (const each of [door, replica]) each.clock.ms += 1;
    expect(await statuses()).toEqual([401, 401, 401]);
  });

  it("takes no cookie that was changed, doubled or made up", async () => {
    const { cookie } = await door.signIn();
    const [, value = ""] = cookie.split("=");
    const [expires = "", id = "", signature = ""] = value.split(".");
    const later = `${Number(expires) + 1}.${id}.${signature}`;
    const made = [
      later,
      `${expires}.${id}`,
      `${expires}.${id}.${"A".repeat(43)}`,
      "",
      "x".repeat(8_000),
      `${value}.`,
    ];
    for (const forged of made) {
      expect((await door.get("/operator", { cookie: `assay-operator=${forged}` })).status).toBe(401);
    }
    expect((await door.get("/operator", { cookie: `${cookie}; assay-operator=x` })).status).toBe(401);
    expect((await door.get("/operator", { cookie: `a=b; ${cookie}; c=d` })).status).toBe(200);
  });

  it("refuses another token, and after ten attempts everything for ten minutes", async () => {
    const attempt = async (given: string) => (await door.post("/operator/sign-in", { token: given })).status;
    const statuses: number[] = [];
    for (let count = 0; count < 10; count += 1) statuses.push(await attempt(`${token}${count}`));
    expect(new Set(statuses)).toEqual(new Set([403]));
    const limited = await door.post("/operator/sign-in", { token });
    expect([limited.status, limited.headers.get("retry-after")]).toEqual([429, "600"]);
    expect(limited.headers.get("set-cookie")).toBeNull();
    door.clock.ms += 600_001;
    expect(await attempt(token)).toBe(303);
    expect(door.lines.join("\n")).not.toContain(token);
    expect(door.lines.filter((line) => line.includes("too many attempts"))).toHaveLength(1);
  });

  it("ends with a button, and only for whom the button was made", async () => {
    const { cookie, form } = await door.signIn();
    expect((await door.post("/operator/sign-out", { form: "x" }, { cookie })).status).toBe(403);
    const { status, headers } = await door.post("/operator/sign-out", { form }, { cookie });
    expect([status, headers.get("location")]).toEqual([303, "/operator/sign-in"]);
    expect(headers.get("set-cookie")).toMatch(/^assay-operator=; Path=\/operator; Max-Age=0;/);
  });

  it("is not there without a token", async () => {
    await using closed = await openDoor(filled.store, { token: null });
    expect(await closed.get("/operator")).toMatchObject({ status: 404, text: "not found\n" });
  });
});

describe("the operator's page", () => {
  it("allows a browser its one style and nothing else", async () => {
    const { cookie } = await door.signIn();
    for (const path of [...shownPages, "/operator/sign-in"]) {
      const { text, headers } = await door.get(path, path === "/operator/sign-in" ? {} : { cookie });
      const style = /<style>([\s\S]*?)<\/style>/.exec(text)?.[1] ?? "";
      const hash = createHash("sha256").update(style).digest("base64");
      expect(headers.get("content-security-policy")).toBe(
        `default-src 'none'; style-src 'sha256-${hash}'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
      );
      expect(Object.fromEntries(headers)).toMatchObject({
        ...{ "cache-control": "no-store", "x-content-type-options": "nosniff", "x-frame-options": "DENY" },
        ...{ "referrer-policy": "same-origin", "content-type": "text/html; charset=utf-8" },
      });
      expect(/<script|<[^>]*(?:javascript:|\son\w+=)/i.exec(text)).toBeNull();
      expect(text).not.toContain(token);
    }
  });

  it("shows hostile names, reasons and filters as text", async () => {
    const { cookie } = await door.signIn();
    const filter = new URLSearchParams({
      repository: `"><script>alert(1)</script>\u202e`,
      show: "<b>",
      page: "-1",
    });
    for (const path of [
      "/operator",
      "/operator/reviews/review%3A300%233",
      "/operator/findings",
      `/operator/reviews?${filter}`,
    ]) {
      const { status, text } = await door.get(path, { cookie });
      expect([path, status]).toEqual([path, 200]);
      for (const raw of ["<script>", "<img", hostileName, "\u202e"]) expect(text).not.toContain(raw);
    }
    const { text } = await door.get("/operator/findings", { cookie });
    expect(text).toContain("&lt;script&gt;alert(1)&lt;/script&gt; ghp_…[masked]");
    expect(text).not.toContain("x7Kq");
  });

  it.each([
    ["a review that is not there", "/operator/reviews/review%3A1%231", 404],
    ["an id that no review can have", "/operator/reviews/%00", 404],
    ["broken percent encoding", "/operator/reviews/%E0%A4%A", 404],
    ["a page that is not there", "/operator/jobs", 404],
    ["a last page", "/operator/reviews?page=9999", 200],
    ["a strange query", "/operator/reviews?page=1e9&show=constructor&repository=%00%ff%25", 200],
    ["a button that is only looked at", "/operator/reviews/review%3A101%23881/retry", 405],
    ["an unknown saying", `${failedReview}?said=toString`, 200],
  ])("answers %s", async (_, path, status) => {
    const { cookie } = await door.signIn();
    const reply = await door.get(path, { cookie });
    expect(reply.status).toBe(status);
  });

  it("answers HEAD without a body, and its icon to everybody", async () => {
    const { cookie } = await door.signIn();
    const head = await fetch(`http://127.0.0.1:${door.port}/operator`, {
      method: "HEAD",
      headers: { cookie },
    });
    expect([head.status, await head.text()]).toEqual([200, ""]);
    const icon = await door.get("/operator/icon.svg");
    expect([icon.status, icon.headers.get("content-type")]).toEqual([200, "image/svg+xml"]);
  });

  it("says that the store does not answer, and logs what failed", async () => {
    const broken = () => Promise.reject(new ReviewError("STORE_UNAVAILABLE", "gone"));
    const history: StoreHistory = { ...filled.store.history, readOverview: broken };
    const defect: StoreHistory = {
      ...filled.store.history,
      countFindings: () => Promise.reject(new Error("secret")),
    };
    await using down = await openDoor({ ...filled.store, history });
    await using faulty = await openDoor({ ...filled.store, history: defect });
    const { cookie } = await door.signIn();

    const answer = await down.get("/operator", { cookie });
    expect([answer.status, answer.text.includes("STORE_UNAVAILABLE")]).toEqual([503, true]);
    const other = await faulty.get("/operator/findings", { cookie });
    expect([other.status, other.text.includes("secret")]).toEqual([500, false]);
    expect(down.lines.join("\n")).toContain('"event":"overview","code":"STORE_UNAVAILABLE"');
  });
});

describe("the buttons of the operator's page", () => {
  let empty: FilledStore;
  let desk: Door;
  const ref = { repository: { installationId: 1, repositoryId: 5, owner: "octo", name: "a/b" }, number: 2 };
  const path = "/operator/reviews/review%3A5%232";

  beforeEach(async () => {
    empty = await openEmptyStore();
    desk = await openDoor(empty.store);
    await empty.store.intake.enqueue([review("opened", ref)]);
  });
  afterEach(async () => {
    await desk[Symbol.asyncDispose]();
    await empty[Symbol.asyncDispose]();
  });
  const stateOf = async () => (await empty.store.report.loadJob("review:5#2"))?.state;
  const claim = () => empty.store.jobs.claim({ worker: "w", nowMs: noon, leaseMs: 60_000 });

  it("cancel a review and run it again, say so, and write it into the log", async () => {
    const { cookie, form } = await desk.signIn();
    const press = async (verb: string) => {
      const { status, headers } = await desk.post(`${path}/${verb}`, { form }, { cookie });
      return [status, headers.get("location")];
    };

    expect(await press("cancel")).toEqual([303, `${path}?said=cancelled`]);
    expect(await stateOf()).toBe("cancelled");
    expect(await press("cancel")).toEqual([303, `${path}?said=finished`]);
    expect(await press("retry")).toEqual([303, `${path}?said=queued`]);
    expect(await stateOf()).toBe("ready");
    await claim();
    expect(await press("retry")).toEqual([303, `${path}?said=running`]);
    expect((await desk.get(`${path}?said=running`, { cookie })).text).toContain("It is running already");
    const logged = desk.lines.map((line) => JSON.parse(line)).filter(({ event }) => event !== undefined);
    const subject = { repository: 5, pullRequest: 2, msg: "the operator changed a review on the page" };
    expect(logged).toMatchObject([
      { ...subject, event: "cancel", outcome: "cancelled", reason: "it was ready" },
      { ...subject, event: "cancel", outcome: "finished", reason: "it was cancelled" },
      { ...subject, event: "retry", outcome: "queued", reason: "it was cancelled" },
      { ...subject, event: "retry", outcome: "running", reason: "it was active" },
    ]);
  });

  it("ask by name for a review of what was reviewed already", async () => {
    const job = await claim();
    if (job === null) throw new Error("nothing was due");
    await empty.store.jobs.settle(job.lease, { kind: "done", head: null });
    const { cookie, form } = await desk.signIn();
    await desk.post(`${path}/retry`, { form }, { cookie });

    expect(await claim()).toMatchObject({ intent: { trigger: "rerun", scope: "changed", pullRequest: ref } });
  });

  it("do nothing for another site, another session, or nobody", async () => {
    const { cookie, form } = await desk.signIn();
    const stranger = await desk.signIn();
    const post = (fields: Record<string, string>, headers: Record<string, string>) =>
      desk.post(`${path}/cancel`, fields, headers);
    const refused = [
      await post({ form }, {}),
      await post({}, { cookie }),
      await post({ form: stranger.form }, { cookie }),
      await post({ form: `${form}x` }, { cookie }),
      await post({ form }, { cookie, "content-type": "text/plain" }),
      await post({ form, more: "x".repeat(5_000) }, { cookie }),
      await fromSite("cross-site", { cookie, form }),
      await fromSite("same-site", { cookie, form }),
    ];

    expect(refused.map((reply) => (typeof reply === "number" ? reply : reply.status))).toEqual([
      401, 403, 403, 403, 400, 400, 400, 400,
    ]);
    expect(await stateOf()).toBe("ready");
    expect(await fromSite("same-origin", { cookie, form })).toBe(303);
  });

  it("change reviews only, and only those that are there", async () => {
    const { cookie, form } = await desk.signIn();
    await empty.store.intake.enqueue([{ kind: "installation-gone", installationId: 9 }]);
    for (const id of ["forget%3A9", "review%3A1%231", "%00"]) {
      const { status } = await desk.post(`/operator/reviews/${id}/cancel`, { form }, { cookie });
      expect(status).toBe(404);
    }
    expect((await empty.store.report.loadJob("forget:9"))?.state).toBe("ready");
  });

  /** `fetch` of Node sets this header by itself. */
  function fromSite(site: string, { cookie, form }: { cookie: string; form: string }): Promise<number> {
    return new Promise((resolve, reject) => {
      const headers = { cookie, "sec-fetch-site": site, "content-type": "application/x-www-form-urlencoded" };
      const options = { port: desk.port, host: "127.0.0.1", method: "POST", path: `${path}/cancel`, headers };
      const outgoing = sendRequest(options, (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      });
      outgoing.on("error", reject);
      outgoing.end(new URLSearchParams({ form }).toString());
    });
  }
});
