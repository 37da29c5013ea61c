import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { convertManifest } from "../../../../src/adapters/github/convert-manifest.ts";
import { type ManifestServer, startManifestServer } from "../../../fakes/manifest-server.ts";

let github: ManifestServer;
beforeAll(async () => {
  github = await startManifestServer();
});
afterAll(() => github[Symbol.asyncDispose]());

const convert = (code = "abc", timeoutMs = 5_000) =>
  convertManifest({ apiUrl: github.apiUrl, code, timeoutMs });
const told = { id: 7, pem: "a key", name: "Octo", html_url: "https://github.com/apps/octo" };
const app = { appId: 7, privateKey: "a key", name: "Octo", pageUrl: "https://github.com/apps/octo" };

describe("the exchange of a manifest's code", () => {
  it.each([
    ["a secret", { ...told, webhook_secret: "s", client_secret: "x" }, { ...app, webhookSecret: "s" }],
    ["no secret", told, { ...app, webhookSecret: null }],
    ["an empty secret", { ...told, webhook_secret: null }, { ...app, webhookSecret: null }],
  ])("gives an App with %s", async (_, body, expected) => {
    github.answer({ status: 201, body: JSON.stringify(body) });

    expect(await convert()).toEqual({ kind: "created", app: expected });
  });

  it.each([
    [404, "{}", "refused"],
    [410, "{}", "refused"],
    [422, "{}", "refused"],
    [403, "{}", "unavailable"],
    [429, "{}", "unavailable"],
    [500, "<html>", "unavailable"],
    [302, "", "unavailable"],
    [201, "", "unusable"],
    [201, "[]", "unusable"],
    [201, JSON.stringify({ ...told, id: "7" }), "unusable"],
    [201, JSON.stringify({ ...told, id: -1 }), "unusable"],
    [201, JSON.stringify({ ...told, pem: "" }), "unusable"],
    [201, JSON.stringify({ ...told, name: "x".repeat(2 ** 20) }), "unavailable"],
  ])("understands %i with %.20s as %s", async (status, body, kind) => {
    github.answer({ status, body });

    expect(await convert()).toEqual({ kind });
  });

  it("does not wait for ever, and sends a strange code as one part of the path", async () => {
    github.answer(null);

    expect(await convert("a/../b?c", 50)).toEqual({ kind: "unavailable" });
    expect(github.codes.at(-1)).toBe("a%2F..%2Fb%3Fc");
  });
});
