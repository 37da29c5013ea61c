import { exitCode } from "../shared/exit-codes.ts";
import { UserMistake } from "./user-mistake.ts";

/** Says everything that is wrong about the settings at once. */
export function refuseEnvironment(problems: readonly string[]): UserMistake {
  return new UserMistake(exitCode.configuration, `the settings cannot be used:\n  ${problems.join("\n  ")}`);
}
