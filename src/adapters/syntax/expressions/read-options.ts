import type { SgNode } from "@ast-grep/napi";

/** Names of options with the letters they stand for, as `Expression` has them; options that are not named change too much. */
export type OptionLetters = Readonly<Record<string, string>>;

/** The letters of options that are joined by `|`, such as `re.I | re.M`; null for anything else. */
export function readOptions(node: SgNode | undefined, letters: OptionLetters): string | null {
  if (node === undefined) return "";
  const text = node.text();
  if (text.length > 300) return null;
  let read = "";
  for (const part of text.split("|")) {
    const name = part.trim().split(/\.|::/).at(-1) ?? "";
    const letter = Object.hasOwn(letters, name) ? letters[name] : undefined;
    if (letter === undefined) return null;
    read += letter;
  }
  return read;
}

/** The arguments of a call, without comments and without the nodes that some grammars put around each. */
export function listArguments(call: SgNode): readonly SgNode[] {
  const named =
    call
      .field("arguments")
      ?.children()
      .filter((node) => node.isNamed()) ?? [];
  return named
    .filter((node) => !String(node.kind()).includes("comment"))
    .flatMap((node) =>
      node.is("argument") ? (node.children().findLast((part) => part.isNamed()) ?? []) : node,
    );
}
