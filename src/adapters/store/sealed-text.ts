import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";

/** Encrypts texts at rest: AES-256-GCM, bound to the row they stand in. */
export interface Sealer {
  readonly keyId: string;
  /** Ids of keys that texts are opened with and nothing is sealed with. */
  readonly previousKeyIds: readonly string[];
  /** `context` names the row; the same is needed for opening. */
  seal(text: string, context: string): string;
  /** Null when no key fits, or the text was changed or moved to another row. */
  open(sealed: string, context: string): string | null;
}

const format = "s1";
const ivBytes = 12;
const tagBytes = 16;

/** Seals with the first key and opens with all of them. Keys are the operator's texts of any length. */
export function createSealer(key: string, previousKeys: readonly string[] = []): Sealer {
  const current = deriveKey(key);
  const keys = new Map([...previousKeys.map(deriveKey), current].map((derived) => [derived.id, derived.key]));
  return {
    keyId: current.id,
    previousKeyIds: [...keys.keys()].filter((id) => id !== current.id),
    seal: (text, context) => {
      const iv = randomBytes(ivBytes);
      const cipher = createCipheriv("aes-256-gcm", current.key, iv).setAAD(Buffer.from(context));
      const body = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
      const packed = Buffer.concat([iv, cipher.getAuthTag(), body]).toString("base64");
      return `${sealedPrefixOf(current.id)}${packed}`;
    },
    open: (sealed, context) => {
      const [version, id, packed] = sealed.split(".", 3);
      const found = keys.get(id ?? "");
      if (version !== format || found === undefined || packed === undefined) return null;
      return decrypt(Buffer.from(packed, "base64"), found, context);
    },
  };
}

/** What every text begins with that was sealed under a key. */
export function sealedPrefixOf(keyId: string): string {
  return `${format}.${keyId}.`;
}

/** The id of the key that a text was sealed with; null for a text that is not sealed. */
export function keyIdOf(sealed: string): string | null {
  const [version, id = ""] = sealed.split(".", 2);
  return version === format && /^[0-9a-f]{8}$/.test(id) ? id : null;
}

function decrypt(packed: Buffer, key: Buffer, context: string): string | null {
  if (packed.length < ivBytes + tagBytes) return null;
  const decipher = createDecipheriv("aes-256-gcm", key, packed.subarray(0, ivBytes))
    .setAAD(Buffer.from(context))
    .setAuthTag(packed.subarray(ivBytes, ivBytes + tagBytes));
  try {
    const text = decipher.update(packed.subarray(ivBytes + tagBytes));
    return Buffer.concat([text, decipher.final()]).toString("utf8");
  } catch {
    // The tag does not fit: another key, another row, or changed bytes.
    return null;
  }
}

function deriveKey(secret: string): { readonly id: string; readonly key: Buffer } {
  const derive = (purpose: string, bytes: number) =>
    Buffer.from(hkdfSync("sha256", secret, "", `assay/store/${purpose}/1`, bytes));
  return { id: derive("key-id", 4).toString("hex"), key: derive("texts", 32) };
}
