import { ReviewError } from "../../domain/errors.ts";
import { exitCode, exitCodeOfError } from "../shared/exit-codes.ts";

/** Why a process cannot start. `code` is its exit code: a service manager starts again what waiting may help. */
export interface StartRefusal {
  readonly problems: readonly string[];
  readonly code: number;
}

/** Says on stderr why the process cannot start, and gives its exit code. */
export function refuseStart(what: string, { problems, code }: StartRefusal): number {
  process.stderr.write(
    `assay: ${what} cannot start:\n${problems.map((problem) => `  ${problem}\n`).join("")}`,
  );
  return code;
}

/** Settings that are wrong: they do not become right by themselves. */
export function refuseSettings(problems: readonly string[]): StartRefusal {
  return { problems, code: exitCode.configuration };
}

/**
 * What a start failed of: the world, or the address to listen on, whose port `variable` names. Throws on what is a
 * defect of Assay.
 */
export function explainFailedStart(error: unknown, variable = "PORT"): StartRefusal {
  if (error instanceof ReviewError) {
    const remedy = error.remedy === null ? "" : ` ${error.remedy}`;
    return {
      problems: [`${error.code}: ${error.message}.${remedy}`],
      code: exitCodeOfError(error.code),
    };
  }
  const refusal = explainAddress(error, variable);
  if (refusal === null) throw error;
  return refusal;
}

function explainAddress(error: unknown, variable: string): StartRefusal | null {
  if (!(error instanceof Error && "code" in error && "syscall" in error)) return null;
  if (error.syscall === "getaddrinfo") {
    return refuseSettings(["HOST cannot be resolved: set it to an address of this machine."]);
  }
  if (error.syscall !== "listen") return null;
  const port = "port" in error ? `Port ${error.port}` : "The port";
  switch (error.code) {
    case "EADDRINUSE":
      return {
        problems: [`${port} is in use: stop the other program or set ${variable}.`],
        code: exitCode.tryLater,
      };
    case "EACCES":
      return refuseSettings([
        `${port} needs rights that this user does not have: set ${variable} to 1024 or more, and let a proxy take the lower one.`,
      ]);
    case "EADDRNOTAVAIL":
      return refuseSettings(["HOST is no address of this machine: set it to one that is."]);
    default:
      return null;
  }
}
