import process from "node:process";
import { fileURLToPath } from "node:url";
import { installPackages } from "./action/install-packages.ts";
import { composeCommand } from "./action/workflow-command.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const print = (line: string) => process.stdout.write(`${line}\n`);

const problem = await installPackages(root, process.env);
if (problem === null) {
  // Loaded only now: before, its packages may not be there.
  const { runAction } = await import("./action/run-action.ts");
  process.exitCode = await runAction(process.env, print);
} else {
  print(composeCommand("error", { title: "Assay" }, problem));
  process.exitCode = 69;
}
