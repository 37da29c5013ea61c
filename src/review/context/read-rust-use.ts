import type { ImportedName } from "../../domain/flow.ts";

const maxNames = 200;
const maxNesting = 20;

/** The names of `use a::{b, c::{d as e, self}};`, and the module of `mod a;`. */
export function readRustUse(text: string): readonly ImportedName[] {
  const module = /^(?:pub(?:\([^()]*\))?\s+)?mod\s+(\w+)\s*;/.exec(text)?.[1];
  if (module !== undefined) return [{ name: module, module: `self::${module}`, imported: null }];
  const tree = /^(?:pub(?:\([^()]*\))?\s+)?use\s+([^;]*);?/.exec(text)?.[1];
  return tree === undefined ? [] : readTree(tree);
}

function readTree(tree: string): readonly ImportedName[] {
  const names: ImportedName[] = [];
  const prefixes: string[] = [];
  let word = "";
  const end = () => {
    const name = word.trim() === "" ? null : toName(prefixes.join(""), word.trim());
    if (name !== null) names.push(name);
    word = "";
  };
  for (const character of tree) {
    if (names.length > maxNames || prefixes.length > maxNesting) break;
    if (character === "{") {
      prefixes.push(word.trim());
      word = "";
    } else if (character === "}") {
      end();
      prefixes.pop();
    } else if (character === ",") end();
    else word += character;
  }
  end();
  return names;
}

function toName(prefix: string, item: string): ImportedName | null {
  const [path = "", alias] = `${prefix}${item}`.split(/\s+as\s+/);
  const steps = path.split("::").map((step) => step.trim());
  const last = steps.pop() ?? "";
  const module = steps.join("::");
  if (last === "*") return { name: null, module, imported: null };
  if (last === "self") return { name: alias ?? steps.at(-1) ?? null, module, imported: null };
  return /^\w+$/.test(last) ? { name: alias ?? last, module, imported: last } : null;
}
