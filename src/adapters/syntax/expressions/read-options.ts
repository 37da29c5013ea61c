import type { SgNode } from "@ast-grep/napi";

/** Names of options with the letters they stand for, as `Expression` has them; options that are not named change too much. */
export type OptionLetters = Readonly<Record<string, string>>;

const maxOptions = 300;
/** Arguments, commas and comments. More has no call that takes an expression. */
const maxParts = 24;

/** The letters of options that are joined by `|`, such as `re.I | re.M`; null for anything else. */
export function readOptions(node: SgNode | undefined, letters: OptionLetters): string | null {
  if (node === undefined) return "";
  // Calls within calls: to copy the text of each would take the square of it.
  if (lengthOf(node) > maxOptions) return null;
  const text = node.text();
  let read = "";
  for (const part of text.split("|")) {
    const words = part.trim().split(/\.|::/);
    // What is more than a name, such as `re.X + re.I`, changes too much as well.
    if (!words.every((word) => /^\w+$/.test(word))) return null;
    const name = words.at(-1) ?? "";
    const letter = Object.hasOwn(letters, name) ? letters[name] : undefined;
    if (letter === undefined) return null;
    read += letter;
  }
  return read;
}

/** How long the text of a node is, without reading it. */
export function lengthOf(node: SgNode): number {
  const { start, end } = node.range();
  return end.index - start.index;
}

/** The first arguments of a call, without comments and without the nodes that some grammars put around each. */
export function listArguments(call: SgNode): readonly SgNode[] {
  const list = call.field("arguments");
  const first: SgNode[] = [];
  for (let index = 0; index < maxParts; index += 1) {
    const part = list?.child(index) ?? null;
    if (part === null) break;
    if (part.isNamed()) first.push(part);
  }
  return first
    .filter((node) => !String(node.kind()).includes("comment"))
    .flatMap((node) =>
      node.is("argument") ? (node.children().findLast((part) => part.isNamed()) ?? []) : node,
    );
}
