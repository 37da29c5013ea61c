import { existsSync, readFileSync } from "node:fs";
import { parseEnv } from "node:util";

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The environment as the App sees it: `.env` in the working folder, where the set-up page writes the credentials of a
 * new App, holds what is not set otherwise. A variable that is empty is not set.
 */
export function loadEnvironment(environment: Environment): Environment {
  if (!existsSync(".env")) return environment;
  const given = Object.entries(environment).filter(([, value]) => value !== undefined && value !== "");
  return { ...environment, ...parseEnv(readFileSync(".env", "utf8")), ...Object.fromEntries(given) };
}
