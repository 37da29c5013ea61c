import { flushCompileCache } from "node:module";
import process from "node:process";
import "./shared/keep-compiled.mjs";
import { loadEnvironment } from "./shared/load-environment.ts";

// Only now, so that what it is made of comes out of what was compiled before.
const { startApp } = await import("./app/start-app.ts");
// Libraries read the process's own.
Object.assign(process.env, loadEnvironment(process.env));
process.exitCode = await startApp(process.env);
// An App that is killed one day leaves its successor this much.
flushCompileCache();
