import { composeGitEnvironment } from "../../../adapters/git/git-environment.ts";
import { runGit } from "../../../adapters/git/run-git.ts";
import { exitCode } from "../../shared/exit-codes.ts";
import { type CheckResult, ok, problem, type Verdict } from "./check-result.ts";
import { type DoctorScene, settleInTime } from "./doctor-scene.ts";

/** Equal to the version that the launcher insists on, and to `engines` of package.json. */
const oldestNode = [22, 19] as const;
/** The first with all options of git that are used. */
const oldestGit = [2, 31] as const;

/** The programs that Assay runs on. */
export async function examineMachine(scene: DoctorScene): Promise<readonly CheckResult[]> {
  return [
    { name: "node", ...judgeVersion("Node.js", scene.machine.nodeVersion, oldestNode) },
    { name: "git", ...(await examineGit(scene)) },
  ];
}

async function examineGit({ environment, timeoutMs }: DoctorScene): Promise<Verdict> {
  const asked = await settleInTime(timeoutMs, (signal) =>
    runGit(
      { directory: process.cwd(), environment: composeGitEnvironment(environment), signal },
      { args: ["--version"], maxBytes: 10_000, maxMilliseconds: timeoutMs },
    ),
  );
  if (asked.kind === "failed") return asked.verdict;
  return judgeVersion("git", asked.value.output.toString("utf8"), oldestGit);
}

function judgeVersion(program: string, text: string, oldest: readonly [number, number]): Verdict {
  const [version, major, minor] = /(\d{1,5})\.(\d{1,5})(?:\.\d{1,5})?/.exec(text) ?? [];
  const remedy = `Install ${program} ${oldest.join(".")} or newer, and see that it is the one on the PATH.`;
  if (version === undefined) {
    return problem(`${program} does not tell its version`, remedy, exitCode.unavailable);
  }
  const isNewEnough =
    Number(major) > oldest[0] || (Number(major) === oldest[0] && Number(minor) >= oldest[1]);
  if (isNewEnough) return ok(`version ${version}`);
  return problem(`version ${version} is too old`, remedy, exitCode.unavailable);
}
