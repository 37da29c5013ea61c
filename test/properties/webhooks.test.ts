import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkHeaders } from "../../src/entrypoints/app/check-headers.ts";
import { translateWebhook } from "../../src/entrypoints/app/translate-webhook.ts";
import { startSignatureCheck } from "../../src/entrypoints/app/verify-signature.ts";
import {
  listActions,
  readWebhook,
  type WebhookEventName,
  webhookEvents,
} from "../../src/entrypoints/app/webhook-shapes.ts";
import { pullRequestPayload } from "../app/pull-request-payload.ts";

const context = { appId: 77, allowedAccounts: null };
// Every event that is listened to is one of the shapes.
const events = webhookEvents as readonly WebhookEventName[];

describe("a payload", () => {
  it("of any JSON is translated into a list or nothing, under every event's name", () => {
    fc.assert(
      fc.property(fc.constantFrom(...events), fc.jsonValue(), fc.nat(), (event, value, pick) => {
        const actions = listActions(event);
        const action = actions[pick % actions.length];
        const payload = typeof value === "object" && value !== null ? { ...value, action } : value;

        expect(Array.isArray(translateWebhook(event, payload, context))).toBe(true);
      }),
    );
  });

  it("in which one member was replaced is refused, or names the same pull request", () => {
    const members = Object.keys(pullRequestPayload);
    fc.assert(
      fc.property(fc.constantFrom(...members), fc.jsonValue(), (member, value) => {
        const payload = { ...pullRequestPayload, [member]: value };
        const reading = readWebhook("pull_request", payload);
        const intents = translateWebhook("pull_request", payload, context);

        if (reading.kind !== "known") expect(intents).toEqual([]);
        else expect(JSON.stringify(intents)).not.toContain("kan4rie");
      }),
    );
  });
});

describe("headers", () => {
  const names = [
    "content-type",
    "content-length",
    "x-github-event",
    "x-github-delivery",
    "x-hub-signature-256",
  ];

  it("of any content are taken or refused", () => {
    const headers = fc.dictionary(
      fc.constantFrom(...names),
      fc.array(fc.string(), { minLength: 1, maxLength: 2 }),
    );
    fc.assert(
      fc.property(headers, (distinct) => {
        const single = Object.fromEntries(
          Object.entries(distinct).map(([name, values]) => [name, values[0]]),
        );
        const result = checkHeaders({ headers: single, headersDistinct: distinct }, 1_000);

        expect("status" in result ? result.status : result.signature).toBeDefined();
      }),
    );
  });
});

describe("a signature", () => {
  it("of any text but the right one does not match", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.string(), (body, signature) => {
        const check = startSignatureCheck(["one", "two"]);
        check.add(Buffer.from(body));

        expect(check.matches(signature)).toBe(false);
      }),
    );
  });
});
