import { writeFileSync } from "node:fs";
import type { Reporter, SerializedError, TestModule } from "vitest/node";
import type { Tally } from "./summarize-run.ts";

/** Counts what the run really did into the file that `ASSAY_TEST_TALLY` names; none where nobody asks for it. */
export function createTallyReporters(): Reporter[] {
  const path = process.env["ASSAY_TEST_TALLY"];
  if (path === undefined) return [];
  return [
    {
      onTestRunEnd(modules, unhandledErrors) {
        writeFileSync(path, JSON.stringify(countModules(modules, unhandledErrors)));
      },
    },
  ];
}

function countModules(modules: readonly TestModule[], unhandledErrors: readonly SerializedError[]): Tally {
  const states = modules.flatMap((module) =>
    [...module.children.allTests()].map((test) => test.result().state),
  );
  const count = (state: string) => states.filter((each) => each === state).length;
  return {
    passed: count("passed"),
    failed: count("failed"),
    skipped: count("skipped"),
    unfinished: count("pending"),
    brokenFiles: modules
      .filter((module) => hasErrorOfItsOwn(module))
      .map((module) => module.relativeModuleId),
    unhandledErrors: unhandledErrors.length,
  };
}

// A file that does not load, or a suite whose hook failed: errors that belong to no test.
function hasErrorOfItsOwn(module: TestModule): boolean {
  if (module.errors().length > 0) return true;
  return [...module.children.allSuites()].some((suite) => suite.errors().length > 0);
}
