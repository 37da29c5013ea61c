import { readdirSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { ReviewError } from "../../src/domain/errors.ts";
import {
  currentSecret,
  headersOf,
  openIngress,
  openRaw,
  previousSecret,
  requestText,
  sendRaw,
  sign,
} from "./open-ingress.ts";
import { canary, pullRequestBody, pullRequestPayload } from "./pull-request-payload.ts";

const body = pullRequestBody;
const send = async (
  ingress: { readonly port: number },
  headers: Readonly<Record<string, string | readonly string[] | null>> = {},
  bytes: string | Buffer = body,
) => sendRaw(ingress.port, requestText({ ...headersOf(bytes), ...headers }), bytes);

describe("a webhook that GitHub signed", () => {
  it("is taken over, and its line in the log tells ids only", async () => {
    await using ingress = await openIngress();

    expect(await send(ingress)).toBe(202);
    expect(ingress.accepted).toEqual([
      {
        delivery: "72d3162e-cc78-11e3-81ab-4c9367dc0958",
        event: "pull_request",
        action: "opened",
        repositoryId: 42,
        payload: pullRequestPayload,
      },
    ]);
    const [line = "{}"] = ingress.lines;
    expect({ ...JSON.parse(line), time: 0 }).toEqual({
      level: 30,
      time: 0,
      msg: "webhook",
      delivery: "72d3162e-cc78-11e3-81ab-4c9367dc0958",
      event: "pull_request.opened",
      repository: 42,
      status: 202,
      reason: "accepted",
    });
  });

  it("is taken over in pieces without an announced size, as some proxies send it", async () => {
    await using ingress = await openIngress();
    const text = requestText({ ...headersOf(body), "content-length": null, "transfer-encoding": "chunked" });
    const chunk = (piece: string) => `${Buffer.byteLength(piece).toString(16)}\r\n${piece}\r\n`;

    const status = await sendRaw(
      ingress.port,
      text,
      chunk(body.slice(0, 50)),
      chunk(body.slice(50)),
      "0\r\n\r\n",
    );
    expect(status).toBe(202);
    expect(ingress.accepted).toHaveLength(1);
  });

  it("is taken over under the previous secret while a rotation lasts, and not after it", async () => {
    await using rotating = await openIngress({ secrets: [currentSecret, previousSecret] });
    await using rotated = await openIngress({ secrets: [currentSecret] });
    const old = { "x-hub-signature-256": sign(body, previousSecret) };

    expect([await send(rotating, old), await send(rotating), await send(rotated, old)]).toEqual([
      202, 202, 401,
    ]);
  });

  it("fails visibly when it cannot be taken over, and the log tells the code alone", async () => {
    const failures = [new ReviewError("GITHUB_UNAVAILABLE", canary), new Error(canary), canary];
    const results: unknown[] = [];
    for (const failure of failures) {
      await using ingress = await openIngress({ accept: () => Promise.reject(failure) });
      results.push([await send(ingress), JSON.parse(ingress.lines[0] ?? "{}").reason]);
      expect(ingress.lines.join("")).not.toContain(canary);
    }

    expect(results).toEqual([
      [500, "GITHUB_UNAVAILABLE"],
      [500, "could not be accepted"],
      [500, "could not be accepted"],
    ]);
  });

  it("is answered while an earlier one of the same connection has been answered", async () => {
    await using ingress = await openIngress();
    const connection = openRaw(ingress.port);
    connection.socket.write(requestText(headersOf(body)) + body + requestText(headersOf(body)) + body);
    await expect.poll(() => connection.text().split("HTTP/1.1 202").length).toBe(3);
    connection.socket.destroy();

    expect(ingress.accepted).toHaveLength(2);
  });

  it.each([
    ["an event that nobody listens to", "push", body],
    ["a ping", "ping", JSON.stringify({ zen: "…", hook_id: 1 })],
    ["an event that nobody listens to, without JSON", "star", "not JSON at all"],
    ["an action that nobody listens to", "pull_request", JSON.stringify({ action: "assigned" })],
  ])("is answered and forgotten: %s", async (_, event, bytes) => {
    await using ingress = await openIngress();

    expect(await send(ingress, { "x-github-event": event }, bytes)).toBe(202);
    expect(ingress.accepted).toEqual([]);
  });

  const folder = new URL("../contract/github/webhook-examples/", import.meta.url);
  const examples = readdirSync(folder).filter((name) => name.endsWith(".json"));
  it.each(examples)("is never refused when it is one that GitHub publishes: %s", async (name) => {
    await using ingress = await openIngress();
    const bytes = readFileSync(new URL(name, folder));
    const event = name.split(".")[0]?.replaceAll("-", "_") ?? "";

    expect(await send(ingress, { "x-github-event": event }, bytes)).toBe(202);
  });
});

describe("a forged webhook", () => {
  const signed = (bytes: string | Buffer) => [{}, bytes] as const;
  const corpus: readonly (readonly [
    string,
    number,
    Readonly<Record<string, string | readonly string[] | null>>,
    (string | Buffer)?,
  ])[] = [
    ["without signature", 400, { "x-hub-signature-256": null }],
    ["with SHA-1 only", 400, { "x-hub-signature-256": null, "x-hub-signature": `sha1=${"0".repeat(40)}` }],
    ["with SHA-1 in the place of SHA-256", 400, { "x-hub-signature-256": `sha1=${"0".repeat(40)}` }],
    ["with an empty signature", 400, { "x-hub-signature-256": "" }],
    ["signed with another secret", 401, { "x-hub-signature-256": sign(body, previousSecret) }],
    ["signed with the default secret", 401, { "x-hub-signature-256": sign(body, "development") }],
    ["signed with an empty secret", 401, { "x-hub-signature-256": sign(body, "") }],
    ["signed over another body", 401, { "x-hub-signature-256": sign(`${body} `) }],
    ["with a signature one digit short", 400, { "x-hub-signature-256": sign(body).slice(0, -1) }],
    ["with a signature one digit long", 400, { "x-hub-signature-256": `${sign(body)}0` }],
    ["with a signature in capitals", 400, { "x-hub-signature-256": sign(body).toUpperCase() }],
    [
      "with capital digits",
      400,
      { "x-hub-signature-256": `sha256=${sign(body).slice("sha256=".length).toUpperCase()}` },
    ],
    ["with the right signature twice", 400, { "x-hub-signature-256": [sign(body), sign(body)] }],
    ["with a wrong signature before the right one", 400, { "x-hub-signature-256": [sign("x"), sign(body)] }],
    ["with two signatures in one header", 400, { "x-hub-signature-256": `${sign(body)}, ${sign(body)}` }],
    ["without delivery", 400, { "x-github-delivery": null }],
    ["with a delivery that is no GUID", 400, { "x-github-delivery": "1" }],
    ["with two deliveries", 400, { "x-github-delivery": ["72d3162e-cc78-11e3-81ab-4c9367dc0958", "1"] }],
    ["without event", 400, { "x-github-event": null }],
    ["with an odd event", 400, { "x-github-event": "pull_request{}" }],
    ["as a form", 415, { "content-type": "application/x-www-form-urlencoded" }],
    ["as text", 415, { "content-type": "text/plain" }],
    ["without content type", 415, { "content-type": null }],
    ["in another character set", 415, { "content-type": "application/json; charset=utf-16" }],
    ["compressed", 415, { "content-encoding": "gzip" }, gzipSync(body)],
    ["without body and length", 411, { "content-length": null }, ""],
    ["with a byte order mark", 400, ...signed(`\uFEFF${body}`)],
    [
      "with broken UTF-8",
      400,
      ...signed(Buffer.concat([Buffer.from('{"action":"'), Buffer.of(0xff), Buffer.from('"}')])),
    ],
    ["with broken JSON", 400, ...signed('{"action":')],
    ["with an empty body", 400, ...signed("")],
    ["with a list", 400, ...signed("[]")],
    ["with null", 400, ...signed("null")],
    ["without action", 400, ...signed("{}")],
    [
      "with the number of a pull request as text",
      400,
      ...signed(body.replace('"number":12', '"number":"12"')),
    ],
    ["under the name of another event", 202, { "x-github-event": "issue_comment" }],
    ["without installation", 400, ...signed(body.replace('"installation"', '"other"'))],
  ];

  const cases = corpus.map(
    ([title, status, headers, bytes = body]) => [title, status, headers, bytes] as const,
  );
  it.each(cases)("%s is answered %i", async (_, status, headers, bytes) => {
    await using ingress = await openIngress();

    expect(await send(ingress, headers, bytes)).toBe(status);
    expect(ingress.accepted).toEqual([]);
    expect(ingress.lines.join("")).not.toContain(canary);
    expect(ingress.lines.join("")).not.toContain(sign(body).slice("sha256=".length));
  });

  it("under the name of an event with the same action is refused by its shape", async () => {
    await using ingress = await openIngress();
    const bytes = JSON.stringify({ ...pullRequestPayload, action: "created" });

    expect(await send(ingress, { "x-github-event": "issue_comment" }, bytes)).toBe(400);
  });

  it("does not get a second request through the first", async () => {
    await using ingress = await openIngress();
    const text = requestText({ ...headersOf(body), "transfer-encoding": "chunked" });

    expect(await sendRaw(ingress.port, text, body)).toBe(400);
    expect(ingress.accepted).toEqual([]);
  });
});

describe("other requests", () => {
  const get = async (port: number, path: string, method = "GET") => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, { method, redirect: "manual" });
    return [response.status, await response.text()];
  };

  it.each([
    ["GET", "/healthz", 200],
    ["HEAD", "/healthz", 200],
    ["GET", "/healthz?probe=1", 200],
    ["GET", "/readyz", 200],
    ["POST", "/healthz", 404],
    ["GET", "/", 404],
    ["GET", "/probot", 404],
    ["GET", "/ping", 404],
    ["GET", "/api/github/webhooks", 404],
    ["PUT", "/api/github/webhooks", 404],
    ["POST", "/api/github/webhooks/", 404],
    ["POST", "//api/github/webhooks", 404],
  ])("%s %s is answered %i", async (method, path, status) => {
    await using ingress = await openIngress();

    expect((await get(ingress.port, path, method))[0]).toBe(status);
  });

  it("tell a load balancer when webhooks are not taken, and the process is well all the same", async () => {
    await using ingress = await openIngress({ isReady: () => false });

    expect([
      await get(ingress.port, "/healthz"),
      await get(ingress.port, "/readyz"),
      await send(ingress),
      ingress.accepted,
    ]).toEqual([[200, "ok\n"], [503, "not ready\n"], 503, []]);
  });
});
