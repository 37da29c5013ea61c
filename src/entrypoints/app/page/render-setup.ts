import { webhookPath } from "../../shared/webhook-path.ts";
import type { ManifestForm } from "../compose-manifest.ts";
import type { AppChoice, GivenChoice } from "../read-app-choice.ts";
import type { CredentialProblems } from "../read-credentials.ts";
import { type Html, html, trustOwnText } from "./html.ts";
import { icon, renderFormToken, renderFrame } from "./render-frame.ts";

/** The page with both forms, as it stands after whatever somebody wrote into them. Secrets never come back. */
export interface SetupStart {
  readonly formToken: string;
  readonly choice: GivenChoice;
  readonly choiceProblems: GivenChoice | null;
  readonly appId: string;
  readonly credentialProblems: CredentialProblems | null;
}

/** What somebody agrees to before GitHub is asked. */
export interface SetupConfirmation {
  readonly choice: AppChoice;
  readonly form: ManifestForm;
  /** Names of rights and what may be done with each. */
  readonly permissions: Readonly<Record<string, string>>;
}

/** The two ways to an App: a new one, or one that exists. */
export function renderSetupStart(start: SetupStart): string {
  const wrong = listWrongFields(start);
  return renderSetupPage(
    wrong.length > 0 ? "Check the form" : "Set up",
    html`<h1>${trustOwnText(icon)} Set up Assay</h1>
<p class="note">Assay reviews pull requests as a GitHub App. Let GitHub make a new one, or enter the credentials of one that you have.</p>
${wrong.length > 0 ? html`<p class="notice bad" role="alert">Nothing was saved. Look at ${wrong}${start.credentialProblems === null ? "" : " Enter key and secret both again: they are never sent back."}</p>` : null}
${renderCreation(start)}
${renderImport(start)}`,
  );
}

/** Links to the fields, because the first may be far down on a telephone. */
function listWrongFields({
  choiceProblems: choice,
  credentialProblems: credentials,
}: SetupStart): readonly Html[] {
  const problems: Readonly<Record<keyof typeof labels, string | undefined>> = {
    ...{ address: choice?.address, organisation: choice?.organisation, "app-id": credentials?.appId },
    ...{ "private-key": credentials?.privateKey, "webhook-secret": credentials?.webhookSecret },
  };
  const wrong = fieldIds.filter((id) => (problems[id] ?? "") !== "");
  return wrong.map(
    (id, index) => html`<a href="#${id}">${labels[id]}</a>${index < wrong.length - 1 ? ", " : "."}`,
  );
}

const labels = {
  address: "Address of this server",
  organisation: "Organisation (optional)",
  "app-id": "App ID",
  "private-key": "Private key",
  "webhook-secret": "Webhook secret",
} as const;
// The keys of a record are typed as texts.
const fieldIds = Object.keys(labels) as readonly (keyof typeof labels)[];

function renderCreation({ formToken, choice, choiceProblems }: SetupStart): Html {
  return html`<section class="card" aria-labelledby="create"><h2 id="create">Create the App on GitHub</h2>
<p>GitHub makes it from <code>app.yml</code>, with the rights that reviews need and never the right to push. You confirm everything there, and may change its name. Be signed in to GitHub in this browser.</p>
<form method="post" action="/setup/create">${renderFormToken(formToken)}
${renderField({
  ...{ id: "address", problem: choiceProblems?.address ?? "" },
  help: html`As GitHub reaches it from outside, over https. Only <code>${webhookPath}</code> has to be open there, and is added to the address.`,
  control: (more) =>
    html`<input id="address" name="address" type="text" inputmode="url" autocomplete="off" required value="${choice.address}"${more}>`,
})}
${renderField({
  ...{ id: "organisation", problem: choiceProblems?.organisation ?? "" },
  help: html`The App belongs to whoever creates it, and only its owner’s repositories can be reviewed. Left empty, that is your own account.`,
  control: (more) =>
    html`<input id="organisation" name="organisation" type="text" autocomplete="off" value="${choice.organisation}"${more}>`,
})}
<p class="actions"><button class="main">Continue</button></p></form></section>`;
}

function renderImport({ formToken, appId, credentialProblems: problems }: SetupStart): Html {
  return html`<section class="card" aria-labelledby="import"><h2 id="import">Use an App that exists</h2>
<p>The App ID stands on the settings page of the App. The private key is a file that GitHub lets you download there, once for each key; the webhook secret is the one that was entered there. GitHub shows neither of the two again. The rights of the App have to be those of <code>app.yml</code>, which <code>assay doctor --app</code> compares.</p>
<form method="post" action="/setup/import">${renderFormToken(formToken)}
${renderField({
  ...{ id: "app-id", problem: problems?.appId ?? "" },
  help: html`The number under “About”.`,
  control: (more) =>
    html`<input id="app-id" name="app-id" type="text" inputmode="numeric" autocomplete="off" required value="${appId}"${more}>`,
})}
${renderField({
  ...{ id: "private-key", problem: problems?.privateKey ?? "" },
  help: html`The whole <code>.pem</code> file that GitHub let you download under “Private keys”. Without it, generate a new one there.`,
  control: (more) =>
    html`<textarea id="private-key" name="private-key" rows="6" autocomplete="off" spellcheck="false" required${more}></textarea>`,
})}
${renderField({
  ...{ id: "webhook-secret", problem: problems?.webhookSecret ?? "" },
  help: html`At least 16 characters, as it was entered under “Webhook”. Without it, enter a new one there, from <code>openssl rand -hex 32</code>.`,
  control: (more) =>
    html`<input id="webhook-secret" name="webhook-secret" type="password" autocomplete="off" required${more}>`,
})}
<p class="actions"><button class="main">Save</button></p></form></section>`;
}

interface Field {
  readonly id: keyof typeof labels;
  readonly help: Html;
  /** Empty when there is none. */
  readonly problem: string;
  /** The field itself; `more` are attributes that name what describes it. */
  readonly control: (more: Html) => Html;
}

function renderField({ id, help, problem, control }: Field): Html {
  const more =
    problem === ""
      ? html` aria-describedby="${id}-help"`
      : html` aria-describedby="${id}-problem ${id}-help" aria-invalid="true"`;
  return html`<div class="field"><label for="${id}">${labels[id]}</label>${control(more)}
${problem === "" ? null : html`<p class="wrong" id="${id}-problem">${asSentence(problem)}</p>`}
<p class="small" id="${id}-help">${help}</p></div>`;
}

/** What the start says behind the name of a variable, with commands between backticks. */
function asSentence(problem: string): readonly Html[] {
  const sentence = `${problem.charAt(0).toUpperCase()}${problem.slice(1)}.`;
  return sentence
    .split("`")
    .map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : html`${part}`));
}

/** What will be asked of GitHub, and the form that the browser sends there. */
export function renderSetupConfirmation({ choice, form, permissions }: SetupConfirmation): string {
  const rights = Object.entries(permissions).map(
    ([name, access], index) => html`${index === 0 ? "" : ", "}<code>${name}: ${access}</code>`,
  );
  return renderSetupPage(
    "Create the App",
    html`<h1>${trustOwnText(icon)} Create the App on GitHub</h1>
<p class="note">Nothing is made before you agree on GitHub’s page. It leads back here within an hour.</p>
<section class="card" aria-label="What is asked of GitHub"><dl class="facts">
<div><dt>Owner</dt><dd>${choice.organisation ?? "the account that you are signed in with"}</dd></div>
<div><dt>Webhooks go to</dt><dd><code>${choice.webhookUrl}</code></dd></div>
<div><dt>Rights in repositories that it is installed on</dt><dd>${rights}</dd></div></dl>
<form method="post" action="${form.action}"><input type="hidden" name="manifest" value="${form.manifest}">
<p class="actions"><button class="main">Go to GitHub</button> <a href="/setup">Change something</a></p></form></section>`,
  );
}

/** A page of the set-up. */
export function renderSetupPage(title: string, body: Html): string {
  return renderFrame({
    ...{ title, section: null, formToken: null, asOf: null },
    body: html`<div class="setup">${body}</div>`,
  });
}
