/** GitHub refuses longer bodies. Counted in UTF-16 units, which are never fewer than characters. */
export const longestBody = 65_536;

const notice = "\n\n*Cut here: GitHub takes no longer text.*";

/** `text` and its hidden `ending` within GitHub's limit, with a notice where something was cut off. */
export function cutBody(text: string, ending: string): string {
  const tail = ending === "" ? "" : `\n\n${ending}`;
  const room = longestBody - tail.length;
  if (text.length <= room) return `${text.toWellFormed()}${tail}`;
  return `${cutAt(text, room - notice.length)}${notice}${tail}`;
}

/** At most `length` UTF-16 units, never half a surrogate pair. */
export function cutAt(text: string, length: number): string {
  if (text.length <= length) return text.toWellFormed();
  const last = text.charCodeAt(length - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? length - 1 : length).toWellFormed();
}
