const MAX_SHOWN = 100;

/** Text of the change made fit for our own sentences: printable ASCII, one line, at most 100 characters, in back-quotes. */
export function showText(text: string): string {
  const cut = text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}...` : text;
  return `\`${hideCredentials(cut).replaceAll(/[^\x20-\x7e]|`/g, "?")}\``;
}

/** Takes user names and passwords out of web addresses: a quotation must not publish them. */
export function hideCredentials(text: string): string {
  return text.replaceAll(/(https?:\/\/)[^\s/@"'<>]{1,200}@/g, "$1[masked]@");
}
