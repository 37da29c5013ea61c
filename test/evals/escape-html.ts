const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** Text for a page; what nobody would see in it is written out. */
export function escapeHtml(text: string): string {
  return text
    .replace(/[&<>"]/g, (character) => entities[character] ?? character)
    .replace(/[\p{Cf}\p{Co}\p{Cn}\u0000-\u0008\u000b-\u001f\u007f]/gu, (character) => {
      const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase();
      return `<span class="hidden-character">U+${code}</span>`;
    });
}
