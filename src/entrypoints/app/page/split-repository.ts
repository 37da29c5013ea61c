/** Owner and name of `owner/name`; an owner holds no slash. Null where there is none. */
export function splitRepository(
  repository: string,
): { readonly owner: string; readonly name: string } | null {
  const at = repository.indexOf("/");
  return at < 0 ? null : { owner: repository.slice(0, at), name: repository.slice(at + 1) };
}
