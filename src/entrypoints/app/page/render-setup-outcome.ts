import type { GateAnswer } from "../setup-gate.ts";
import type { KnownApp } from "../setup-progress.ts";
import { type Html, html, trustOwnText } from "./html.ts";
import { icon, renderFormToken } from "./render-frame.ts";
import { renderSetupPage } from "./render-setup.ts";

/** Why nobody is let in. */
export type SetupRefusal = Exclude<GateAnswer["kind"], "open"> | "no-session" | "form";

const refusals: Readonly<Record<SetupRefusal, string>> = {
  "no-session": "This page opens with the link that Assay printed when it was started.",
  wrong: "This link is not the one that Assay printed when it was started last.",
  used: "This link has been used. It opens the page once, for one browser: go on there, or start Assay again for a new link. If none of you used it, somebody else did.",
  rate: "Too many attempts. Wait ten minutes, or start Assay again and use the new link.",
  form: "The form could not be used. Open the page again and send it from there.",
};

/** Tells where the link is to be found, and nothing about this App. */
export function renderSetupRefusal(reason: SetupRefusal): string {
  return renderSetupPage(
    "Not open",
    html`<h1>${trustOwnText(icon)} Set up Assay</h1>
<p class="notice bad" role="alert">${refusals[reason]}</p>
<section class="card" aria-labelledby="where"><h2 id="where">Where to find the link</h2>
<p>In the terminal or the log of Assay: the line that begins with <code>No credentials of a GitHub App are set.</code> Every start prints a new link. Open it in the browser in which you are signed in to GitHub.</p>
${reason === "no-session" ? html`<p>If GitHub has just sent you here, then this is another browser, or another address, than the one that you began with. Go back to that one.</p>` : null}
</section>`,
  );
}

/** What was saved, as far as it may be told. */
export interface SavedApp {
  /** Whole path of the environment file. */
  readonly file: string;
  /** Null when GitHub could not be asked about an App that existed. */
  readonly app: KnownApp | null;
  readonly webUrl: string;
  /** The file stands in a git checkout that does not ignore it. */
  readonly isLeftToCommit: boolean;
}

/** The last page: what is where, and what comes next. */
export function renderSetupDone({ file, app, webUrl, isLeftToCommit }: SavedApp): string {
  return renderSetupPage(
    "Saved",
    html`<h1>${trustOwnText(icon)} ${app === null ? "The credentials are saved" : html`${app.name} is set up`}</h1>
<p class="notice" role="status">App ID, private key and webhook secret are in <code>${file}</code>, which only its owner can read. This page takes no others any more.</p>
${isLeftToCommit ? html`<p class="notice bad" role="alert">That folder is a git checkout which does not ignore the file: <code>git add .</code> would take the private key into the next commit. Add it: <code>echo .env &gt;&gt; .gitignore</code></p>` : null}
${app === null ? html`<p class="notice bad">GitHub did not answer, so nobody knows yet whether App ID and key belong together. <code>doctor --app</code>, below, finds out.</p>` : null}
<section class="card" aria-labelledby="next"><h2 id="next">What comes next</h2>
<ol>
<li>Where Assay was started, add a model, and a token for the operator’s page:
<pre>echo "OPENAI_API_KEY=your-key" &gt;&gt; .env
echo "ASSAY_OPERATOR_TOKEN=$(openssl rand -hex 32)" &gt;&gt; .env</pre></li>
<li>Stop Assay, which does not take up the credentials by itself. Ask whether all is well, then start it again:
<pre>npm run assay -- doctor --app
npm start</pre></li>
<li>${describeInstallation(app?.installUrl ?? null, webUrl)} Then open a pull request: a check appears within seconds.</li>
</ol></section>`,
  );
}

function describeInstallation(installUrl: string | null, webUrl: string): Html {
  return installUrl === null
    ? html`Install the App on a repository: <a href="${webUrl}/settings/apps">its settings on GitHub</a>, “Install App”.`
    : html`<a href="${installUrl}">Install the App on a repository</a>.`;
}

/** Credentials that are there and could not be written. They are kept until they can be. */
export function renderSetupUnsaved(failed: {
  readonly formToken: string;
  readonly file: string;
  /** Code of the system, such as `EACCES`. */
  readonly code: string;
}): string {
  return renderSetupPage(
    "Not saved",
    html`<h1>${trustOwnText(icon)} The credentials could not be saved</h1>
<p class="notice bad" role="alert"><code>${failed.file}</code> cannot be written (<code>${failed.code}</code>). The file is as it was.</p>
<section class="card" aria-labelledby="again"><h2 id="again">Try again</h2>
<p>Let the user that Assay runs as write this file and its folder, and see that the disk is not full. The credentials wait in memory: do not stop Assay before they are saved.</p>
<form method="post" action="/setup/save">${renderFormToken(failed.formToken)}<p class="actions"><button class="main">Save</button></p></form></section>`,
  );
}

/** Why the way back from GitHub did not end with an App. */
export type CreationFailure = "state" | "refused" | "unavailable" | "unusable" | "busy";

const failures: Readonly<Record<CreationFailure, string>> = {
  state:
    "This way back from GitHub does not belong to this start of Assay. Either Assay was started again in between, or somebody else sent you here. Nothing was asked of GitHub.",
  refused:
    "GitHub does not know the code that it sent you back with: it is older than an hour, or it has been used.",
  unavailable: "GitHub did not answer as it should. The code stays good for an hour: try again.",
  unusable:
    "GitHub answered with something that cannot be used as credentials, or with a webhook secret that is missing or can be guessed.",
  busy: "The credentials are being fetched by another request of yours. Try again in a moment.",
};

/** Says what happened, and the way on. `again` is the path that tries once more, null where that cannot help. */
export function renderCreationFailure(
  reason: CreationFailure,
  { again, webUrl }: { readonly again: string | null; readonly webUrl: string },
): string {
  return renderSetupPage(
    "Not finished",
    html`<h1>${trustOwnText(icon)} The App is not set up yet</h1>
<p class="notice bad" role="alert">${failures[reason]} Nothing was saved.</p>
<section class="card" aria-labelledby="on"><h2 id="on">How to go on</h2>
${again === null ? renderWayRound(webUrl) : html`<p class="actions"><a class="button" href="${again}">Try again</a></p>`}
</section>`,
  );
}

function renderWayRound(webUrl: string): Html {
  return html`<p>If <a href="${webUrl}/settings/apps">GitHub lists the new App</a> (for an organisation: in its own settings, under “Developer settings”), then open it there, generate a private key, set a webhook secret, and enter both under “Use an App that exists”. Or delete it there and begin anew.</p>
<p class="actions"><a class="button" href="/setup">Begin anew</a></p>`;
}
