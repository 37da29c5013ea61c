import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { allRuleDescriptions } from "../checks/all-rules.ts";
import { OrganisationPolicyFile, PolicyFile } from "../domain/policy.ts";
import { Report } from "../domain/report.ts";
import type { RuleDescription } from "../domain/rule.ts";
import { insertErrorCatalogue } from "./shared/compose-error-catalogue.ts";
import { insertExitCodeTable } from "./shared/compose-exit-code-table.ts";
import { insertPolicyTable } from "./shared/compose-policy-table.ts";

/** Written by hand but for its catalogue of errors. */
const operations = "docs/operations.md";
/** Written by hand but for the keys of a repository's configuration and the exit codes. */
const readme = "README.md";

/** Everything that is published and written by a program, as texts by path from the root of the project. */
export function composeGeneratedFiles(): Readonly<Record<string, string>> {
  const policySchema = z.toJSONSchema(PolicyFile, { io: "input" });
  return {
    "schemas/report.schema.json": print("Assay review report 1.0", z.toJSONSchema(Report)),
    "schemas/review-policy.schema.json": print(
      "Assay configuration of a repository: .github/assay.yml",
      policySchema,
    ),
    "schemas/organisation-policy.schema.json": print(
      "Assay configuration of an organisation: assay.yml in its .github repository",
      z.toJSONSchema(OrganisationPolicyFile, { io: "input" }),
    ),
    "docs/checks.md": composeCheckList(allRuleDescriptions),
    [operations]: insertErrorCatalogue(read(operations)),
    [readme]: insertExitCodeTable(insertPolicyTable(read(readme), policySchema)),
  };
}

function read(path: string): string {
  return readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
}

function print(title: string, schema: object): string {
  return `${JSON.stringify({ title, ...schema }, null, 2)}\n`;
}

function composeCheckList(rules: readonly RuleDescription[]): string {
  const families = Map.groupBy(rules, ({ id }) => id.slice(0, id.indexOf(".")));
  const sections = [...families].map(([family, own]) =>
    [
      `## ${family}`,
      "",
      "| Rule | What it reports | CWE | Severity |",
      "|---|---|---|---|",
      ...own.map(composeRow),
    ].join("\n"),
  );
  const opening = [
    "# Checks",
    "",
    `The ${rules.length} rules that can stand in a finding, by the first part of their ids. Ids are stable. Rules named after a language or family of languages are patterns: with a model they become located questions, without one they are shown as patterns that nobody examined. The others are checks of their own.`,
    "",
    "A pattern of severity medium or above that a model was asked about, and of which no defect came, is named in every review under “Matched by a rule, not reported as a defect”, on the terminal, in Markdown, on GitHub and as `unreported` in JSON: the worst ten, all of them in JSON. It changes neither verdict nor exit code, is no result of SARIF, and is not remembered. After a push that holds for parts of the change that an earlier review read, too. Patterns of low severity are left out, and so are those that somebody dismissed before a model looked at them: they are told under “Dismissed”.",
    "",
    "This file is written by `npm run schemas`.",
  ].join("\n");
  return `${[opening, ...sections].join("\n\n")}\n`;
}

function composeRow({ id, title, cwe, severity }: RuleDescription): string {
  return `| \`${id}\` | ${title.replaceAll("|", "\\|")} | ${cwe ?? ""} | ${severity} |`;
}

// Run as `npm run schemas`; imported by the test that keeps the files current.
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [path, text] of Object.entries(composeGeneratedFiles())) {
    writeFileSync(new URL(`../../${path}`, import.meta.url), text);
  }
}
