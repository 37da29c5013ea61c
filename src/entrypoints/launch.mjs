#!/usr/bin/env node
// Plain JavaScript of 2019 on purpose: an old Node must be able to read this file in order to be told that it is too old.
import { existsSync } from "node:fs";
import process from "node:process";

const NEEDED = [22, 19];
const EXIT_UNAVAILABLE = 69;
const EXIT_SOFTWARE = 70;
/** What a shell reports of a program that ended because nobody read its output any more. */
const EXIT_BROKEN_PIPE = 141;

const found = process.versions.node.split(".").map(Number);
const isNewEnough = found[0] > NEEDED[0] || (found[0] === NEEDED[0] && found[1] >= NEEDED[1]);

process.stdout.on("error", (error) => {
  if (error.code === "EPIPE") process.exit(EXIT_BROKEN_PIPE);
  throw error;
});

if (isNewEnough) {
  import("./shared/keep-compiled.mjs")
    .then(() => import("./cli.ts"))
    .then((cli) => cli.runCli(process.argv.slice(2)))
    .then((exitCode) => {
      process.exitCode = exitCode;
    })
    .catch((error) => {
      process.stderr.write(
        `assay: this is a defect of Assay, please report it:\n${error instanceof Error ? error.stack : error}\n`,
      );
      process.exitCode = EXIT_SOFTWARE;
    });
} else {
  const needed = NEEDED.join(".");
  // No package holds the lock file: where it is, this is a clone, which has a Node among its packages.
  const isClone = existsSync(new URL("../../package-lock.json", import.meta.url));
  process.stderr.write(
    `assay: Node ${needed} or newer is needed, this is Node ${process.versions.node}.\n` +
      (isClone
        ? "`npm ci` brings Node 24 along; start Assay with `npm run assay -- …` to use it.\n"
        : `Install Node ${needed} or newer, or run it with \`npx -p node@24 -p <tarball> assay …\`.\n`),
  );
  process.exitCode = EXIT_UNAVAILABLE;
}
