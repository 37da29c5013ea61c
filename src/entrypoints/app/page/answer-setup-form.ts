import type { IncomingMessage } from "node:http";
import { askAboutApp } from "../ask-about-app.ts";
import { composeManifest } from "../compose-manifest.ts";
import { type GivenChoice, readAppChoice } from "../read-app-choice.ts";
import { type CredentialProblems, readCredentials } from "../read-credentials.ts";
import type { SetupProgress, SetupStep } from "../setup-progress.ts";
import { isHttps } from "./read-form.ts";
import { renderSetupConfirmation, renderSetupStart, type SetupStart } from "./render-setup.ts";
import { renderSetupUnsaved } from "./render-setup-outcome.ts";
import { type PageAnswer, redirectTo } from "./send-page.ts";
import type { SetupTarget } from "./setup-target.ts";

/** What the set-up works with. */
export interface SetupDesk {
  /** Base of GitHub's REST API, without a slash at its end. */
  readonly apiUrl: string;
  /** Where people look at repositories: `https://github.com`, or that of an Enterprise server. */
  readonly webUrl: string;
  /** Whole path of the environment file. */
  readonly file: string;
  /** What stands in the form at first; empty texts for nothing. */
  readonly suggestion: GivenChoice;
  /** All of `app.yml`. */
  readonly manifest: Readonly<Record<string, unknown>>;
  readonly permissions: Readonly<Record<string, string>>;
  readonly state: string;
  readonly progress: SetupProgress;
  /** Whether git would take the environment file into a commit. */
  readonly isLeftToCommit: () => Promise<boolean>;
  /** Tells the person in front of the terminal. Gets no secrets. */
  readonly say: (text: string) => void;
  readonly fetch?: typeof fetch;
}

interface Sent {
  readonly request: IncomingMessage;
  readonly formToken: string;
  readonly desk: SetupDesk;
}

/** Answers a form whose token was right. Credentials that wait for the disk come before any others. */
export async function answerSetupForm(
  kind: SetupTarget["kind"],
  form: URLSearchParams,
  sent: Sent,
): Promise<PageAnswer> {
  const { desk, formToken } = sent;
  if (desk.progress.step.kind === "unsaved" || kind === "save") {
    return tellSaving(desk.progress.saveAgain(desk.file), formToken, desk);
  }
  return kind === "create" ? confirmCreation(form, sent) : importApp(form, sent);
}

/** The page with both forms, or the credentials that wait for the disk. */
export function showSetupStart(formToken: string, request: IncomingMessage, desk: SetupDesk): PageAnswer {
  const { step } = desk.progress;
  if (step.kind === "unsaved") return tellSaving(step, formToken, desk);
  return { status: 200, body: renderSetupStart(blankStart(formToken, request, desk)) };
}

function blankStart(formToken: string, request: IncomingMessage, { suggestion }: SetupDesk): SetupStart {
  const seen = baseUrlOf(request);
  const address = suggestion.address || (seen.startsWith("https://") ? seen : "");
  const choice = { ...suggestion, address };
  return { formToken, choice, choiceProblems: null, appId: "", credentialProblems: null };
}

function confirmCreation(form: URLSearchParams, { request, formToken, desk }: Sent): PageAnswer {
  const { webUrl, manifest, permissions, state } = desk;
  const given = { address: form.get("address") ?? "", organisation: form.get("organisation") ?? "" };
  const reading = readAppChoice(given, webUrl);
  if (reading.kind === "refused") {
    const start = blankStart(formToken, request, desk);
    const body = renderSetupStart({ ...start, choice: given, choiceProblems: reading.problems });
    return { status: 422, body };
  }
  const { choice } = reading;
  const composed = composeManifest(manifest, choice, { webUrl, baseUrl: baseUrlOf(request), state });
  return {
    status: 200,
    body: renderSetupConfirmation({ choice, form: composed, permissions }),
    formOrigin: webUrl,
    // GitHub learns which server asks, as from any other page; never a path.
    headers: { "referrer-policy": "strict-origin" },
  };
}

async function importApp(form: URLSearchParams, sent: Sent): Promise<PageAnswer> {
  const { formToken, desk } = sent;
  const appId = form.get("app-id")?.trim() ?? "";
  const reading = readCredentials({
    appId,
    privateKey: form.get("private-key") ?? "",
    webhookSecret: form.get("webhook-secret") ?? "",
  });
  if (reading.kind === "refused") return refuseImport(appId, reading.problems, sent);
  const answer = await askAboutApp(reading.credentials, desk);
  if (answer.kind === "refused") return refuseImport(appId, foreignKey, sent);
  const app = answer.kind === "known" ? answer.app : null;
  return tellSaving(desk.progress.save(desk.file, reading.credentials, app), formToken, desk);
}

const foreignKey: CredentialProblems = {
  appId: "",
  privateKey:
    "is not taken by GitHub for this App ID: one of the two belongs to another App, or the clock of this machine is wrong",
  webhookSecret: "",
};

function refuseImport(
  appId: string,
  credentialProblems: CredentialProblems,
  { formToken, request, desk }: Sent,
): PageAnswer {
  const start = blankStart(formToken, request, desk);
  return { status: 422, body: renderSetupStart({ ...start, appId, credentialProblems }) };
}

/** Leads to the page that says what was saved, or says why nothing was. */
export function tellSaving(step: SetupStep, formToken: string, { file, say }: SetupDesk): PageAnswer {
  switch (step.kind) {
    case "open":
      return redirectTo("/setup");
    case "unsaved":
      return { status: 500, body: renderSetupUnsaved({ formToken, file, code: step.code }) };
    case "saved":
      say(`The credentials are in ${file}. Start Assay again to use them.`);
      return redirectTo("/setup/done", { "referrer-policy": "no-referrer" });
  }
}

/** The address under which the browser sees this server. It names it with every form. */
function baseUrlOf(request: IncomingMessage): string {
  const { headers } = request;
  const origin = URL.parse(headers.origin ?? "");
  if (origin !== null && /^https?:$/.test(origin.protocol)) return origin.origin;
  const host = String(headers["x-forwarded-host"] ?? headers.host ?? "localhost");
  return `${isHttps(request) ? "https" : "http"}://${host}`;
}
