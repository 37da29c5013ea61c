import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { parse } from "yaml";
import { declared } from "./workflow-runner.ts";

const document = readFileSync(new URL("../../docs/action.md", import.meta.url), "utf8");
const example = parse(/^```yaml\n([\s\S]*?)^```$/m.exec(document)?.[1] ?? "");
const steps: readonly { readonly uses: string; readonly with?: Readonly<Record<string, unknown>> }[] =
  example.jobs.assay.steps;

it("the document explains every input and output of the action, and no other", () => {
  const rows = document
    .slice(document.indexOf("| Input |"), document.indexOf("Outputs:"))
    .split("\n")
    .slice(2);
  const inputs = rows.flatMap((row) =>
    [...(row.split("|")[1] ?? "").matchAll(/`([\w-]+)`/g)].map((match) => match[1]),
  );
  const outputs = /^Outputs: .*$/m.exec(document)?.[0] ?? "";

  expect(inputs).toEqual(declared.inputs);
  for (const output of declared.outputs) expect(outputs).toContain(`\`${output}\``);
});

it("the example gives the action inputs that it has, and uses outputs that it has", () => {
  const [own] = steps.filter(({ uses }) => uses.startsWith("OWNER/assay/action@"));
  const used = [...document.matchAll(/steps\.assay\.outputs\.([\w-]+)/g)].map((match) => match[1]);

  expect(Object.keys(own?.with ?? {}).filter((name) => !declared.inputs.includes(name))).toEqual([]);
  expect(used.length).toBeGreaterThan(0);
  expect(used.filter((name) => name === undefined || !declared.outputs.includes(name))).toEqual([]);
});

it("the example asks for no more rights than reading and alerts", () => {
  expect(example.permissions).toEqual({ contents: "read", "security-events": "write" });
});
