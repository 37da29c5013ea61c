import { describe, expect, it } from "vitest";
import { apiError, completion, hang, html, raw, reset } from "../../fakes/model-replies.ts";
import { always, type Reply } from "../../fakes/model-server.ts";
import { openCase } from "./fault-case.ts";
import { openAppScene, unsafeQuery } from "./open-app-scene.ts";
import { createVirtualClock } from "./virtual-clock.ts";

const replies: readonly (readonly [string, Reply])[] = [
  ["breaks every connection", reset("before")],
  ["answers 500", apiError(500, { message: "The server had an error." })],
  ["has no quota left", apiError(429, { code: "insufficient_quota", type: "insufficient_quota" })],
  ["refuses the key", apiError(401, { code: "invalid_api_key" })],
  ["hangs", hang()],
  ["refuses to answer", completion(null, { refusal: "I cannot help with that." })],
  ["stops for a content filter", completion("", { finish: "content_filter" })],
  ["answers prose", completion("There is nothing wrong with this change, I think.")],
  ["answers with another shape", completion({ findings: "none", ok: true })],
  ["is a page for people", html(200)],
  ["answers nothing", raw(200, "")],
  ["claims to have read what it was not shown", completion({ reviewed: [], defects: [], suggestions: [] })],
];

describe.concurrent("a model that", () => {
  it.each(replies)(
    "%s: the review says that it is inconclusive and why, the check is neutral",
    async (_, reply) => {
      await using scene = await openAppScene({
        clock: createVirtualClock(),
        script: always(reply),
        environment: { ASSAY_MODEL_TIMEOUT_MS: "1000" },
      });
      const pull = await openCase(scene, 0).open({ "src/find.js": unsafeQuery });
      await scene.app.idle();
      const [review, ...others] = pull.reviews();
      expect(others).toEqual([]);
      expect(review?.body).toMatch(/inconclusive/i);
      expect(review?.body).not.toContain("No security defects are detected in the code.");
      expect(review?.body).toMatch(/not reviewed|not be reviewed|could not|did not/i);
      expect(pull.checkRuns().map(({ status, conclusion }) => ({ status, conclusion }))).toEqual([
        { status: "completed", conclusion: "neutral" },
      ]);
    },
  );
});
