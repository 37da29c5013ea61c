import { createPrivateKey } from "node:crypto";

export type PrivateKeyReading =
  | { readonly kind: "read"; readonly pem: string }
  | { readonly kind: "refused"; readonly message: string };

const howToGetOne = "download a new one under “Private keys” on the settings page of the App";

/**
 * Reads the private key of a GitHub App: PEM text, PEM with `\n` written out, with or without quotes, or all of it in
 * base64. Gives PKCS#8. The message never repeats any of it.
 */
export function parsePrivateKey(given: string): PrivateKeyReading {
  const text = expandEscapes(unquote(given.trim()));
  const pem = text.includes("-----BEGIN") ? text : Buffer.from(text, "base64").toString("latin1");
  if (!pem.includes("-----BEGIN")) {
    return refuse("is neither a PEM text nor one in base64");
  }
  if (pem.includes("-----BEGIN PUBLIC KEY") || pem.includes("-----BEGIN CERTIFICATE")) {
    return refuse("is a public part, not the private key");
  }
  try {
    const key = createPrivateKey(pem);
    if (key.asymmetricKeyType !== "rsa") return refuse("is not an RSA key");
    return { kind: "read", pem: key.export({ format: "pem", type: "pkcs8" }).toString() };
  } catch {
    // The library's message may quote the key.
    return refuse("cannot be read: it is cut off, encrypted or damaged");
  }
}

function unquote(text: string): string {
  const first = text.at(0);
  return text.length > 1 && (first === '"' || first === "'") && text.endsWith(first)
    ? text.slice(1, -1)
    : text;
}

function expandEscapes(text: string): string {
  return text.replaceAll("\\r", "").replaceAll("\\n", "\n");
}

function refuse(fault: string): PrivateKeyReading {
  return { kind: "refused", message: `${fault}; ${howToGetOne}` };
}
