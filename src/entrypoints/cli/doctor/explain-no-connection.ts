import { judgeConnectionCode } from "../../../domain/connection-failure.ts";
import { ReviewError } from "../../../domain/errors.ts";
import type { Verdict } from "./check-result.ts";
import type { Settled } from "./doctor-scene.ts";

/** What was asked, in the words of remedies. Of the URL only the name of the host is told: a path may hold a token. */
interface AskedServer {
  readonly url: string;
  /** Variables that name the URL. */
  readonly variables: string;
  /** What to do where nothing listens. */
  readonly whenRefused: string;
}

/** The verdict with a remedy that fits where a connection did not come about; as it came where no more is known. */
export function explainNoConnection(
  { error, verdict }: Extract<Settled<unknown>, { readonly kind: "failed" }>,
  server: AskedServer,
): Verdict {
  const code = error instanceof ReviewError ? error.connectionCode : null;
  const remedy = code === null ? null : findRemedy(code, server);
  return remedy !== null && verdict.state === "problem" ? { ...verdict, remedy } : verdict;
}

function findRemedy(code: string, { url, variables, whenRefused }: AskedServer): string | null {
  switch (judgeConnectionCode(code)) {
    case "untrusted":
      return `The certificate is not trusted or not for this host: give the authority's certificate in NODE_EXTRA_CA_CERTS, or correct ${variables}.`;
    case "not-tls":
      return `The server does not speak TLS there: correct the port or the https:// in ${variables}.`;
    case "unresolved":
      return `The name ${new URL(url).hostname} is not known here: correct ${variables}, or look at the network and its DNS.`;
    case "refused":
      return `Nothing listens there: ${whenRefused}, or correct ${variables}.`;
    case "other":
      return null;
  }
}
