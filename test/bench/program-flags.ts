import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** The flags of Node with which the scripts of package.json start Assay. */
export function readProgramFlags(script: "assay" | "start"): readonly string[] {
  const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
    readonly scripts: Readonly<Record<string, string>>;
  };
  return (scripts[script] ?? "").split(" ").filter((word) => word.startsWith("--"));
}
