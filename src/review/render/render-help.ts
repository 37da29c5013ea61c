import { commandHelp } from "../pull-request/parse-command.ts";

/** The answer to `/help`. `docsUrl` is the operator's page about Assay. */
export function renderHelp(docsUrl: string | null): string {
  return [
    "**Commands**, on the first line of a new comment, for people who can write to the repository:",
    commandHelp,
    "`ID` is what a review shows behind a finding, such as `A-1a2b3c4d`.",
    ...(docsUrl === null ? [] : [`More in the [documentation](${docsUrl}).`]),
  ].join("\n\n");
}
