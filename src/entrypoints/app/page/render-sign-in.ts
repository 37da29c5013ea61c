import { html, trustOwnText } from "./html.ts";
import { icon, renderFrame } from "./render-frame.ts";

export type SignInProblem = "token" | "rate" | "form";

const problems: Readonly<Record<SignInProblem, string>> = {
  token: "This is not the operator’s token.",
  rate: "Too many attempts. Wait ten minutes, then try again.",
  form: "The form could not be used. Open this page again and sign in.",
};

/** The form that takes the token. `to` is where it leads: a path of ours. */
export function renderSignIn(to: string, problem: SignInProblem | null): string {
  const body = html`<div class="gate"><div class="card"><h1>${trustOwnText(icon)} Assay</h1>
<p class="note">What is being reviewed, what it costs, and what waits for you.</p>
${problem === null ? null : html`<p class="notice bad" role="alert">${problems[problem]}</p>`}
<form method="post" action="/operator/sign-in">
<input type="hidden" name="to" value="${to}">
<input type="text" name="username" value="operator" autocomplete="username" hidden>
<label for="token">Operator’s token</label>
<input id="token" name="token" type="password" autocomplete="current-password" required autofocus aria-describedby="token-help">
<p class="small" id="token-help">The value of <code>ASSAY_OPERATOR_TOKEN</code> that the App was started with. You stay signed in for twelve hours.</p>
<button class="main">Sign in</button>
</form></div></div>`;
  return renderFrame({ title: "Sign in", section: null, formToken: null, asOf: null, body });
}
