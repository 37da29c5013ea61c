import type { PatternRule } from "../../domain/syntax.ts";
import type { Shape } from "./code-grammar.ts";
import { php } from "./grammars.ts";
import { rule, secretName, sink } from "./rule.ts";
import {
  all,
  any,
  argument,
  call,
  child,
  constantText,
  inField,
  leaf,
  secretText,
  setting,
  text,
} from "./shapes.ts";

const boolean = (word: string) => ({ kind: "boolean", regex: `(?i)^${word}$` });
const superGlobal: Shape = {
  kind: "subscript_expression",
  ...child({ kind: "variable_name", regex: "^\\$_(GET|POST|REQUEST|COOKIE|FILES|SERVER)$" }),
};
const named = (words: string) =>
  any([
    leaf(php.names, `\\$?(?:${words})`),
    { kind: "member_access_expression", ...inField("name", leaf(php.names, words)) },
  ]);
const off = any([boolean("false"), { kind: "integer", regex: "^0$" }]);

/** Rules for PHP programs: weak settings, weak primitives and exposed secrets. */
export const phpSettingsRules: readonly PatternRule[] = [
  rule(
    php,
    { topic: "weak-hash", name: "md5-sha1", title: "Hash function with known collisions" },
    any([
      call(php, ["(md5|sha1|md5_file|sha1_file|crc32)"]),
      call(php, ["(hash|hash_hmac|hash_init)"], [argument(php, text(php, "(?i)^(md4|md5|sha1|crc32.*)$"))]),
    ]),
  ),
  rule(
    php,
    { topic: "weak-cipher", name: "cipher", title: "Broken cipher or ECB mode" },
    any([
      call(php, ["(mcrypt_encrypt|mcrypt_decrypt|mcrypt_module_open)"]),
      call(
        php,
        ["(openssl_encrypt|openssl_decrypt)"],
        [argument(php, text(php, "(?i)^(des|rc4|rc2|bf)|-ecb"))],
      ),
    ]),
  ),
  rule(
    php,
    { topic: "weak-cipher", name: "static-nonce", title: "Initialisation vector that is constant" },
    setting(php, "\\$(?i)(iv|nonce)", constantText(php)),
  ),
  rule(
    php,
    { topic: "weak-randomness", name: "rand", title: "Predictable random number" },
    call(php, ["(rand|mt_rand|uniqid|lcg_value|mt_srand|srand|shuffle|array_rand|str_shuffle)"]),
  ),
  rule(
    php,
    { topic: "transport-security", name: "verification-off", title: "Certificate verification switched off" },
    any([
      call(
        php,
        ["curl_setopt"],
        [argument(php, leaf(["name"], "CURLOPT_SSL_VERIFYPEER|CURLOPT_SSL_VERIFYHOST")), argument(php, off)],
      ),
      setting(php, "verify|verify_peer|verify_peer_name|sslverify", boolean("false")),
      setting(php, "allow_self_signed", boolean("true")),
    ]),
  ),
  rule(
    php,
    { topic: "xml-entities", name: "parser", title: "XML parser that resolves entities" },
    any([
      call(php, ["libxml_disable_entity_loader"], [argument(php, off)]),
      call(
        php,
        ["(simplexml_load_string|simplexml_load_file)", "*.(loadXML|load)"],
        [
          argument(
            php,
            any([
              leaf(["name"], "LIBXML_NOENT|LIBXML_DTDLOAD"),
              { kind: "binary_expression", has: leaf(["name"], "LIBXML_NOENT|LIBXML_DTDLOAD") },
            ]),
          ),
        ],
      ),
    ]),
  ),
  rule(
    php,
    { topic: "hard-coded-credential", name: "literal", title: "Credential written in the code" },
    any([
      setting(php, `\\$?${secretName}`, all([constantText(php), secretText(php)])),
      call(
        php,
        ["define"],
        [
          argument(php, text(php, `^${secretName}$`)),
          { has: { kind: "arguments", has: { kind: "argument", has: secretText(php) } } },
        ],
      ),
    ]),
  ),
  rule(
    php,
    { topic: "secret-in-log", name: "log", title: "Secret written to a log" },
    call(
      php,
      [
        "(error_log|var_dump|print_r|syslog|trigger_error|var_export)",
        "(Log|log|logger|\\$logger|\\$log).(info|debug|warning|error|notice|critical)",
      ],
      [argument(php, any([named(secretName), { kind: "binary_expression", has: named(secretName) }]))],
    ),
  ),
  rule(
    php,
    { topic: "token-verification", name: "jwt", title: "Token accepted without a signature" },
    call(
      php,
      ["JWT.decode", "*.withoutVerifying"],
      [
        any([
          argument(php, text(php, "(?i)^none$")),
          argument(php, {
            kind: "array_creation_expression",
            has: { kind: "array_element_initializer", has: text(php, "(?i)^none$") },
          }),
        ]),
      ],
    ),
  ),
  rule(
    php,
    { topic: "cookie", name: "protection-off", title: "Cookie without its protection" },
    any([
      setting(php, "secure|httponly|cookie_secure|cookie_httponly", boolean("false")),
      call(
        php,
        ["ini_set"],
        [
          argument(php, text(php, "^session\\.cookie_(secure|httponly)$")),
          argument(php, any([off, text(php, "^(0|off)$")])),
        ],
      ),
      call(php, ["(setcookie|setrawcookie)"], [argument(php, boolean("false"))]),
    ]),
  ),
  sink(
    php,
    { topic: "cross-origin", name: "any-origin", title: "Every origin allowed", calls: ["header"] },
    any([
      text(php, "(?i)^access-control-allow-origin:\\s*\\*"),
      {
        kind: "binary_expression",
        all: [{ has: text(php, "(?i)^access-control-allow-origin:") }, { has: superGlobal }],
      },
    ]),
  ),
  rule(
    php,
    { topic: "debug-mode", name: "flag", title: "Debugging switched on" },
    any([
      call(
        php,
        ["ini_set"],
        [
          argument(php, text(php, "^display_errors$")),
          argument(php, any([boolean("true"), { kind: "integer", regex: "^1$" }, text(php, "(?i)^(1|on)$")])),
        ],
      ),
      call(php, ["phpinfo"]),
      call(
        php,
        ["define"],
        [argument(php, text(php, "^(WP_DEBUG|YII_DEBUG|APP_DEBUG)$")), argument(php, boolean("true"))],
      ),
      setting(php, "debug", boolean("true")),
    ]),
  ),
  sink(
    php,
    {
      topic: "permissions",
      name: "open-mode",
      title: "File that everybody may write",
      calls: ["(chmod|mkdir|umask)"],
    },
    { kind: "integer", regex: "^0o?(777|666|776|766|0)$" },
  ),
];
