import { type CreatedApp, convertManifest } from "../../../adapters/github/convert-manifest.ts";
import { readCredentials } from "../read-credentials.ts";
import { type SetupDesk, tellSaving } from "./answer-setup-form.ts";
import { isSameSecret } from "./operator-session.ts";
import { type CreationFailure, renderCreationFailure } from "./render-setup-outcome.ts";
import type { PageAnswer } from "./send-page.ts";
import type { SetupTarget } from "./setup-target.ts";

type WayBack = Extract<SetupTarget, { readonly kind: "created" }>;

/** Takes the browser in that GitHub sent back, and saves the credentials of the App that was made. Never rejects. */
export type Finish = (target: WayBack, formToken: string) => Promise<PageAnswer>;

const statuses: Readonly<Record<CreationFailure, number>> = {
  state: 403,
  refused: 400,
  unavailable: 502,
  unusable: 502,
  busy: 409,
};

/** Makes the one place in which codes are exchanged: one at a time, because GitHub takes each once. */
export function createFinish(desk: SetupDesk): Finish {
  let isBusy = false;
  return async (target, formToken) => {
    const { progress } = desk;
    if (progress.step.kind === "unsaved") return tellSaving(progress.step, formToken, desk);
    if (!isSameSecret(target.state, desk.state) || !/^[\w-]{1,200}$/.test(target.code)) {
      return fail("state", target, desk);
    }
    if (isBusy) return fail("busy", target, desk);
    isBusy = true;
    try {
      return await exchange(target, formToken, desk);
    } finally {
      isBusy = false;
    }
  };
}

async function exchange(target: WayBack, formToken: string, desk: SetupDesk): Promise<PageAnswer> {
  const { apiUrl, progress, file } = desk;
  const given = desk.fetch === undefined ? {} : { fetch: desk.fetch };
  const conversion = await convertManifest({ apiUrl, code: target.code, ...given });
  if (conversion.kind !== "created") return fail(conversion.kind, target, desk);
  const { app } = conversion;
  const reading = readCredentials({
    appId: String(app.appId),
    privateKey: app.privateKey,
    webhookSecret: app.webhookSecret ?? "",
  });
  if (reading.kind === "refused") return fail("unusable", target, desk);
  const made = { name: app.name, installUrl: findInstallUrl(app, desk.webUrl) };
  return tellSaving(progress.save(file, reading.credentials, made), formToken, desk);
}

function findInstallUrl({ pageUrl }: CreatedApp, webUrl: string): string | null {
  const url = URL.parse(pageUrl);
  return url === null || url.origin !== new URL(webUrl).origin
    ? null
    : `${url.origin}${url.pathname}/installations/new`;
}

function fail(reason: CreationFailure, { code, state }: WayBack, desk: SetupDesk): PageAnswer {
  const { webUrl, say } = desk;
  const canRepeat = reason === "unavailable" || reason === "busy";
  const again = canRepeat ? `/setup/created?${new URLSearchParams({ code, state })}` : null;
  if (reason !== "busy") say(`The App is not set up yet: ${tellings[reason]}.`);
  const body = renderCreationFailure(reason, { again, webUrl });
  // The address of this page holds the code.
  return { status: statuses[reason], body, headers: { "referrer-policy": "no-referrer" } };
}

const tellings: Readonly<Record<Exclude<CreationFailure, "busy">, string>> = {
  state: "somebody came back from GitHub with a state that is not ours",
  refused: "GitHub does not know the code that it sent the browser back with",
  unavailable: "GitHub did not answer as it should",
  unusable: "GitHub answered with something that cannot be used",
};
