/** A code block of a document. */
export interface Example {
  readonly document: string;
  /** 1-based, of the line that opens the block. */
  readonly line: number;
  readonly language: string;
  readonly text: string;
  /** Reason in a `<!-- not run: … -->` directly before the block; null without one. */
  readonly notRun: string | null;
}

const block = /^( *)```([^\n]*)\n([\s\S]*?)^ *```[ ]*$/gm;
const marker = /<!-- not run: (.+) -->\s*$/;

/** The code blocks of a Markdown document, in their order. */
export function readExamples(document: string, text: string): readonly Example[] {
  return [...text.matchAll(block)].map((match) => {
    const [, indent = "", language = "", body = ""] = match;
    const before = text.slice(0, match.index);
    return {
      document,
      line: before.split("\n").length,
      language: language.trim(),
      text: body.replaceAll(new RegExp(`^${indent}`, "gm"), "").replace(/\n$/, ""),
      notRun: marker.exec(before)?.[1] ?? null,
    };
  });
}

/** One command of a shell block, with its continued lines and its here-document, without its comment. */
export function listCommands(block: string): readonly string[] {
  const commands: string[] = [];
  let current = "";
  let ending: string | null = null;
  for (const line of block.split("\n")) {
    current = current === "" ? line : `${current}\n${line}`;
    if (ending !== null && line !== ending) continue;
    ending = ending === null ? (/<<-?\s*['"]?(\w+)/.exec(line)?.[1] ?? null) : null;
    if (ending !== null || line.endsWith("\\")) continue;
    commands.push(current);
    current = "";
  }
  const whole = [...commands, current].map((command) => command.replace(/^\$ /, ""));
  return whole
    .flatMap((command) => (command.includes("\n") ? [command] : command.split("&&")))
    .map((command) => command.replace(/(?:^|\s+)#[^'"\n]*$/, "").trim())
    .filter((command) => command !== "");
}
