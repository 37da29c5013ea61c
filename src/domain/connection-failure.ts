/**
 * Why a connection did not come about. `unresolved`: the name of the host has no address. `refused`: nothing listens
 * there. `untrusted`: the certificate. `not-tls`: the server speaks something else. `other`: also one that broke later.
 */
type ConnectionFailure = "unresolved" | "refused" | "untrusted" | "not-tls" | "other";

const failures: ReadonlyMap<string, ConnectionFailure> = new Map([
  ["ENOTFOUND", "unresolved"],
  ["EAI_AGAIN", "unresolved"],
  ["ECONNREFUSED", "refused"],
]);
/** Codes of Node.js and of OpenSSL's check of certificates, such as `CERT_HAS_EXPIRED`. */
const untrusted = /CERT|SIGNATURE|SELF_SIGNED|ISSUER/;
const notTls = /SSL|TLS|EPROTO/;
const maxDepth = 8;

/** What the system's code of a connection means. */
export function judgeConnectionCode(code: string): ConnectionFailure {
  const known = failures.get(code);
  if (known !== undefined) return known;
  if (untrusted.test(code)) return "untrusted";
  return notTls.test(code) ? "not-tls" : "other";
}

/** The code nearest to what a `fetch` threw, among it and its causes; null where none has one that may be shown. */
export function findConnectionCode(error: unknown): string | null {
  let cause = error;
  for (let depth = 0; depth < maxDepth && cause instanceof Error; depth += 1) {
    if ("code" in cause && typeof cause.code === "string" && /^[A-Z][A-Z0-9_]{1,40}$/.test(cause.code)) {
      return cause.code;
    }
    cause = cause.cause;
  }
  return null;
}
