import type { PatternRule } from "../../domain/syntax.ts";
import type { Shape } from "./code-grammar.ts";
import { rust } from "./grammars.ts";
import { rule, secretName, sink } from "./rule.ts";
import {
  all,
  any,
  argument,
  call,
  child,
  inField,
  leaf,
  ofKind,
  reference,
  secretText,
  text,
} from "./shapes.ts";

const macro = (words: string, conditions: readonly Shape[]): Shape => ({
  kind: "macro_invocation",
  all: [inField("macro", leaf(rust.names, words)), ...conditions],
});
const tokens = (shape: Shape) => child({ kind: "token_tree", ...child(shape) });
const is = (word: string) => ({ kind: "boolean_literal", regex: `^${word}$` });
const literal = ofKind(rust.strings);

/** Rules for Rust programs: weak settings, weak primitives and exposed secrets. */
export const rustSettingsRules: readonly PatternRule[] = [
  rule(
    rust,
    { topic: "weak-hash", name: "md5-sha1", title: "Hash function with known collisions" },
    any([
      call(rust, ["(Md5|Sha1|Md4).(new|digest|default)", "(md5|sha1).(compute|digest)"]),
      reference(rust, ["MessageDigest", "md5|sha1"]),
    ]),
  ),
  rule(
    rust,
    { topic: "weak-cipher", name: "cipher", title: "Broken cipher or ECB mode" },
    any([
      call(rust, [
        "Cipher.(des_\\w+|rc4|bf_\\w+|\\w+_ecb)",
        "(Des|TdesEde3|Rc4|Blowfish).(new|new_from_slice)",
      ]),
      reference(rust, ["ecb", "Encryptor|Decryptor"]),
    ]),
  ),
  rule(
    rust,
    { topic: "weak-randomness", name: "small-rng", title: "Predictable random number" },
    call(rust, [
      "(SmallRng|fastrand|Pcg32|Pcg64|XorShiftRng|StdRng).(seed_from_u64|from_seed|u32|u64|usize|i32|alphanumeric|new)",
    ]),
  ),
  rule(
    rust,
    { topic: "transport-security", name: "verification-off", title: "Certificate verification switched off" },
    any([
      call(
        rust,
        [
          "*.(danger_accept_invalid_certs|danger_accept_invalid_hostnames|accept_invalid_certs|accept_invalid_hostnames)",
        ],
        [argument(rust, is("true"))],
      ),
      call(
        rust,
        ["*.(set_verify|dangerous|set_certificate_verifier)"],
        [
          any([
            argument(rust, reference(rust, ["SslVerifyMode", "NONE"])),
            inField("function", reference(rust, ["*", "dangerous|set_certificate_verifier"])),
          ]),
        ],
      ),
    ]),
  ),
  rule(
    rust,
    { topic: "hard-coded-credential", name: "literal", title: "Credential written in the code" },
    any([
      {
        kind: "let_declaration",
        all: [
          inField("pattern", leaf(rust.names, secretName)),
          inField("value", all([literal, secretText(rust)])),
        ],
      },
      any(
        ["const_item", "static_item"].map((kind) => ({
          kind,
          all: [inField("name", leaf(rust.names, secretName)), inField("value", secretText(rust))],
        })),
      ),
    ]),
  ),
  rule(
    rust,
    { topic: "secret-in-log", name: "log", title: "Secret written to a log" },
    macro("println|eprintln|info|debug|warn|error|trace|print|dbg", [tokens(leaf(rust.names, secretName))]),
  ),
  rule(
    rust,
    { topic: "token-verification", name: "jwt", title: "Token read without verifying its signature" },
    call(rust, [
      "*.insecure_disable_signature_validation",
      "(jsonwebtoken|dangerous).(insecure_decode|dangerous_insecure_decode)",
      "(insecure_decode|dangerous_insecure_decode)",
    ]),
  ),
  rule(
    rust,
    { topic: "cookie", name: "protection-off", title: "Cookie without its protection" },
    call(
      rust,
      ["*.(secure|http_only|set_secure|set_http_only|cookie_secure|cookie_http_only|with_secure)"],
      [argument(rust, is("false"))],
    ),
  ),
  rule(
    rust,
    { topic: "cross-origin", name: "any-origin", title: "Every origin allowed" },
    any([
      call(rust, ["(CorsLayer|Cors).(permissive|very_permissive)", "*.(allow_any_origin|send_wildcard)"]),
      call(
        rust,
        ["*.allow_origin"],
        [argument(rust, any([leaf(rust.names, "Any"), reference(rust, ["*", "Any"])]))],
      ),
    ]),
  ),
  rule(
    rust,
    { topic: "unsafe-memory", name: "unsafe-block", title: "Code that the compiler does not check" },
    { kind: "unsafe_block" },
  ),
  rule(
    rust,
    { topic: "unsafe-memory", name: "raw-conversion", title: "Memory read as another type" },
    any([
      call(rust, [
        "mem.(transmute|zeroed|uninitialized)",
        "*.(from_raw_parts|from_raw_parts_mut|get_unchecked|get_unchecked_mut|from_utf8_unchecked|set_len|assume_init)",
      ]),
      {
        kind: "call_expression",
        ...inField("function", {
          kind: "generic_function",
          ...inField(
            "function",
            any([leaf(rust.names, "transmute"), reference(rust, ["*", "transmute|zeroed"])]),
          ),
        }),
      },
    ]),
  ),
  sink(
    rust,
    {
      topic: "permissions",
      name: "open-mode",
      title: "File that everybody may write",
      calls: ["*.(from_mode|set_mode|mode)"],
    },
    { kind: "integer_literal", regex: "^0o(777|666|776|766)$" },
  ),
  sink(
    rust,
    { topic: "network-exposure", name: "listen", title: "Service open to every network", calls: ["*.bind"] },
    text(rust, "^0\\.0\\.0\\.0:"),
  ),
];
