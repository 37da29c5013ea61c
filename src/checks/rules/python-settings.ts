import type { PatternRule } from "../../domain/syntax.ts";
import { python as py } from "./grammars.ts";
import { rule, secretName, sink } from "./rule.ts";
import {
  all,
  any,
  argument,
  call,
  constantText,
  dynamic,
  leaf,
  not,
  reference,
  secretText,
  setting,
  text,
} from "./shapes.ts";

const changing = dynamic(py);
const isTrue = { kind: "true" };
const isFalse = { kind: "false" };
const named = (words: string) => any([leaf(py.names, words), reference(py, ["*", words])]);

/** Rules for Python programs: weak settings, weak primitives and exposed secrets. */
export const pythonSettingsRules: readonly PatternRule[] = [
  rule(
    py,
    { topic: "weak-hash", name: "md5-sha1", title: "Hash function with known collisions" },
    any([
      call(
        py,
        ["hashlib.(md5|sha1|md4)", "(MD5|SHA1|SHA|MD4|MD2).new"],
        [not(argument(py, setting(py, "usedforsecurity", isFalse)))],
      ),
      call(py, ["hashlib.new"], [argument(py, text(py, "(?i)^(md4|md5|sha-?1)$"))]),
      call(py, ["hashes.(MD5|SHA1)"]),
    ]),
  ),
  rule(
    py,
    { topic: "weak-cipher", name: "cipher", title: "Broken cipher or ECB mode" },
    any([
      call(py, [
        "(DES|DES3|ARC2|ARC4|Blowfish).new",
        "modes.ECB",
        "algorithms.(TripleDES|ARC4|Blowfish|IDEA)",
      ]),
      reference(py, ["AES", "MODE_ECB"]),
    ]),
  ),
  rule(
    py,
    { topic: "weak-cipher", name: "static-nonce", title: "Initialisation vector that is constant" },
    setting(py, "(?i)(iv|nonce|init_vector)", constantText(py)),
  ),
  rule(
    py,
    { topic: "weak-randomness", name: "random", title: "Predictable random number" },
    call(py, ["random.(random|randint|randrange|choice|choices|sample|getrandbits|uniform|shuffle)"]),
  ),
  rule(
    py,
    { topic: "transport-security", name: "verification-off", title: "Certificate verification switched off" },
    any([
      setting(py, "verify|verify_ssl|check_hostname|ssl_verify|validate_certs", isFalse),
      call(py, ["ssl.(_create_unverified_context|_create_stdlib_context)", "*.disable_warnings"]),
      setting(
        py,
        "verify_mode|cert_reqs|_create_default_https_context",
        any([reference(py, ["ssl", "CERT_NONE|_create_unverified_context"]), text(py, "^CERT_NONE$")]),
      ),
      call(py, ["(paramiko|client).AutoAddPolicy", "AutoAddPolicy"]),
    ]),
  ),
  sink(
    py,
    {
      topic: "xml-entities",
      name: "parser",
      title: "XML parser that may resolve entities",
      calls: [
        "(etree|ElementTree|ET|minidom|pulldom|sax|expatreader).(parse|fromstring|parseString|iterparse|XML|XMLParser)",
      ],
    },
    any([changing, setting(py, "resolve_entities", isTrue)]),
  ),
  rule(
    py,
    { topic: "hard-coded-credential", name: "literal", title: "Credential written in the code" },
    setting(py, secretName, all([constantText(py), secretText(py)])),
  ),
  rule(
    py,
    { topic: "secret-in-log", name: "log", title: "Secret written to a log" },
    call(
      py,
      ["print", "(logging|logger|log|LOG|_logger|LOGGER).(debug|info|warning|warn|error|exception|critical)"],
      [argument(py, named(secretName))],
    ),
  ),
  rule(
    py,
    { topic: "token-verification", name: "jwt", title: "Token read without verifying its signature" },
    any([
      call(py, ["jwt.(get_unverified_header|get_unverified_claims)"]),
      setting(py, "verify_signature|verify_aud|verify_exp", isFalse),
      all([
        setting(
          py,
          "algorithms?",
          any([text(py, "(?i)^none$"), { kind: "list", has: text(py, "(?i)^none$") }]),
        ),
      ]),
    ]),
  ),
  rule(
    py,
    { topic: "cookie", name: "protection-off", title: "Cookie without its protection" },
    setting(py, "secure|httponly|SESSION_COOKIE_SECURE|CSRF_COOKIE_SECURE|SESSION_COOKIE_HTTPONLY", isFalse),
  ),
  rule(
    py,
    { topic: "cross-origin", name: "any-origin", title: "Every origin allowed" },
    any([
      setting(py, "CORS_ALLOW_ALL_ORIGINS|CORS_ORIGIN_ALLOW_ALL", isTrue),
      setting(
        py,
        "allow_origins|origins|Access-Control-Allow-Origin",
        any([text(py, "^\\*$"), { kind: "list", has: text(py, "^\\*$") }]),
      ),
    ]),
  ),
  rule(
    py,
    { topic: "debug-mode", name: "flag", title: "Debugging switched on" },
    setting(py, "(?i)debug", isTrue),
  ),
  rule(
    py,
    { topic: "permissions", name: "open-mode", title: "File that everybody may write" },
    any([
      call(
        py,
        ["os.(chmod|mkdir|makedirs|mkfifo|open|umask)"],
        [argument(py, { kind: "integer", regex: "^0o?(777|666|776|766|757|000)$" })],
      ),
      setting(py, "mode", { kind: "integer", regex: "^0o?(777|666)$" }),
    ]),
  ),
  rule(
    py,
    { topic: "race-condition", name: "temporary-name", title: "Temporary file whose name can be taken" },
    call(py, ["(tempfile|os).(mktemp|tempnam|tmpnam)"]),
  ),
  rule(
    py,
    { topic: "network-exposure", name: "listen", title: "Service open to every network" },
    any([
      setting(py, "host|bind|HOST", text(py, "^0\\.0\\.0\\.0$")),
      call(py, ["*.bind"], [argument(py, { kind: "tuple", has: text(py, "^(0\\.0\\.0\\.0)?$") })]),
    ]),
  ),
  rule(
    py,
    {
      topic: "protection-disabled",
      name: "csrf-exempt",
      title: "Route without protection against forged requests",
    },
    any([
      { kind: "decorator", has: named("csrf_exempt|exempt") },
      setting(py, "WTF_CSRF_ENABLED|csrf_enabled|CSRF_ENABLED", isFalse),
    ]),
  ),
];
