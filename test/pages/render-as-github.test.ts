import { expect, test } from "vitest";
import { renderAsGithub } from "./render-as-github.ts";

test.each([
  ["a comment is dropped", "a <!-- b --> c", "<p>a  c</p>"],
  ["a line feed in a paragraph breaks the line", "a\n`b`\nc", "<p>a<br>\n<code>b</code><br>\nc</p>"],
  ["a hard break stays one", "a  \nb", "<p>a<br>\nb</p>"],
  ["the lines of a list stay together", "- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"],
  [
    "Markdown is read between the lines of a folded part",
    "<details><summary>s</summary>\n\n**b**\n\n</details>",
    "<details><summary>s</summary>\n<p><strong>b</strong></p>\n</details>",
  ],
  [
    "Markdown is not read without an empty line",
    "<details><summary>s</summary>\n**b**\n</details>",
    "<details><summary>s</summary>\n**b**\n</details>",
  ],
  ["other elements come out as text", "<b>x</b> <svg onload=x>", "<p><b>x</b> &lt;svg onload=x&gt;</p>"],
  ["scripts come out as text", "<script>x</script>", "&lt;script>x&lt;/script>"],
  ["attributes that act are dropped", '<a href="javascript:x" onclick="y">z</a>', "<p><a>z</a></p>"],
  ["a task has a box", "- [ ] a", '<ul>\n<li><input type="checkbox" disabled=""> a</li>\n</ul>'],
  [
    "the lines of a diff are marked",
    "```diff\n+ a\n- b\n```",
    '<pre><code class="language-diff"><span class="pl-mi1">+ a</span>\n<span class="pl-md">- b</span>\n</code></pre>',
  ],
])("as on GitHub, %s", (_name, markdown, html) => {
  expect(renderAsGithub(markdown).trim()).toBe(html);
});
