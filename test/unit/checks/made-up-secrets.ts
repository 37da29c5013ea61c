// Nothing here is a secret: every value is assembled at run time from a prefix and the output of a fixed sequence.

const ALPHANUMERIC = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const HEXADECIMAL = "0123456789abcdef";
const UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** Made-up characters: the same for the same arguments. */
export function madeUp(length: number, seed: number, alphabet: string = ALPHANUMERIC): string {
  let state = (seed * 2_654_435_761 + 12_345) % 4_294_967_296;
  let text = "";
  for (let index = 0; index < length; index++) {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    text += alphabet.charAt(Math.floor((state / 4_294_967_296) * alphabet.length));
  }
  return text;
}

const hex = (length: number, seed: number) => madeUp(length, seed, HEXADECIMAL);
const base64 = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");

/** A PEM block with a made-up body. `label` is the text before `PRIVATE KEY`. */
export function madeUpPem(label: string, seed: number, lines = 3): string {
  const name = `${label}${["PRIVATE", "KEY"].join(" ")}`;
  const body = Array.from({ length: lines }, (_, index) => madeUp(64, seed + index));
  return [`-----BEGIN ${name}-----`, ...body, `${madeUp(20, seed + 99)}==`, `-----END ${name}-----`].join(
    "\n",
  );
}

/** A secret of one kind: what a line of code holds, and the value in it that must disappear. */
export interface MadeUpSecret {
  readonly kind: string;
  /** The literal as it stands between quotes. */
  readonly literal: string;
  /** The part of the literal that is secret. */
  readonly value: string;
  /** Name of the variable; the shape alone must suffice where it is `value`. */
  readonly name: string;
}

const whole = (kind: string, literal: string, name = "value"): MadeUpSecret => ({
  kind,
  literal,
  value: literal,
  name,
});
const part = (kind: string, literal: (value: string) => string, value: string): MadeUpSecret => ({
  kind,
  literal: literal(value),
  value,
  name: "value",
});

export const madeUpSecrets: readonly MadeUpSecret[] = [
  whole("aws-access-key", `AKIA${madeUp(16, 1, UPPER)}`),
  whole("aws-secret-key", madeUp(40, 2), "aws_secret_access_key"),
  whole("github-token", `ghp_${madeUp(36, 3)}`),
  whole("github-token", `ghs_${"1234567"}_${base64({ alg: "RS256" })}.${madeUp(80, 4)}.${madeUp(43, 5)}`),
  whole("github-token", `github_pat_${madeUp(22, 6)}_${madeUp(59, 7)}`),
  whole("gitlab-token", `glpat-${madeUp(20, 8)}`),
  whole("slack-token", `xoxb-${"2345678901"}-${"3456789012"}-${madeUp(24, 9)}`),
  part(
    "slack-webhook",
    (value) => `https://hooks.slack.com/services/${value}`,
    `T${madeUp(8, 10, UPPER)}/B${madeUp(8, 11, UPPER)}/${madeUp(24, 12)}`,
  ),
  whole("stripe-key", `sk_${"live"}_${madeUp(24, 13)}`),
  whole("google-api-key", `AIza${madeUp(35, 14)}`),
  whole("google-oauth-secret", `GOCSPX-${madeUp(28, 15)}`),
  part(
    "azure-storage-key",
    (value) =>
      `DefaultEndpointsProtocol=https;AccountName=store;AccountKey=${value};EndpointSuffix=core.windows.net`,
    `${madeUp(86, 16)}==`,
  ),
  part(
    "azure-sas",
    (value) => `https://store.blob.core.windows.net/box?sv=2022-11-02&sig=${value}`,
    `${madeUp(43, 17)}%3D`,
  ),
  whole("openai-key", `sk-proj-${madeUp(48, 18)}`),
  whole("anthropic-key", `sk-ant-api03-${madeUp(93, 19)}AA`),
  whole("huggingface-token", `hf_${madeUp(34, 20)}`),
  whole("twilio-key", `SK${hex(32, 21)}`),
  whole("sendgrid-key", `SG.${madeUp(22, 22)}.${madeUp(43, 23)}`),
  whole("mailgun-key", `key-${hex(32, 24)}`),
  whole("telegram-token", `${"1234509876"}:AA${madeUp(33, 25)}`),
  whole("discord-token", `M${madeUp(23, 26)}.${madeUp(6, 27)}.${madeUp(27, 28)}`),
  whole("digitalocean-token", `dop_v1_${hex(64, 29)}`),
  whole("databricks-token", `dapi${hex(32, 30)}`),
  whole("npm-token", `npm_${madeUp(36, 31)}`),
  whole("pypi-token", `pypi-AgEIcHlwaS5vcmc${madeUp(60, 32)}`),
  whole("onepassword-token", `ops_${base64({ email: "a@b.test", secretKey: madeUp(60, 33) })}`),
  whole("jwt", `${base64({ alg: "HS256" })}.${base64({ sub: madeUp(12, 34) })}.${madeUp(43, 35)}`),
  part("url-password", (value) => `postgres://app:${value}@db.internal:5432/prod`, madeUp(14, 36)),
  part("url-password", (value) => `https://deploy:${value}@git.internal/app.git`, madeUp(14, 37)),
  part(
    "connection-password",
    (value) => `Server=db.internal;Database=prod;User Id=app;Password=${value};Encrypt=true`,
    `${madeUp(10, 38)}!7`,
  ),
  part("authorization-header", (value) => `Authorization: Bearer ${value}`, madeUp(40, 39)),
  whole("password", `Tr0ub4dor&${madeUp(4, 40)}`, "db_password"),
  whole("token", madeUp(24, 41), "api_key"),
  whole("high-entropy", madeUp(44, 42), "session_secret"),
];
