import type { Command, Option } from "commander";

/** An option as a shell completes it. */
export interface CompletedOption {
  readonly flags: readonly string[];
  readonly description: string;
  readonly takesValue: boolean;
  /** Empty where any value will do: then files are offered. */
  readonly values: readonly string[];
}

/** A command as a shell completes it; `path` begins with the name of the program. */
export interface CompletedCommand {
  readonly path: readonly string[];
  readonly children: readonly { readonly name: string; readonly description: string }[];
  readonly options: readonly CompletedOption[];
  /** Values of its arguments, where only some are taken. */
  readonly values: readonly string[];
}

/** The program and all commands below it, as its help shows them: whatever is added to it is completed too. */
export function listCommands(program: Command, above: readonly string[] = []): readonly CompletedCommand[] {
  const help = program.createHelp();
  const path = [...above, program.name()];
  const children = help.visibleCommands(program);
  const own: CompletedCommand = {
    path,
    children: children.map((child) => ({ name: child.name(), description: firstLine(child.description()) })),
    options: help.visibleOptions(program).map(readOption),
    values: program.registeredArguments.flatMap(({ argChoices }) => argChoices ?? []),
  };
  return [own, ...children.flatMap((child) => listCommands(child, path))];
}

function readOption({ short, long, description, required, optional, argChoices }: Option): CompletedOption {
  return {
    flags: [short, long].filter((flag) => flag !== undefined),
    description: firstLine(description),
    takesValue: required || optional,
    values: argChoices ?? [],
  };
}

function firstLine(text: string): string {
  return text.split("\n", 1)[0] ?? "";
}
