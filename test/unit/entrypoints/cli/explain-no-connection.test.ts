import { expect, it } from "vitest";
import { ReviewError } from "../../../../src/domain/errors.ts";
import { problem } from "../../../../src/entrypoints/cli/doctor/check-result.ts";
import { explainNoConnection } from "../../../../src/entrypoints/cli/doctor/explain-no-connection.ts";

const verdict = problem("GitHub cannot be reached for GET /app", "Try again later.", 75);
const explain = (error: unknown) =>
  explainNoConnection(
    { kind: "failed", error, verdict },
    {
      url: "https://github.example.com/api/v3",
      variables: "GHE_HOST",
      whenRefused: "start the server",
    },
  );
const broken = (connectionCode: string | null) =>
  new ReviewError("GITHUB_UNAVAILABLE", "The connection broke.", { connectionCode });

const certificate =
  "The certificate is not trusted or not for this host: give the authority's certificate in NODE_EXTRA_CA_CERTS, or correct GHE_HOST.";
const plain = "The server does not speak TLS there: correct the port or the https:// in GHE_HOST.";
const unknownName =
  "The name github.example.com is not known here: correct GHE_HOST, or look at the network and its DNS.";

it.each([
  ["CERT_HAS_EXPIRED", certificate],
  ["DEPTH_ZERO_SELF_SIGNED_CERT", certificate],
  ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", certificate],
  ["ERR_TLS_CERT_ALTNAME_INVALID", certificate],
  ["ERR_SSL_WRONG_VERSION_NUMBER", plain],
  ["EPROTO", plain],
  ["ENOTFOUND", unknownName],
  ["EAI_AGAIN", unknownName],
  ["ECONNREFUSED", "Nothing listens there: start the server, or correct GHE_HOST."],
])("says what to do about %s", (code, remedy) => {
  expect(explain(broken(code))).toEqual({ ...verdict, remedy });
});

it.each([
  ["a connection that broke later", broken("ECONNRESET")],
  ["an error without a connection", broken(null)],
  ["what is no error of ours", Object.assign(new Error("x"), { code: "ENOTFOUND" })],
])("leaves the verdict about %s", (_what, error) => {
  expect(explain(error)).toBe(verdict);
});
