import { type Html, html, renderHtml, trustOwnText } from "./html.ts";
import { pageStyle } from "./page-style.ts";

export interface Frame {
  readonly title: string;
  /** The entry of the navigation that this page belongs to; null shows none at all. */
  readonly section: Section | null;
  /** Of the session; null where nobody is signed in. */
  readonly formToken: string | null;
  /** When the facts on the page were read, for its foot; null where there are none. */
  readonly asOf: string | null;
  readonly body: Html;
}

const sections = [
  { name: "Overview", path: "/operator" },
  { name: "Reviews", path: "/operator/reviews" },
  { name: "Costs", path: "/operator/costs" },
  { name: "Findings", path: "/operator/findings" },
] as const;

export type Section = (typeof sections)[number]["name"];

/** The mark of the page: a drop on a touchstone. */
export const icon = `<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20" viewBox="0 0 20 20" aria-hidden="true"><rect x="1" y="1" width="18" height="18" rx="5" fill="#1f5fbf"/><path d="M5.5 10.5l3 3 6-7" fill="none" stroke="#fff" stroke-width="2.2" stroke-linecap="round" stroke-linejoin="round"/></svg>`;

const style = trustOwnText(pageStyle);

/** A whole page. It needs nothing else but its icon, and no script at all. */
export function renderFrame({ title, section, formToken, asOf, body }: Frame): string {
  return renderHtml(html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title} – Assay</title>
<link rel="icon" href="/operator/icon.svg">
<style>${style}</style>
</head>
<body>
${section === null ? null : renderTop(section, formToken ?? "")}
<main id="main" tabindex="-1">
${body}
</main>
${asOf === null ? null : html`<footer>As of ${asOf} UTC. All days and times are in UTC.</footer>`}
</body>
</html>
`);
}

function renderTop(section: Section, formToken: string): Html {
  const links = sections.map(({ name, path }) =>
    name === section
      ? html`<li><a href="${path}" aria-current="page">${name}</a></li>`
      : html`<li><a href="${path}">${name}</a></li>`,
  );
  return html`<a class="skip" href="#main">Skip to the content</a>
<header class="top"><div>
<a class="brand" href="/operator">${trustOwnText(icon)}Assay</a>
<nav aria-label="Pages"><ul>${links}</ul></nav>
<form method="post" action="/operator/sign-out">${renderFormToken(formToken)}<button class="plain">Sign out</button></form>
</div></header>`;
}

/** Shows that a form was made for this session. */
export function renderFormToken(formToken: string): Html {
  return html`<input type="hidden" name="form" value="${formToken}">`;
}
