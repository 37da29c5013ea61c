/** One shape of secret. The value is group 1 where the pattern has one, otherwise the whole match. */
export interface SecretPattern {
  readonly kind: string;
  /** Global. Begins with a fixed text behind a boundary, repeats nothing that repeats: linear on any input. */
  readonly pattern: RegExp;
  /** A text that every match holds. Without it the pattern, which begins with nothing fixed, need not be tried. */
  readonly needs?: string;
  /** True where the shape is also that of ordinary names: the value must then look random as well. */
  readonly mustLookRandom?: true;
}

// Shapes are those that the vendors document, or that GitHub's list of secret-scanning partners names.
// `(?<![A-Za-z0-9])` rather than `\b`: a token may stand behind an underscore.
/** Shapes that name their issuer. What the issuer's own scanner also finds is found twice and merged. */
export const secretPatterns: readonly SecretPattern[] = [
  { kind: "aws-access-key", pattern: /(?<![A-Za-z0-9])(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}(?![A-Za-z0-9])/g },
  {
    kind: "aws-secret-key",
    pattern:
      /(?:aws|secret)[A-Za-z_.-]{0,20}(?:secret|access|key)[A-Za-z_.-]{0,20}["'\]]{0,2}[^\S\n]{0,8}(?:=>|:=|[:=])[^\S\n]{0,8}(?:["'`(]{0,4}|[|>][-+]?)\\?\s{0,40}["'`]{0,3}([A-Za-z0-9/+]{40})(?![A-Za-z0-9/+=])/gi,
    mustLookRandom: true,
  },
  {
    kind: "aws-secret-key",
    pattern:
      /(?<![A-Za-z0-9])(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Za-z0-9])[\s\S]{1,160}?["'\s=:]([A-Za-z0-9/+]{40})(?![A-Za-z0-9/+=])/g,
    mustLookRandom: true,
  },
  // Installation tokens of 2026 hold dots and hyphens and are longer than 40 characters.
  { kind: "github-token", pattern: /(?<![A-Za-z0-9])gh[pousr]_[A-Za-z0-9_.-]{19,}[A-Za-z0-9_]/g },
  { kind: "github-token", pattern: /(?<![A-Za-z0-9])github_pat_[A-Za-z0-9_]{22,}/g },
  {
    kind: "gitlab-token",
    pattern: /(?<![A-Za-z0-9])gl(?:pat|dt|ptt|rt|ft|soat|cbt|imt|agent)-[A-Za-z0-9_.-]{19,}[A-Za-z0-9_]/g,
  },
  { kind: "slack-token", pattern: /(?<![A-Za-z0-9])xox[abeoprs](?:\.xox[bp])?-[A-Za-z0-9-]{12,}/g },
  { kind: "slack-token", pattern: /(?<![A-Za-z0-9])xapp-\d-[A-Za-z0-9-]{16,}/g },
  {
    kind: "slack-webhook",
    pattern:
      /hooks\.slack\.com\/(?:services|workflows)\/(T[A-Z0-9]{5,20}\/[A-Z0-9]{5,20}\/[A-Za-z0-9/]{16,60})/g,
  },
  { kind: "stripe-key", pattern: /(?<![A-Za-z0-9])[sr]k_live_[A-Za-z0-9]{16,}/g },
  { kind: "stripe-test-key", pattern: /(?<![A-Za-z0-9])[sr]k_test_[A-Za-z0-9]{16,}/g },
  { kind: "stripe-webhook-secret", pattern: /(?<![A-Za-z0-9])whsec_[A-Za-z0-9+/]{24,}={0,2}/g },
  { kind: "google-api-key", pattern: /(?<![A-Za-z0-9])AIza[A-Za-z0-9_-]{35}(?![A-Za-z0-9_-])/g },
  { kind: "google-oauth-secret", pattern: /(?<![A-Za-z0-9])GOCSPX-[A-Za-z0-9_-]{24,}/g },
  { kind: "google-access-token", pattern: /(?<![A-Za-z0-9])ya29\.[A-Za-z0-9_-]{30,}/g },
  {
    kind: "azure-storage-key",
    pattern: /(?:Account|Access|Shared)Key\s{0,2}=\s{0,2}([A-Za-z0-9+/]{40,88}={1,2})/g,
  },
  { kind: "azure-sas", pattern: /[?&;]sig=([A-Za-z0-9%+/]{40,}=?)/g },
  {
    kind: "azure-client-secret",
    needs: "Q~",
    pattern: /(?<![A-Za-z0-9_~.-])[A-Za-z0-9_~.-]{3}\dQ~[A-Za-z0-9_~.-]{31,34}(?![A-Za-z0-9_~.-])/g,
  },
  { kind: "anthropic-key", pattern: /(?<![A-Za-z0-9])sk-ant-[A-Za-z0-9_-]{24,}/g },
  {
    kind: "openai-key",
    pattern: /(?<![A-Za-z0-9_-])sk-(?!ant-)(?:proj-|svcacct-|admin-)?[A-Za-z0-9_-]{32,}/g,
    mustLookRandom: true,
  },
  { kind: "groq-key", pattern: /(?<![A-Za-z0-9])gsk_[A-Za-z0-9]{40,}/g },
  { kind: "huggingface-token", pattern: /(?<![A-Za-z0-9])(?:hf|api_org)_[A-Za-z0-9]{30,}/g },
  { kind: "twilio-key", pattern: /(?<![A-Za-z0-9])SK[0-9a-f]{32}(?![A-Za-z0-9])/g },
  {
    kind: "twilio-key",
    pattern:
      /twilio[A-Za-z_.-]{0,24}["'\]]{0,2}[^\S\n]{0,8}(?:=>|:=|[:=(,])[^\S\n]{0,8}["'`]{0,3}([0-9a-f]{32})(?![A-Za-z0-9])/gi,
  },
  {
    kind: "twilio-key",
    pattern: /(?<![A-Za-z0-9])AC[0-9a-f]{32}["'`]\s{0,8},\s{0,8}["'`]([0-9a-f]{32})["'`]/g,
  },
  { kind: "sendgrid-key", pattern: /(?<![A-Za-z0-9])SG\.[A-Za-z0-9_-]{16,32}\.[A-Za-z0-9_-]{16,64}/g },
  { kind: "mailgun-key", pattern: /(?<![A-Za-z0-9_-])key-[0-9a-f]{32}(?![A-Za-z0-9])/g },
  { kind: "mailchimp-key", needs: "-us", pattern: /(?<![A-Za-z0-9])[0-9a-f]{32}-us\d{1,2}(?![A-Za-z0-9])/g },
  {
    kind: "telegram-token",
    needs: ":AA",
    pattern: /(?<![A-Za-z0-9])\d{8,10}:AA[A-Za-z0-9_-]{32,33}(?![A-Za-z0-9_-])/g,
  },
  {
    kind: "discord-token",
    pattern:
      /(?<![A-Za-z0-9_-])[MNO][A-Za-z0-9_-]{23,27}\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{27,45}(?![A-Za-z0-9_-])/g,
    mustLookRandom: true,
  },
  {
    kind: "discord-webhook",
    pattern: /discord(?:app)?\.com\/api\/webhooks\/(\d{16,20}\/[A-Za-z0-9_-]{50,80})/g,
  },
  { kind: "digitalocean-token", pattern: /(?<![A-Za-z0-9])do[opr]_v1_[0-9a-f]{64}(?![A-Za-z0-9])/g },
  { kind: "databricks-token", pattern: /(?<![A-Za-z0-9])dapi[0-9a-f]{32}(?:-\d)?(?![A-Za-z0-9])/g },
  { kind: "npm-token", pattern: /(?<![A-Za-z0-9])npm_[A-Za-z0-9]{36}(?![A-Za-z0-9])/g },
  {
    kind: "npm-token",
    pattern: /:_(?:authToken|auth|password)[^\S\n]{0,4}=[^\S\n]{0,4}"?([A-Za-z0-9+/=_.-]{16,})/g,
  },
  { kind: "pypi-token", pattern: /(?<![A-Za-z0-9])pypi-[A-Za-z0-9_-]{50,}/g },
  { kind: "docker-token", pattern: /(?<![A-Za-z0-9])dckr_(?:pat|oat)_[A-Za-z0-9_-]{20,}/g },
  { kind: "onepassword-token", pattern: /(?<![A-Za-z0-9])ops_eyJ[A-Za-z0-9+/_-]{40,}={0,2}/g },
  {
    kind: "onepassword-token",
    pattern:
      /(?<![A-Za-z0-9-])A3-[A-Z0-9]{6}-[A-Z0-9]{6}-[A-Z0-9]{5}-[A-Z0-9]{5}-[A-Z0-9]{5}(?:-[A-Z0-9]{5})?(?![A-Za-z0-9-])/g,
  },
  { kind: "vault-token", pattern: /(?<![A-Za-z0-9])hv[sbr]\.[A-Za-z0-9_-]{24,}/g },
  { kind: "heroku-key", pattern: /(?<![A-Za-z0-9])HRKU-[A-Za-z0-9_-]{36,}/g },
  {
    kind: "terraform-token",
    needs: ".atlasv1.",
    pattern: /(?<![A-Za-z0-9])[A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_=-]{40,80}/g,
  },
  { kind: "shopify-token", pattern: /(?<![A-Za-z0-9])shp(?:at|ca|pa|ss)_[A-Fa-f0-9]{32,64}(?![A-Za-z0-9])/g },
  { kind: "atlassian-token", pattern: /(?<![A-Za-z0-9])ATATT3[A-Za-z0-9_=-]{40,}/g },
  { kind: "postman-key", pattern: /(?<![A-Za-z0-9])PMAK-[0-9a-f]{24}-[0-9a-f]{34}(?![A-Za-z0-9])/g },
  { kind: "new-relic-key", pattern: /(?<![A-Za-z0-9])NRAK-[A-Z0-9]{27}(?![A-Za-z0-9])/g },
  { kind: "doppler-token", pattern: /(?<![A-Za-z0-9])dp\.pt\.[A-Za-z0-9]{40,44}(?![A-Za-z0-9])/g },
  { kind: "age-key", pattern: /(?<![A-Za-z0-9])AGE-SECRET-KEY-1[A-Z0-9]{58}(?![A-Za-z0-9])/g },
  {
    kind: "jwt",
    pattern: /(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{16,}/g,
  },
  {
    kind: "url-password",
    needs: "://",
    pattern:
      /(?<![A-Za-z0-9+.-])[A-Za-z][A-Za-z0-9+.-]{1,20}:\/\/[^\s:/@"'`<>]{0,100}:([^\s/@"'`<>]{3,200})@(?!(?:[A-Za-z0-9-]{1,63}\.){0,4}example\.)[A-Za-z0-9[_]/g,
  },
  {
    kind: "connection-password",
    pattern:
      /(?<![A-Za-z0-9])(?:Server|Data Source|Host|Uid|User ?Id|User|Database|Initial Catalog)\s?=[^;"'\n]{1,100};[^"'\n]{0,300}?(?:Password|Pwd)\s?=\s?([^;"'\n]{4,128})/gi,
  },
  {
    kind: "authorization-header",
    pattern:
      /authorization["']?\]?[^\S\n]{0,4}[:=,][^\S\n]{0,4}["'`]{0,3}(?:Bearer|Basic|Token)[^\S\n]{1,4}([A-Za-z0-9+/_.~-]{16,}={0,2})/gi,
  },
];
