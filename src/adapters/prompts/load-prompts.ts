import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { parse } from "yaml";
import { z } from "zod";
import { ReviewError } from "../../domain/errors.ts";
import type { PromptTemplate } from "../../domain/prompt.ts";

const FrontMatter = z.strictObject({
  id: z.string().regex(/^[a-z][a-z-]*$/),
  version: z.string().regex(/^\d+\.\d+\.\d+$/),
  inputs: z.array(z.string().regex(/^[a-z]+$/)),
});

/** Where the prompt files lie in a checkout and in a package: beside `src` or `dist`. */
export const promptFolder = new URL("../../../prompts/", import.meta.url);

/** Reads one prompt file. Throws CONFIG_INVALID when its front matter or placeholders do not agree with its body. */
export async function loadPrompt(id: string, folder: URL = promptFolder): Promise<PromptTemplate> {
  const name = `${id}.md`;
  const text = await readFile(new URL(name, folder), "utf8").catch((cause: unknown) => {
    throw new ReviewError("CONFIG_INVALID", `prompts/${name} cannot be read`, {
      cause,
      remedy: "Restore the file from the release that you run.",
    });
  });
  return parsePrompt(text, name);
}

/** Parses a prompt file: front matter between `---` lines, then `# system` and `# user`. */
export function parsePrompt(text: string, name: string): PromptTemplate {
  const sections = /^---\n([\s\S]*?)\n---\n# system\n([\s\S]*?)\n# user\n([\s\S]*)$/.exec(text);
  if (sections === null) {
    throw invalid(name, "it needs front matter between --- lines, then '# system', then '# user'");
  }
  const [, head = "", system = "", user = ""] = sections;
  const frontMatter = FrontMatter.safeParse(parse(head));
  if (!frontMatter.success) throw invalid(name, z.prettifyError(frontMatter.error));
  const { id, version, inputs } = frontMatter.data;
  if (`${id}.md` !== name) throw invalid(name, `its id is '${id}'`);
  if (/\{\{/.test(system)) throw invalid(name, "the system part must be the same for every request");
  const used = [...new Set([...user.matchAll(/\{\{([a-z]+)\}\}/g)].map((match) => match[1] ?? ""))];
  if (used.toSorted().join() !== inputs.toSorted().join()) {
    throw invalid(name, `it declares the inputs [${inputs.join(", ")}] and uses [${used.join(", ")}]`);
  }
  const hash = createHash("sha256").update(text).digest("hex").slice(0, 12);
  return { id, version, inputs, system: system.trim(), user: user.trim(), hash };
}

function invalid(name: string, what: string): ReviewError {
  return new ReviewError("CONFIG_INVALID", `prompts/${name} cannot be used: ${what}`, {
    remedy: "Correct the prompt file, or restore it from the release that you run.",
  });
}
