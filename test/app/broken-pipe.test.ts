import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { projectRoot } from "../architecture/run-tool.ts";

const run = promisify(execFile);

it("ends without a stack trace when nobody reads the output any more", async () => {
  const script = `'${process.execPath}' src/entrypoints/launch.mjs review --format sarif --diff - </dev/null | head -c 1 >/dev/null; echo "\${PIPESTATUS[0]}"`;
  const { stdout, stderr } = await run("bash", ["-c", script], { cwd: projectRoot });
  expect(stderr).toBe("");
  expect(stdout.trim()).toBe("141");
});
