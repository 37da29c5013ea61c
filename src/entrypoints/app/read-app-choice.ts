import { parseServiceUrl } from "../../config/service-url.ts";
import { webhookPath } from "../shared/webhook-path.ts";

/** Whose the new App will be, and where GitHub will deliver its webhooks. */
export interface AppChoice {
  /** Null: the account that is signed in to GitHub. */
  readonly organisation: string | null;
  readonly webhookUrl: string;
}

/** What somebody wrote into the form. */
export interface GivenChoice {
  readonly organisation: string;
  readonly address: string;
}

export type AppChoiceReading =
  | { readonly kind: "read"; readonly choice: AppChoice }
  /** Empty texts for the fields that are good. */
  | { readonly kind: "refused"; readonly problems: GivenChoice };

const example = "https://assay.example.com";

/** Reads the choice. `webUrl` is where people look at repositories: GitHub itself delivers to public addresses only. */
export function readAppChoice(given: GivenChoice, webUrl: string): AppChoiceReading {
  const organisation = given.organisation.trim();
  const isName = organisation === "" || /^[0-9A-Za-z_-]{1,100}$/.test(organisation);
  const address = readAddress(given.address.trim(), webUrl);
  if (!isName || "problem" in address) {
    const problems = {
      organisation: isName ? "" : "must be the name of one organisation, as it stands in its address",
      address: "problem" in address ? address.problem : "",
    };
    return { kind: "refused", problems };
  }
  const owner = organisation === "" ? null : organisation;
  return { kind: "read", choice: { organisation: owner, webhookUrl: address.url } };
}

function readAddress(given: string, webUrl: string): { readonly url: string } | { readonly problem: string } {
  if (given === "")
    return { problem: `missing; write the address that this server has from outside, such as ${example}` };
  const isPublic = isPublicGitHub(webUrl);
  const read = parseServiceUrl(given.includes("://") ? given : `https://${given}`, example, !isPublic);
  if (read.kind === "refused") return { problem: read.message };
  const url = new URL(read.href);
  if (isPublic && (read.isLocal || url.hostname.endsWith(".localhost"))) {
    return {
      problem:
        "leads to this machine, where GitHub cannot reach it; write the address that it has from outside",
    };
  }
  if (isPublic && !/[^.]\.[^.]/.test(url.hostname) && !url.hostname.startsWith("[")) {
    return { problem: `is no name on the internet, where GitHub looks for it; write one such as ${example}` };
  }
  url.hash = "";
  if (url.pathname === "/") url.pathname = webhookPath;
  // A proxy may serve Assay below a path of its own: whoever names the whole path knows of it.
  if (!url.pathname.endsWith(webhookPath) || url.search !== "") {
    return {
      problem: `must end behind the host, as ${example}: Assay takes webhooks at ${webhookPath} only`,
    };
  }
  return { url: url.href };
}

/** Whether GitHub comes from the internet; an Enterprise server may stand in the same network. */
function isPublicGitHub(webUrl: string): boolean {
  const { hostname } = new URL(webUrl);
  return hostname === "github.com" || hostname.endsWith(".ghe.com");
}
