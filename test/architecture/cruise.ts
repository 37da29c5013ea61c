import { projectRoot, runNodeTool } from "./run-tool.ts";

export interface Cruise {
  /** Modules of our own that were read, sorted. */
  readonly modules: readonly string[];
  /** `rule: from -> to`, sorted. */
  readonly violations: readonly string[];
}

interface CruiseReport {
  readonly modules: readonly { readonly source: string }[];
  readonly summary: {
    readonly violations: readonly { readonly rule: { readonly name: string }; from: string; to: string }[];
  };
}

/** Applies the layer rules of this project to the `src` of a folder. */
export async function cruise(directory: string): Promise<Cruise> {
  const result = await runNodeTool(
    "dependency-cruiser/bin/dependency-cruiser.mjs",
    ["--config", `${projectRoot}/.dependency-cruiser.mjs`, "--output-type", "json", "src"],
    { directory },
  );
  if (result.stdout === "") throw new Error(`dependency-cruiser said nothing: ${result.stderr}`);
  const report: CruiseReport = JSON.parse(result.stdout);
  return {
    modules: report.modules
      .map((module) => module.source)
      .filter((source) => source.startsWith("src/"))
      .toSorted(),
    violations: report.summary.violations
      .map((violation) => `${violation.rule.name}: ${violation.from} -> ${violation.to}`)
      .toSorted(),
  };
}
