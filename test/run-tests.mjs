// What `npm test` starts. Plain JavaScript, so that an old Node says what it lacks instead of a syntax error.
import process from "node:process";

const [major, minor] = process.versions.node.split(".").map(Number);

if (major > 22 || (major === 22 && minor >= 19)) {
  const { runVitest } = await import("./runner/run-vitest.ts");
  process.exitCode = await runVitest(process.argv.slice(2));
} else {
  process.stderr.write(
    `The tests need Node 22.19 or newer, this is Node ${process.versions.node}.\n` +
      "`npm ci` brings Node 24 along and `npm test` uses it (not after `npm ci --ignore-scripts`).\n",
  );
  process.exitCode = 69;
}
