import { existsSync, readFileSync } from "node:fs";
import { parseEnv } from "node:util";
import { exitCode } from "../shared/exit-codes.ts";
import { UserMistake } from "./user-mistake.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** The environment as the App sees it: `.env` in the working folder holds what is not set otherwise. */
export function loadOperatorEnvironment(environment: Environment): Environment {
  if (!existsSync(".env")) return environment;
  return { ...parseEnv(readFileSync(".env", "utf8")), ...environment };
}

/** Says everything that is wrong about the settings at once. */
export function refuseEnvironment(problems: readonly string[]): UserMistake {
  return new UserMistake(exitCode.configuration, `the settings cannot be used:\n  ${problems.join("\n  ")}`);
}
