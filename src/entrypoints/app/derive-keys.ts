import { hkdfSync } from "node:crypto";

/** Keys that the App needs and nobody should have to configure: one-way from its private key. */
export interface DerivedKeys {
  /**
   * Signs the markers by which our own reviews are found again. A store keeps the one of its first start, so that they
   * are found after the private key was changed too.
   */
  readonly marker: string;
  /** Makes the fences around untrusted text, so that the same unit gives the same prompt in every process; another one with another private key. */
  readonly fence: string;
}

export function deriveKeys(privateKey: string): DerivedKeys {
  const derive = (purpose: string) =>
    Buffer.from(hkdfSync("sha256", privateKey, "assay", purpose, 32)).toString("hex");
  return { marker: derive("review marker"), fence: derive("prompt fence") };
}
