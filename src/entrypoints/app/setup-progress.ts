import { type Credentials, saveCredentials } from "./save-credentials.ts";

/** What GitHub tells of an App, to lead on to it. */
export interface KnownApp {
  readonly name: string;
  /** Null when GitHub named a page that is not its own. */
  readonly installUrl: string | null;
}

/** How far the set-up has got. `unsaved`: the credentials are there, and the disk did not take them. */
export type SetupStep =
  | { readonly kind: "open" }
  /** `code` is the system's, such as `EACCES`. */
  | { readonly kind: "unsaved"; readonly code: string }
  | { readonly kind: "saved"; readonly app: KnownApp | null };

/** Holds credentials from the moment that they are known to the one in which they are on disk, and not longer. */
export interface SetupProgress {
  readonly step: SetupStep;
  /** Saves credentials; where that fails they wait for `saveAgain`. `app` is null when GitHub was not heard about it. */
  save(file: string, credentials: Credentials, app: KnownApp | null): SetupStep;
  saveAgain(file: string): SetupStep;
}

/** A set-up that has not begun. `gitHub` are the variables that are saved with the credentials. */
export function createSetupProgress(gitHub: Readonly<Record<string, string>>): SetupProgress {
  let step: SetupStep = { kind: "open" };
  let waiting: { readonly credentials: Credentials; readonly app: KnownApp | null } | null = null;
  const saveAgain = (file: string): SetupStep => {
    if (waiting === null) return step;
    const code = trySaving(file, waiting.credentials, gitHub);
    step = code === null ? { kind: "saved", app: waiting.app } : { kind: "unsaved", code };
    if (code === null) waiting = null;
    return step;
  };
  return {
    get step() {
      return step;
    },
    save: (file, credentials, app) => {
      if (step.kind === "open") waiting = { credentials, app };
      return saveAgain(file);
    },
    saveAgain,
  };
}

/** Null when they are saved. Throws on what is no refusal of the system. */
function trySaving(
  file: string,
  credentials: Credentials,
  gitHub: Readonly<Record<string, string>>,
): string | null {
  try {
    saveCredentials(file, credentials, gitHub);
    return null;
  } catch (error) {
    if (error instanceof Error && "code" in error && typeof error.code === "string") return error.code;
    throw error;
  }
}
