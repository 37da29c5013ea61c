import { listWalk, quote } from "./compose-walk.ts";
import type { CompletedCommand } from "./list-commands.ts";

/** Completion for bash 3.2 and newer. `source <(assay completion bash)` loads it. */
export function composeBash(commands: readonly CompletedCommand[]): string {
  const { name, steps, expecting, valued } = listWalk(commands);
  return `# Completion of ${name} for bash. Load it with: source <(${name} completion bash)
_${name}() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" at=${quote(name)} expects="" words="" word index
  for ((index = 1; index < COMP_CWORD; index++)); do
    word="\${COMP_WORDS[index]}"
    # bash takes --option=value apart at the sign.
    if [[ $word == "=" ]]; then continue; fi
    if [[ -n $expects ]]; then expects=""; continue; fi
    case "$at $word" in
${caseOf(steps, 'at="$at $word"')}
${caseOf(expecting, 'expects="$at $word"')}
    esac
  done
  if [[ $cur == "=" ]]; then cur=""; fi
  if [[ -n $expects ]]; then
    case "$expects" in
${valued.map(({ place, values }) => `      ${quote(place)}) words=${quote(values.join(" "))} ;;`).join("\n")}
    esac
  else
    case "$at" in
${commands.map((command) => `      ${quote(command.path.join(" "))}) words=${quote(wordsOf(command).join(" "))} ;;`).join("\n")}
    esac
  fi
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
}
complete -o default -F _${name} ${name}
`;
}

function wordsOf({ children, options, values }: CompletedCommand): readonly string[] {
  return [...children.map(({ name }) => name), ...values, ...options.flatMap(({ flags }) => flags)];
}

function caseOf(places: readonly string[], action: string): string {
  return places.length === 0 ? "" : `      ${places.map(quote).join(" | ")}) ${action} ;;`;
}
