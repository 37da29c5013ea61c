import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { projectRoot } from "../architecture/run-tool.ts";

const run = promisify(execFile);

it("ends without a stack trace when nobody reads the output any more", async () => {
  const script = `'${process.execPath}' src/entrypoints/launch.mjs review --format sarif --diff - | head -c 1 >/dev/null; echo "\${PIPESTATUS[0]}"`;
  const running = run("bash", ["-c", script], { cwd: projectRoot });
  running.child.stdin?.end(composeDiff());
  const { stdout, stderr } = await running;
  expect(stderr).toBe("");
  expect(stdout.trim()).toBe("141");
});

function composeDiff(): string {
  return "diff --git a/total.js b/total.js\n--- a/total.js\n+++ b/total.js\n@@ -1 +1 @@\n-const total = 1;\n+const total = 2;\n";
}
