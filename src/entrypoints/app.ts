import { existsSync } from "node:fs";
import { flushCompileCache } from "node:module";
import process from "node:process";
import "./shared/keep-compiled.mjs";

// Only now, so that what it is made of comes out of what was compiled before.
const { startApp } = await import("./app/start-app.ts");
// The set-up page writes the credentials of a new App there.
if (existsSync(".env")) process.loadEnvFile(".env");
process.exitCode = await startApp(process.env);
// An App that is killed one day leaves its successor this much.
flushCompileCache();
