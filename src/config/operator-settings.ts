import { longSecretRemedy, readLongSecret } from "./long-secret.ts";
import { parseServiceUrl } from "./service-url.ts";

/** A running App and the token that it takes from its operator. */
export interface OperatorAccess {
  /** Ends with a slash. */
  readonly baseUrl: string;
  readonly token: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

const name = "ASSAY_OPERATOR_TOKEN";

/** The token of the operator's endpoint, fit for an HTTP header; null means that there is no such endpoint. */
export function readOperatorToken(
  environment: Environment,
): { readonly value: string | null } | { readonly problem: string } {
  const token = readLongSecret(environment, name);
  if ("problem" in token || token.value === null || /^[\x21-\x7e]+$/.test(token.value)) return token;
  return { problem: `${name}: holds blanks or characters outside of ASCII; ${longSecretRemedy}` };
}

/** How a command line reaches the App at an address, or everything that is wrong about it. Repeats no value. */
export function parseOperatorAccess(
  address: string,
  environment: Environment,
):
  | { readonly kind: "valid"; readonly access: OperatorAccess }
  | { readonly kind: "invalid"; readonly problems: readonly string[] } {
  const url = parseServiceUrl(address.trim(), "https://assay.example.com");
  const token = readOperatorToken(environment);
  const problems = [
    ...(url.kind === "refused" ? [`ASSAY_OPERATOR_URL: ${url.message}`] : []),
    ...("problem" in token ? [token.problem] : []),
    ...("value" in token && token.value === null ? [tokenMissing] : []),
  ];
  if (url.kind === "refused" || "problem" in token || token.value === null) {
    return { kind: "invalid", problems };
  }
  const { origin, pathname } = new URL(url.href);
  const baseUrl = `${origin}${pathname.endsWith("/") ? pathname : `${pathname}/`}`;
  return { kind: "valid", access: { baseUrl, token: token.value } };
}

const tokenMissing = `${name}: missing; set it to the token that the App was started with`;
