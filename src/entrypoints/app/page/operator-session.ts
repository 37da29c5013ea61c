import { createHash, createHmac, hkdfSync, randomBytes, timingSafeEqual } from "node:crypto";

/** How long somebody stays signed in. */
export const sessionMs = 12 * 3_600_000;

/** The cookie of a session: its name, and what a browser sends it along with. */
export interface SessionCookie {
  readonly name: string;
  readonly path: string;
  /** `Lax` where another site leads back here. */
  readonly sameSite: "Strict" | "Lax";
}

const operatorCookie: SessionCookie = { name: "assay-operator", path: "/operator", sameSite: "Strict" };

/** Somebody who is signed in. */
export interface Session {
  /** Stands in every form that changes something, and fits this session only. */
  readonly formToken: string;
}

/** Sessions that need no store: every replica with the same token takes them, and a new token ends all. */
export interface Sessions {
  isToken(given: string): boolean;
  /** The `set-cookie` header of a new session. */
  open(isSecure: boolean): string;
  /** Null for a cookie that is missing, doubled, forged or too old. */
  read(cookieHeader: string | undefined): Session | null;
  isFormToken(session: Session, given: string): boolean;
  /** The `set-cookie` header that ends a session in the browser. */
  close(isSecure: boolean): string;
}

/** Signs sessions with keys that follow from the operator's token, and from which it cannot be found. */
export function createSessions(token: string, now: () => number, cookie = operatorCookie): Sessions {
  const keyFor = (purpose: string) => Buffer.from(hkdfSync("sha256", token, "assay", purpose, 32));
  const [sessionKey, formKey] = [keyFor("operator session"), keyFor("operator form")];
  const sign = (key: Buffer, text: string) => createHmac("sha256", key).update(text).digest("base64url");
  return {
    isToken: (given) => isSameSecret(given, token),
    open: (isSecure) => {
      const claims = `${now() + sessionMs}.${randomBytes(16).toString("base64url")}`;
      return cookieOf(`${claims}.${sign(sessionKey, claims)}`, {
        cookie,
        seconds: sessionMs / 1_000,
        isSecure,
      });
    },
    read: (cookieHeader) => {
      const value = findCookie(cookieHeader ?? "", cookie);
      const match = /^((\d{1,15})\.[\w-]{22})\.([\w-]{43})$/.exec(value ?? "");
      const [, claims = "", expiresAtMs, signature = ""] = match ?? [];
      if (match === null || !isSameSecret(signature, sign(sessionKey, claims))) return null;
      return Number(expiresAtMs) > now() ? { formToken: sign(formKey, claims) } : null;
    },
    isFormToken: ({ formToken }, given) => isSameSecret(given, formToken),
    close: (isSecure) => cookieOf("", { cookie, seconds: 0, isSecure }),
  };
}

/** Whether two texts are the same. Hashes have one length, so that the comparison tells nothing about either. */
export function isSameSecret(first: string, second: string): boolean {
  const hash = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(hash(first), hash(second));
}

interface CookieOptions {
  readonly cookie: SessionCookie;
  readonly seconds: number;
  readonly isSecure: boolean;
}

function cookieOf(value: string, { cookie, seconds, isSecure }: CookieOptions): string {
  const { name, path, sameSite } = cookie;
  const secure = isSecure ? "; Secure" : "";
  return `${name}=${value}; Path=${path}; Max-Age=${seconds}; HttpOnly; SameSite=${sameSite}${secure}`;
}

/** A second cookie of the name was set by somebody else: then none is believed. */
function findCookie(header: string, { name }: SessionCookie): string | null {
  const start = `${name}=`;
  const values = header
    .split(";")
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(start));
  return values.length === 1 ? (values[0]?.slice(start.length) ?? null) : null;
}
