import { randomBytes } from "node:crypto";
import { createSessions, isSameSecret, type Session, type Sessions } from "./page/operator-session.ts";
import { createSignInLimit } from "./page/sign-in-limit.ts";

/** Who may set the App up: one browser, the first that opens the link. */
export interface SetupGate {
  /** Stands in the link, and opens the gate once. 256 random bits. */
  readonly token: string;
  /** Goes to GitHub with the manifest, and has to come back with the browser. */
  readonly state: string;
  /** Gives the `set-cookie` header of the session where the token is right and new. */
  enter(given: string, visitor: { readonly address: string; readonly isSecure: boolean }): GateAnswer;
  /** Null for everybody but the browser that entered. */
  read(cookieHeader: string | undefined): Session | null;
  isFormToken: Sessions["isFormToken"];
}

export type GateAnswer =
  | { readonly kind: "open"; readonly cookie: string }
  | { readonly kind: "wrong" | "used" | "rate" };

/** `Lax`, because GitHub leads the browser back here from its own site. */
const cookie = { name: "assay-setup", path: "/setup", sameSite: "Lax" } as const;

/** Makes a gate with a token of its own; a new start of the process makes a new one. */
export function createSetupGate(now: () => number): SetupGate {
  const [token, state, key] = [randomText(), randomText(), randomText()];
  // Not made from the token: whoever reads it in a log later can forge no session.
  const sessions = createSessions(key, now, cookie);
  const limit = createSignInLimit(now);
  let isUsed = false;
  return {
    token,
    state,
    enter: (given, { address, isSecure }) => {
      // First: whoever has the link is kept out by nobody who guesses, and 256 bits are guessed by nobody.
      if (!isSameSecret(given, token)) {
        if (!limit.mayTry(address)) return { kind: "rate" };
        limit.fail(address);
        return { kind: "wrong" };
      }
      if (isUsed) return { kind: "used" };
      isUsed = true;
      return { kind: "open", cookie: sessions.open(isSecure) };
    },
    read: sessions.read,
    isFormToken: sessions.isFormToken,
  };
}

function randomText(): string {
  return randomBytes(32).toString("base64url");
}
