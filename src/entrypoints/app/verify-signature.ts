import { createHmac, type Hmac, timingSafeEqual } from "node:crypto";

/** The one form in which GitHub writes a signature: lower-case hexadecimal SHA-256. */
const signatureForm = /^sha256=[0-9a-f]{64}$/;

/** Whether a header value can be a signature at all; SHA-1 cannot. */
export function isSignatureForm(value: string): boolean {
  return signatureForm.test(value);
}

/** Hashes a body piece by piece under every secret. */
export interface SignatureCheck {
  add(piece: Buffer): void;
  /** Whether the body so far was signed with one of the secrets; takes the same time for each. */
  matches(signature: string): boolean;
}

/** Begins to check the signature of one body, over its bytes as they came. */
export function startSignatureCheck(secrets: readonly string[]): SignatureCheck {
  const hashes: readonly Hmac[] = secrets.map((secret) => createHmac("sha256", secret));
  return {
    add: (piece) => {
      for (const hash of hashes) hash.update(piece);
    },
    matches: (signature) => {
      if (!isSignatureForm(signature)) return false;
      const given = Buffer.from(signature.slice("sha256=".length), "hex");
      const results = hashes.map((hash) => timingSafeEqual(hash.digest(), given));
      return results.includes(true);
    },
  };
}
