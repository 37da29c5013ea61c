import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { Report } from "../domain/report.ts";

/** The published JSON Schemas as texts, by file name in `schemas/`. */
export function composeSchemas(): Readonly<Record<string, string>> {
  const report = { title: "Assay review report 1.0", ...z.toJSONSchema(Report) };
  return { "report.schema.json": `${JSON.stringify(report, null, 2)}\n` };
}

// Run as `node src/entrypoints/generate-schemas.ts`; imported by the test that keeps the files current.
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [name, text] of Object.entries(composeSchemas())) {
    writeFileSync(new URL(`../../schemas/${name}`, import.meta.url), text);
  }
}
