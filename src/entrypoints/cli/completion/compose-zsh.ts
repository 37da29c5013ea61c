import { listWalk, quote } from "./compose-walk.ts";
import type { CompletedCommand } from "./list-commands.ts";

/** Completion for zsh. `source <(assay completion zsh)` loads it after compinit; as `_assay` it can stand in `fpath`. */
export function composeZsh(commands: readonly CompletedCommand[]): string {
  const { name, steps, expecting, valued } = listWalk(commands);
  return `#compdef ${name}
# Completion of ${name} for zsh. Load it after compinit with: source <(${name} completion zsh)
_${name}() {
  local at=${quote(name)} expects="" word
  local -a items
  for word in "\${(@)words[2,CURRENT-1]}"; do
    if [[ -n $expects ]]; then expects=""; continue; fi
    case "$at $word" in
${caseOf(steps, 'at="$at $word"')}
${caseOf(expecting, 'expects="$at $word"')}
    esac
  done
  if [[ $PREFIX == --*=* ]]; then
    expects="$at \${PREFIX%%=*}"
    compset -P '*='
  fi
  if [[ -n $expects ]]; then
    case "$expects" in
${valued.map(({ place, values }) => `      ${quote(place)}) items=(${values.map(quote).join(" ")}) ;;`).join("\n")}
      *) _files; return ;;
    esac
    compadd -a items
    return
  fi
  case "$at" in
${commands.map((command) => `    ${quote(command.path.join(" "))}) items=(${itemsOf(command).join(" ")}) ;;`).join("\n")}
  esac
  _describe -t ${name} ${name} items || _files
}
if [[ $funcstack[1] == _${name} ]]; then _${name} "$@"; else compdef _${name} ${name}; fi
`;
}

function itemsOf({ children, options, values }: CompletedCommand): readonly string[] {
  const describe = (word: string, description: string) =>
    quote(
      description === "" ? word : `${word}:${description.replaceAll("\\", "\\\\").replaceAll(":", "\\:")}`,
    );
  return [
    ...children.map((child) => describe(child.name, child.description)),
    ...values.map((value) => quote(value)),
    ...options.flatMap(({ flags, description }) => flags.map((flag) => describe(flag, description))),
  ];
}

function caseOf(places: readonly string[], action: string): string {
  return places.length === 0 ? "" : `      ${places.map(quote).join(" | ")}) ${action} ;;`;
}
