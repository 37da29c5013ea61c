import type { PatternRule } from "../../domain/syntax.ts";
import type { Shape } from "./code-grammar.ts";
import { ruby } from "./grammars.ts";
import { rule, secretName, sink } from "./rule.ts";
import {
  all,
  any,
  argument,
  call,
  constantText,
  inField,
  leaf,
  ofKind,
  reference,
  secretText,
  text,
} from "./shapes.ts";

const isTrue = { kind: "true" };
const isFalse = { kind: "false" };
const named = (words: string) =>
  any([
    leaf([...ruby.names, "instance_variable"], words),
    { kind: "call", ...inField("method", leaf(ruby.names, words)) },
  ]);

/** A keyed value or an assignment to a name or attribute. */
function set(words: string, shape: Shape): Shape {
  const key = any([
    leaf([...ruby.names, "hash_key_symbol", "simple_symbol"], `:?(?:${words})`),
    named(words),
    text(ruby, `^(?:${words})$`),
  ]);
  return any([
    { kind: "pair", all: [inField("key", key), inField("value", shape)] },
    { kind: "assignment", all: [inField("left", key), inField("right", shape)] },
  ]);
}

/** Rules for Ruby programs and Rails applications: weak settings, weak primitives and exposed secrets. */
export const rubySettingsRules: readonly PatternRule[] = [
  rule(
    ruby,
    { topic: "weak-hash", name: "md5-sha1", title: "Hash function with known collisions" },
    call(ruby, ["(MD5|SHA1).(hexdigest|digest|base64digest|new|file)"]),
  ),
  sink(
    ruby,
    { topic: "weak-cipher", name: "cipher", title: "Broken cipher or ECB mode", calls: ["Cipher.new"] },
    text(ruby, "(?i)^(des|rc4|rc2|bf)|-ecb"),
  ),
  rule(
    ruby,
    { topic: "weak-cipher", name: "static-nonce", title: "Initialisation vector that is constant" },
    set("(?i)(iv|nonce)", constantText(ruby)),
  ),
  rule(
    ruby,
    { topic: "weak-randomness", name: "random", title: "Predictable random number" },
    call(ruby, ["(rand|srand)", "(Kernel|Random).(rand|new|srand)"]),
  ),
  rule(
    ruby,
    { topic: "transport-security", name: "verification-off", title: "Certificate verification switched off" },
    any([
      reference(ruby, ["SSL", "VERIFY_NONE"]),
      set("verify|verify_ssl|ssl_verify|ssl_verifypeer|verify_peer", isFalse),
    ]),
  ),
  rule(
    ruby,
    { topic: "xml-entities", name: "parser", title: "XML parser that resolves entities" },
    any([
      call(ruby, ["*.(noent|dtdload|nononet)"]),
      reference(ruby, ["ParseOptions", "NOENT|DTDLOAD"]),
      set("noent|replace_entities", isTrue),
    ]),
  ),
  rule(
    ruby,
    { topic: "hard-coded-credential", name: "literal", title: "Credential written in the code" },
    set(secretName, all([constantText(ruby), secretText(ruby)])),
  ),
  rule(
    ruby,
    { topic: "secret-in-log", name: "log", title: "Secret written to a log" },
    call(
      ruby,
      ["(puts|p|print)", "(logger|log).(debug|info|warn|error|fatal)"],
      [
        argument(
          ruby,
          any([
            named(secretName),
            { kind: "string", has: { kind: "interpolation", has: named(secretName) } },
          ]),
        ),
      ],
    ),
  ),
  rule(
    ruby,
    { topic: "token-verification", name: "jwt", title: "Token read without verifying its signature" },
    call(
      ruby,
      ["JWT.decode"],
      [argument(ruby, any([isFalse, set("verify", isFalse), text(ruby, "^none$")]))],
    ),
  ),
  rule(
    ruby,
    { topic: "cookie", name: "protection-off", title: "Cookie without its protection" },
    set("secure|httponly", isFalse),
  ),
  rule(
    ruby,
    { topic: "cross-origin", name: "any-origin", title: "Every origin allowed" },
    any([
      call(ruby, ["origins"], [argument(ruby, text(ruby, "^\\*$"))]),
      {
        kind: "assignment",
        all: [
          inField("left", {
            kind: "element_reference",
            has: text(ruby, "(?i)^access-control-allow-origin$"),
          }),
          inField("right", any([text(ruby, "^\\*$"), ofKind(["call", "element_reference"])])),
        ],
      },
    ]),
  ),
  rule(
    ruby,
    { topic: "protection-disabled", name: "csrf", title: "Protection against forged requests switched off" },
    any([
      call(
        ruby,
        ["(skip_before_action|skip_before_filter)"],
        [
          argument(
            ruby,
            leaf(
              ["simple_symbol"],
              ":(verify_authenticity_token|authenticate\\w*|authorize\\w*|require_\\w+)",
            ),
          ),
        ],
      ),
      call(
        ruby,
        ["protect_from_forgery"],
        [argument(ruby, set("with", leaf(["simple_symbol"], ":null_session")))],
      ),
      set("allow_forgery_protection", isFalse),
    ]),
  ),
  rule(
    ruby,
    { topic: "debug-mode", name: "flag", title: "Debugging switched on" },
    set("consider_all_requests_local|show_exceptions|debug", isTrue),
  ),
  sink(
    ruby,
    {
      topic: "permissions",
      name: "open-mode",
      title: "File that everybody may write",
      calls: ["*.(chmod|mkdir|mkdir_p|umask|chmod_R)"],
    },
    { kind: "integer", regex: "^0o?(777|666|776|766|000)$" },
  ),
];
