/** Words that a runner of workflows obeys at the beginning of a line. */
export type CommandName = "error" | "warning" | "notice" | "add-mask" | "stop-commands";

/**
 * One workflow command as one line, whatever its texts hold: line ends and what separates the parts are written as
 * the runner reads them back, and `##[`, which it obeys anywhere in a line, is taken apart.
 */
export function composeCommand(
  name: CommandName,
  properties: Readonly<Record<string, string | number>>,
  text: string,
): string {
  const listed = Object.entries(properties).map(([key, value]) => `${key}=${escapeProperty(String(value))}`);
  // A mask has to be the secret itself; the runner reads nothing else of a line that begins with a command.
  const shown = name === "add-mask" ? text : disarm(text);
  return `::${name}${listed.length === 0 ? "" : ` ${listed.join(",")}`}::${escapeData(shown)}`;
}

function disarm(text: string): string {
  return text.replaceAll("##[", "# #[");
}

function escapeData(text: string): string {
  return text.toWellFormed().replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapeProperty(text: string): string {
  return escapeData(disarm(text)).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
