import { renderAsGithub } from "../pages/render-as-github.ts";

const ours = /^https:\/\/(?:cwe\.mitre\.org\/data\/definitions\/\d+\.html|github\.example\/)/;

/** What would act when GitHub shows this Markdown: pictures, links elsewhere, mentions, commands. Empty when nothing. */
export function findHarm(markdown: string): readonly string[] {
  const html = renderAsGithub(markdown);
  const text = html
    .replaceAll(/<pre>[\s\S]*?<\/pre>|<code[^>]*>[\s\S]*?<\/code>/g, " ")
    .replaceAll(/<[^>]*>/g, "");
  const links = [...html.matchAll(/href="([^"]*)"/g)].map(([, link = ""]) => link);
  return [
    ...(html.match(/<img[^>]*>/g) ?? []),
    ...links.filter((link) => !ours.test(link)),
    ...(text.match(/(?<![\w`/])@[a-z\d][a-z\d-]*/gi) ?? []),
    ...(markdown.match(/^\s*\/[a-z]\w*/gm) ?? []),
  ];
}
