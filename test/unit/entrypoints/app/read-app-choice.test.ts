import { describe, expect, it } from "vitest";
import { readAppChoice } from "../../../../src/entrypoints/app/read-app-choice.ts";

const gitHub = "https://github.com";
const hook = "https://assay.example.com/api/github/webhooks";

describe("the choice of an owner and an address", () => {
  it.each([
    ["https://assay.example.com", hook],
    [" assay.example.com/ ", hook],
    ["https://assay.example.com:8443", "https://assay.example.com:8443/api/github/webhooks"],
    [hook, hook],
    ["https://example.com/assay/api/github/webhooks#top", "https://example.com/assay/api/github/webhooks"],
  ])("lets GitHub deliver to %s", (address, webhookUrl) => {
    expect(readAppChoice({ address, organisation: " " }, gitHub)).toEqual({
      kind: "read",
      choice: { organisation: null, webhookUrl },
    });
  });

  it.each([
    ["", /^missing; /],
    ["http://assay.example.com", /^must begin with https/],
    ["https://user:word@assay.example.com", /^must not hold credentials$/],
    ["https://", /^not a URL; /],
    ["localhost:3000", /^leads to this machine, where GitHub cannot reach it/],
    ["https://127.0.0.1", /^leads to this machine/],
    ["http://assay.localhost", /^must begin with https/],
    ["javascript://x", /^must begin with https/],
    ["https://assay.example.com/foo", /^must end behind the host, .*\/api\/github\/webhooks only$/],
    ["assay.example.com/api/github/webhooks/more", /^must end behind the host/],
    ["https://assay.example.com/?a=b", /^must end behind the host/],
    ["foo", /^is no name on the internet/],
    ["https://foo.:8443", /^is no name on the internet/],
  ])("refuses the address %j", (address, problem) => {
    expect(readAppChoice({ address, organisation: "octo-org" }, gitHub)).toEqual({
      kind: "refused",
      problems: { address: expect.stringMatching(problem), organisation: "" },
    });
  });

  it("lets an Enterprise server, which may stand beside this one, deliver over plain http", () => {
    expect(
      readAppChoice({ address: "http://assay.lan:3000", organisation: "octo" }, "https://github.lan"),
    ).toEqual({
      kind: "read",
      choice: { organisation: "octo", webhookUrl: "http://assay.lan:3000/api/github/webhooks" },
    });
  });

  it("says at once what is wrong with both fields", () => {
    expect(readAppChoice({ address: "http://localhost:3000", organisation: "not a name" }, gitHub)).toEqual({
      kind: "refused",
      problems: {
        address: expect.stringMatching(/^leads to this machine/),
        organisation: expect.stringContaining("one organisation"),
      },
    });
  });

  it.each(["a/b", "a b", "https://github.com/octo", "x".repeat(101), "ø"])(
    "refuses the organisation %j",
    (organisation) => {
      expect(readAppChoice({ address: hook, organisation }, gitHub)).toEqual({
        kind: "refused",
        problems: { address: "", organisation: expect.stringContaining("one organisation") },
      });
    },
  );
});
