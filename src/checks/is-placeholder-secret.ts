// Examples that AWS and jwt.io document and that are copied everywhere.
const DOCUMENTED_EXAMPLES =
  /EXAMPLE(?:KEY)?$|^eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9\.eyJzdWIiOiIxMjM0NTY3ODkw/;

const TEMPLATE =
  /\$\{|\$\(|\{\{|\}\}|<%|%>|^[<[{][^\n]*[>\]}]$|^\$[A-Za-z_]|^%[A-Za-z_]+%?$|%[sdv](?![A-Za-z0-9])|\{[A-Za-z_0-9.]{0,40}\}|__[A-Z_]{3,}__|^@[A-Za-z_.]+@$|^!(?:Ref|Sub|GetAtt|vault|secret)\b/;

const LOOKUP =
  /^(?:(?:process\.env|os\.environ|os\.getenv|getenv|env|ENV|System\.getenv|import\.meta\.env|config|settings|secrets|vars?|self|this)(?:$|[.[(])|(?:github|steps|data|local|module|secrets)\.[a-z_]|(?:vault|arn|ssm|op|file|secretsmanager):|projects\/|\/run\/secrets)/;

const STOCK_WORDS = [
  "changeme",
  "change_me",
  "change-me",
  "change_this",
  "placeholder",
  "redacted",
  "replace_me",
  "replace-me",
  "replaceme",
  "replace_with",
  "replace-with",
  "insert_",
  "insert-your",
  "your_",
  "your-",
  "<your",
  "yourpassword",
  "yourtoken",
  "yourapikey",
  "yoursecret",
  "my_token",
  "example",
  "dummy",
  "not-a-real",
  "notarealsecret",
  "todo",
  "fixme",
  "foobar",
  "lorem",
  "[masked]",
  "[[secret",
];

const STOCK_VALUES: ReadonlySet<string> = new Set([
  "none",
  "null",
  "undefined",
  "true",
  "false",
  "test",
  "pass",
  "password",
  "passwd",
  "secret",
  "token",
  "user",
  "username",
  "string",
  "hidden",
  "required",
  "default",
  "apikey",
  "api_key",
  "api-key",
]);

/** One or two characters over and over, or a run of the alphabet or the digits, as examples have them. */
function isFiller(value: string): boolean {
  const body = value.replace(/^[A-Za-z]{2,10}[_-]/, "");
  const distinct = new Set(body.toLowerCase().replaceAll(/[-_.:/ ]/g, ""));
  if (distinct.size <= 2) return true;
  return (
    /x{6,}|\*{3,}|\.{3,}|0{10,}|…|1234567890abc|0123456789abc|abcdef123456/i.test(value) ||
    /^(?:0?123456789?0?|abcdefghij?|12345678?)$/i.test(body)
  );
}

/**
 * Whether the value stands for a secret instead of being one: `<your-key>`, `${VAR}`, `xxxx`, `changeme`,
 * a documented example key, a look-up in the environment or in a secret store. Linear.
 */
export function isPlaceholderSecret(value: string): boolean {
  const trimmed = value.slice(0, 4096).trim();
  const lower = trimmed.toLowerCase();
  return (
    trimmed === "" ||
    STOCK_VALUES.has(lower) ||
    STOCK_WORDS.some((word) => lower.includes(word)) ||
    isFiller(trimmed) ||
    DOCUMENTED_EXAMPLES.test(trimmed) ||
    LOOKUP.test(trimmed) ||
    TEMPLATE.test(trimmed)
  );
}
