const mostLength = 250;
const forbidden = /[\x00-\x20\x7f~^:?*[\\]|\.\.|@\{|\/\/|^[-/]|[/.]$|^@$/;

/** Whether git takes it as the name of a branch (`git check-ref-format --branch`): such a name is no option and no range. */
export function isBranchName(name: string): boolean {
  if (name === "" || name.length > mostLength || forbidden.test(name)) return false;
  return name.split("/").every((part) => !part.startsWith(".") && !part.endsWith(".lock"));
}
