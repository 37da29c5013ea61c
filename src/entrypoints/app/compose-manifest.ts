import type { AppChoice } from "./read-app-choice.ts";

/** A form that a browser sends to GitHub. */
export interface ManifestForm {
  readonly action: string;
  readonly manifest: string;
}

/** What of the manifest is decided here and not in `app.yml`. */
export interface ManifestPlace {
  /** `https://github.com`, or that of an Enterprise server. */
  readonly webUrl: string;
  /** The address under which the browser sees this server, without a slash at its end. */
  readonly baseUrl: string;
  readonly state: string;
}

/** Where GitHub sends the browser back to. */
export const createdPath = "/setup/created";

/** Source: docs.github.com, “Registering a GitHub App from a manifest”. */
export function composeManifest(
  file: Readonly<Record<string, unknown>>,
  { organisation, webhookUrl }: AppChoice,
  { webUrl, baseUrl, state }: ManifestPlace,
): ManifestForm {
  const owner = organisation === null ? "" : `/organizations/${encodeURIComponent(organisation)}`;
  return {
    action: `${webUrl}${owner}/settings/apps/new?state=${encodeURIComponent(state)}`,
    manifest: JSON.stringify({
      ...file,
      // The page that `app.yml` names belongs to nobody.
      url: new URL(webhookUrl).origin,
      redirect_url: `${baseUrl}${createdPath}`,
      hook_attributes: { url: webhookUrl, active: true },
    }),
  };
}
