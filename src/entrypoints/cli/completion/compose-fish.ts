import { listWalk } from "./compose-walk.ts";
import type { CompletedCommand, CompletedOption } from "./list-commands.ts";

/** Completion for fish. `assay completion fish | source` loads it. */
export function composeFish(commands: readonly CompletedCommand[]): string {
  const { name, steps, expecting } = listWalk(commands);
  return `# Completion of ${name} for fish. Load it with: ${name} completion fish | source
function __${name}_at
    set -l at ${quote(name)}
    set -l expects 0
    set -l words (commandline -opc)
    for word in $words[2..-1]
        if test $expects = 1
            set expects 0
            continue
        end
        switch "$at $word"
            case ${steps.map(quote).join(" ")}
                set at "$at $word"
            case ${expecting.map(quote).join(" ")}
                set expects 1
        end
    end
    echo $at
end
${commands.flatMap((command) => completeCommand(command, name)).join("\n")}
`;
}

function completeCommand(
  { path, children, options, values }: CompletedCommand,
  name: string,
): readonly string[] {
  const start = `complete -c ${name} -n ${quote(`test (__${name}_at) = "${path.join(" ")}"`)}`;
  const words = [...children, ...values.map((value) => ({ name: value, description: "" }))];
  return [
    ...words.map((word) => `${start} -f -a ${quote(word.name)}${describe(word.description)}`),
    ...options.map(
      (option) => `${start} ${flagsOf(option)}${valuesOf(option)}${describe(option.description)}`,
    ),
  ];
}

function flagsOf({ flags }: CompletedOption): string {
  return flags
    .map((flag) => (flag.startsWith("--") ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`))
    .join(" ");
}

function valuesOf({ takesValue, values }: CompletedOption): string {
  if (!takesValue) return "";
  return values.length === 0 ? " -r -F" : ` -x -a ${quote(values.join(" "))}`;
}

function describe(description: string): string {
  return description === "" ? "" : ` -d ${quote(description)}`;
}

/** In single quotes fish reads the quote and the backslash only. */
function quote(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}
