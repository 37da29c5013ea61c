import { Argument, type Command } from "commander";
import { exitCode } from "../shared/exit-codes.ts";
import { composeBash } from "./completion/compose-bash.ts";
import { composeFish } from "./completion/compose-fish.ts";
import { composeZsh } from "./completion/compose-zsh.ts";
import { type CompletedCommand, listCommands } from "./completion/list-commands.ts";
import { writeOutput } from "./write-output.ts";

const composers: Readonly<Record<string, (commands: readonly CompletedCommand[]) => string>> = {
  bash: composeBash,
  zsh: composeZsh,
  fish: composeFish,
};

const help = `
  source <(assay completion bash)     in ~/.bashrc
  source <(assay completion zsh)      in ~/.zshrc, after compinit
  assay completion fish | source      in ~/.config/fish/config.fish`;

/** `assay completion SHELL`: a script that completes every command and option that the program has. */
export function addCompletionCommand(program: Command, finish: (code: number) => void): void {
  program
    .command("completion")
    .description("Print a script that completes commands and options in a shell")
    .addArgument(new Argument("<shell>", "shell to complete in").choices(Object.keys(composers)))
    .addHelpText("after", help)
    .action(async (shell: string) => {
      await writeOutput(composers[shell]?.(listCommands(program)) ?? "", undefined);
      finish(exitCode.noDefects);
    });
}
