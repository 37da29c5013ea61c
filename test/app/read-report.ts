import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { expect } from "vitest";
import { Report } from "../../src/domain/report.ts";

const schemaText = readFileSync(new URL("../../schemas/report.schema.json", import.meta.url), "utf8");
const validate = new Ajv2020({ allErrors: true }).compile(JSON.parse(schemaText));

/** The report of a JSON output: it must hold against the published schema, and account for every file and hunk. */
export function readReport(text: string): Report {
  const report: unknown = JSON.parse(text);
  validate(report);
  expect(validate.errors).toBeNull();
  const read = Report.parse(report);
  expectAccounted(read);
  return read;
}

function expectAccounted({ coverage: { files, hunks } }: Report): void {
  const sum = (entries: readonly { readonly hunks: number }[]) =>
    entries.reduce((total, entry) => total + entry.hunks, 0);
  expect(files.reviewed + files.skipped.length + files.failed.length, "files accounted for").toBe(
    files.total,
  );
  expect(hunks.reviewed + sum(hunks.skipped) + sum(hunks.failed), "hunks accounted for").toBe(hunks.total);
}
