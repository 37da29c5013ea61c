import type { CompletedCommand } from "./list-commands.ts";

/** What a script needs in order to find out where on the command line it is. Places are words with spaces between. */
export interface Walk {
  /** Of the program. */
  readonly name: string;
  /** Places that lead to a command below. */
  readonly steps: readonly string[];
  /** Places after which a value comes. */
  readonly expecting: readonly string[];
  /** Those of them whose values are known. */
  readonly valued: readonly { readonly place: string; readonly values: readonly string[] }[];
}

export function listWalk(commands: readonly CompletedCommand[]): Walk {
  const options = commands.flatMap(({ path, options: own }) =>
    own
      .filter(({ takesValue }) => takesValue)
      .flatMap(({ flags, values }) => flags.map((flag) => ({ place: [...path, flag].join(" "), values }))),
  );
  return {
    name: commands[0]?.path[0] ?? "",
    steps: commands.filter(({ path }) => path.length > 1).map(({ path }) => path.join(" ")),
    expecting: options.map(({ place }) => place),
    valued: options.filter(({ values }) => values.length > 0),
  };
}

/** A word that bash and zsh take as it is. */
export function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
