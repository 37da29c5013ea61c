import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Figure, MeasureOptions, Section } from "./figure.ts";
import { sections } from "./sections.ts";

const program = fileURLToPath(import.meta.url);
const limitMs = 1_200_000;
const quick = "--quick";

/**
 * One section in a process of its own: what one leaves in memory, or compiled, is no matter to the next. Rejects when
 * it fails, or takes longer than twenty minutes.
 */
export function measureInChild({ name }: Section, { isQuick }: MeasureOptions): Promise<readonly Figure[]> {
  const child = fork(program, [name, ...(isQuick ? [quick] : [])]);
  const timer = setTimeout(() => child.kill("SIGKILL"), limitMs);
  return new Promise((resolve, reject) => {
    child.once("message", (figures: readonly Figure[]) => resolve(figures));
    child.once("error", reject);
    child.once("close", (code, signal) => {
      clearTimeout(timer);
      reject(new Error(`${name} ended without figures (${signal ?? code})`));
    });
  });
}

async function measureHere(name: string | undefined): Promise<void> {
  const section = sections.find((one) => one.name === name);
  if (section === undefined) throw new Error(`there is no section ${name}`);
  const measured = await section.measure({ isQuick: process.argv.includes(quick) });
  // Where something cannot be measured on this system, there is no figure of it.
  const figures = measured.filter(({ value }) => Number.isFinite(value));
  process.send?.(figures, () => process.exit(0));
}

if (import.meta.main) await measureHere(process.argv[2]);
