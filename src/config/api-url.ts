import { isLocalHost, parseServiceUrl } from "./service-url.ts";

const defaultApiUrl = "https://api.github.com";
const example = "https://github.example.com/api/v3";

/**
 * The base of GitHub's REST API: `GITHUB_API_URL` as it is, or `GHE_HOST` and `GHE_PROTOCOL` of an Enterprise server,
 * or github.com. Ends without a slash.
 */
export function readApiUrl(
  environment: Readonly<Record<string, string | undefined>>,
): { readonly value: string } | { readonly problem: string } {
  const whole = environment["GITHUB_API_URL"]?.trim() ?? "";
  const host = environment["GHE_HOST"]?.trim() ?? "";
  const protocol = environment["GHE_PROTOCOL"]?.trim() || "https";
  if (whole !== "" && host !== "") {
    return { problem: "GITHUB_API_URL: stands beside GHE_HOST; keep one of the two" };
  }
  if (host !== "") return readEnterprise(host, protocol);
  const url = parseServiceUrl(whole || defaultApiUrl, example);
  if (url.kind === "refused") return { problem: `GITHUB_API_URL: ${url.message}` };
  if (/[?#]/.test(url.href)) return { problem: `GITHUB_API_URL: must end with its path, as ${example}` };
  return { value: withoutSlash(url.href) };
}

function readEnterprise(host: string, protocol: string): { value: string } | { problem: string } {
  const url = URL.parse(`https://${host}`);
  if (url === null || url.href !== `https://${host.toLowerCase()}/` || /[@/?#]/.test(host)) {
    return {
      problem: "GHE_HOST: must be a host alone, such as github.example.com, without https:// and path",
    };
  }
  if (protocol !== "https" && !(protocol === "http" && isLocalHost(url.hostname))) {
    return { problem: "GHE_PROTOCOL: must be https; http is taken only towards this machine" };
  }
  // Enterprise Cloud with data residency has its API on a host of its own.
  if (url.hostname.endsWith(".ghe.com")) return { value: `https://api.${url.host}` };
  return { value: `${protocol}://${url.host}/api/v3` };
}

function withoutSlash(href: string): string {
  return href.endsWith("/") ? href.slice(0, -1) : href;
}
