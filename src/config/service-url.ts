/** An address of a service as an operator wrote it. `isLocal`: the service runs on this machine. */
export type ServiceUrl =
  | { readonly kind: "read"; readonly href: string; readonly isLocal: boolean }
  | { readonly kind: "refused"; readonly message: string };

/** Whether a host name can only mean this machine. */
export function isLocalHost(hostname: string): boolean {
  return ["localhost", "127.0.0.1", "[::1]"].includes(hostname);
}

/**
 * Reads an address that code and tokens will be sent to: https, or plain http towards this machine, and no credentials.
 * `allowsPlain`: the operator took the responsibility for plain http elsewhere.
 */
export function parseServiceUrl(given: string, example: string, allowsPlain = false): ServiceUrl {
  const url = URL.parse(given);
  if (url === null) return { kind: "refused", message: `not a URL; write one such as ${example}` };
  const isLocal = isLocalHost(url.hostname);
  if (url.protocol !== "https:" && !(url.protocol === "http:" && (isLocal || allowsPlain))) {
    return {
      kind: "refused",
      message: "must begin with https://; plain http:// is taken only towards this machine",
    };
  }
  if (url.username !== "" || url.password !== "") {
    return { kind: "refused", message: "must not hold credentials" };
  }
  return { kind: "read", href: url.href, isLocal };
}
