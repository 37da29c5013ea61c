import { runGitWell } from "./open-repository.ts";
import type { GitPlace } from "./run-git.ts";

const ATTRIBUTES: readonly string[] = ["linguist-generated", "linguist-vendored"];
const FIELDS = 3;

/** Reads `path NUL attribute NUL value NUL` triples. */
function splitTriples(text: string): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const fields = text.split("\0");
  const paths = new Map<string, Map<string, string>>();
  for (let index = 0; index + FIELDS <= fields.length; index += FIELDS) {
    const [path = "", attribute = "", value = ""] = fields.slice(index, index + FIELDS);
    if (value === "unspecified") continue;
    const known = paths.get(path) ?? new Map<string, string>();
    paths.set(path, known.set(attribute, value));
  }
  return paths;
}

/**
 * Attributes by path as the `.gitattributes` files of one tree set them. `place` has an index of its own and an empty
 * working tree: `check-attr --source` would be shorter and came with git 2.40 only.
 */
export async function readGitAttributes(
  place: GitPlace,
  tree: string,
  paths: readonly string[],
): Promise<ReadonlyMap<string, ReadonlyMap<string, string>>> {
  const named = paths.filter((path) => !path.includes("\0"));
  if (named.length === 0) return new Map();
  await runGitWell(place, { args: ["read-tree", tree] });
  const args = ["check-attr", "--cached", "--stdin", "-z", ...ATTRIBUTES];
  const outcome = await runGitWell(place, { args, input: named.map((path) => `${path}\0`).join("") });
  return splitTriples(outcome.output.toString("utf8"));
}
