import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { checkWebhook } from "./validate-exchange.ts";

const folder = new URL("webhook-examples/", import.meta.url);
const examples = readdirSync(folder).map((name) => ({
  name: name.replace(/\.json$/, ""),
  payload: JSON.parse(readFileSync(new URL(name, folder), "utf8")) as Record<string, unknown>,
}));

/** Members that the description asks for today and the examples, which are older, do not have. */
function missingMembers(name: string, payload: Record<string, unknown>): readonly string[] {
  const event = (name.split(".")[0] ?? "").replaceAll("-", "_");
  return checkWebhook(event, payload).filter(
    (problem) => !/must have required property|must match/.test(problem),
  );
}

describe("GitHub's published examples of webhooks", () => {
  it("are there for every event that the App hears", () => {
    expect(examples.map(({ name }) => name)).toContain("pull-request.synchronize");
    expect(examples.length).toBeGreaterThanOrEqual(20);
  });

  it("contradict the description in nothing but what they lack", () => {
    const contradictions = examples
      .map(({ name, payload }) => [name, missingMembers(name, payload)] as const)
      .filter(([, problems]) => problems.length > 0);

    expect(Object.fromEntries(contradictions)).toMatchInlineSnapshot(`
      {
        "installation-repositories.added": [
          "/installation/created_at must be string",
          "/installation/updated_at must be string",
        ],
        "installation-repositories.removed": [
          "/installation/created_at must be string",
          "/installation/updated_at must be string",
        ],
        "installation.created": [
          "/installation/created_at must be string",
          "/installation/updated_at must be string",
        ],
        "installation.deleted": [
          "/installation/created_at must be string",
          "/installation/updated_at must be string",
        ],
      }
    `);
  });
});
