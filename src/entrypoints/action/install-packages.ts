import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

type Environment = Readonly<Record<string, string | undefined>>;

/** npm writes it when everything is there. */
const marker = "node_modules/.package-lock.json";
const args = ["ci", "--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
const mostMs = 600_000;
const mostShown = 2_000;
/** npm gets these variables and its own settings: no key of the workflow is among them. */
const passedOn =
  /^(?:path|home|userprofile|appdata|localappdata|systemroot|comspec|te?mp|tmpdir|(?:https?|no)_proxy|node_extra_ca_certs|ssl_cert_file|npm_config_\w+)$/i;

/** Installs the locked packages of the action beside it, once a machine. Null when they are there, else what is wrong. */
export async function installPackages(root: string, environment: Environment): Promise<string | null> {
  if (existsSync(join(root, marker))) return null;
  const { isDone, output } = await runNpm(root, environment);
  if (isDone) return null;
  return `The packages of Assay could not be installed with npm. See whether npm is on the PATH and reaches its registry.\n${output.slice(-mostShown)}`;
}

function runNpm(root: string, environment: Environment): Promise<{ isDone: boolean; output: string }> {
  return new Promise((resolve) => {
    const child = spawn("npm", args, {
      cwd: root,
      env: Object.fromEntries(Object.entries(environment).filter(([name]) => passedOn.test(name))),
      stdio: ["ignore", "pipe", "pipe"],
      timeout: mostMs,
      // On Windows npm is a script of the shell; nothing in the arguments comes from elsewhere.
      shell: process.platform === "win32",
    });
    let output = "";
    const add = (chunk: Buffer) => {
      output = `${output}${chunk.toString("utf8")}`.slice(-mostShown);
    };
    child.stdout.on("data", add);
    child.stderr.on("data", add);
    child.on("error", (error) => resolve({ isDone: false, output: error.message }));
    child.on("close", (code) => resolve({ isDone: code === 0, output }));
  });
}
