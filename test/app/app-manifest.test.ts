import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { webhookEvents } from "../../src/entrypoints/app/webhook-shapes.ts";

const text = readFileSync(new URL("../../app.yml", import.meta.url), "utf8");
const manifest = parse(text);
/** GitHub sends these to every App; a manifest that asks for them is refused. */
const unasked = ["installation", "installation_repositories"];
const stages = ["receive", "fetch", "publish"];

describe("app.yml", () => {
  it("asks for these rights and for no others", () => {
    expect(manifest.default_permissions).toEqual({
      contents: "read",
      pull_requests: "write",
      checks: "write",
      issues: "write",
      merge_queues: "read",
      metadata: "read",
    });
  });

  it("asks for the events that are translated, and for all of them", () => {
    expect([...manifest.default_events, ...unasked].toSorted()).toEqual(webhookEvents.toSorted());
  });

  it("makes an App that strangers cannot install", () => {
    expect(manifest.public).toBe(false);
  });

  it("says before every right and every event which stage needs it", () => {
    const lines = text.slice(text.indexOf("default_permissions:")).split("\n");
    const wanted = lines.flatMap((line, index) =>
      /^ {2}(- )?[a-z]/.test(line) ? [lines[index - 1] ?? ""] : [],
    );
    const isNamed = (comment: string) => stages.some((stage) => comment.startsWith(`  # ${stage}`));

    expect(wanted).toHaveLength(
      Object.keys(manifest.default_permissions).length + manifest.default_events.length,
    );
    expect(wanted.filter((comment) => !isNamed(comment))).toEqual([]);
  });
});
