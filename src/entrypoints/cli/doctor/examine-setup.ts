import { type CheckName, type CheckResult, checkTitles } from "./check-result.ts";
import type { DoctorScene } from "./doctor-scene.ts";
import { examineGitHub } from "./examine-github.ts";
import { examineMachine } from "./examine-machine.ts";
import { examineModel } from "./examine-model.ts";
import { examinePort } from "./examine-port.ts";
import { examineStore } from "./examine-store.ts";
import { readSetup } from "./read-setup.ts";

/** Checks everything that Assay needs, side by side where one does not need the other. Never rejects for what it finds. */
export async function examineSetup(scene: DoctorScene): Promise<readonly CheckResult[]> {
  const setup = await readSetup(scene);
  const examineAppsMachine = async () => {
    const port = await examinePort(scene, setup);
    return [...(await examineStore(scene, setup, port.state)), ...port.results];
  };
  const groups = await Promise.all([
    setup.results,
    examineMachine(scene),
    examineModel(scene, setup),
    examineGitHub(scene, setup),
    examineAppsMachine(),
  ]);
  // The titles stand in the order of the report, and the record keeps it.
  const order = Object.keys(checkTitles) as readonly CheckName[];
  return groups.flat().toSorted((one, other) => order.indexOf(one.name) - order.indexOf(other.name));
}
