import type { PatternRule } from "../../domain/syntax.ts";
import { javascript as js } from "./grammars.ts";
import { rule, secretName, sink } from "./rule.ts";
import {
  all,
  any,
  argument,
  call,
  constantText,
  inField,
  leaf,
  secretText,
  setting,
  text,
} from "./shapes.ts";

const isTrue = { kind: "true" };
const isFalse = { kind: "false" };

/** Rules for JavaScript and TypeScript programs: weak settings, weak primitives and exposed secrets. */
export const javascriptSettingsRules: readonly PatternRule[] = [
  sink(
    js,
    {
      topic: "weak-hash",
      name: "md5-sha1",
      title: "Hash function with known collisions",
      calls: ["(createHash|createHmac)", "*.(createHash|createHmac)"],
    },
    text(js, "(?i)^(md4|md5|sha-?1|ripemd.*)$"),
  ),
  rule(
    js,
    { topic: "weak-cipher", name: "cipher", title: "Broken cipher, ECB mode, or a key made without a salt" },
    any([
      call(
        js,
        ["(createCipheriv|createDecipheriv)", "*.(createCipheriv|createDecipheriv)"],
        [argument(js, text(js, "(?i)^(des|rc4|rc2|bf)|-ecb$"))],
      ),
      call(js, ["(createCipher|createDecipher)", "crypto.(createCipher|createDecipher)"]),
    ]),
  ),
  rule(
    js,
    { topic: "weak-cipher", name: "static-nonce", title: "Initialisation vector that is constant" },
    setting(js, "(?i)(iv|nonce|initVector|initializationVector)", constantText(js)),
  ),
  rule(
    js,
    { topic: "weak-randomness", name: "math-random", title: "Predictable random number" },
    call(js, ["Math.random"]),
  ),
  rule(
    js,
    { topic: "transport-security", name: "verification-off", title: "Certificate verification switched off" },
    any([
      setting(js, "rejectUnauthorized|strictSSL|checkServerIdentity", isFalse),
      setting(js, "NODE_TLS_REJECT_UNAUTHORIZED", text(js, "^0$")),
    ]),
  ),
  rule(
    js,
    { topic: "xml-entities", name: "entities-on", title: "XML parser that resolves entities" },
    setting(js, "noent|resolveExternals|processEntities|resolveEntities", isTrue),
  ),
  rule(
    js,
    { topic: "prototype-pollution", name: "merge", title: "Deep merge with a part of a request" },
    call(
      js,
      [
        "(merge|mergeWith|defaultsDeep|extend|deepmerge|set)",
        "*.(merge|mergeWith|defaultsDeep|extend|assign)",
      ],
      [
        argument(js, {
          any: [
            { kind: "member_expression", ...inField("property", leaf(js.names, "body|query|params")) },
            call(js, ["JSON.parse"]),
          ],
        }),
      ],
    ),
  ),
  rule(
    js,
    { topic: "prototype-pollution", name: "computed-key", title: "Assignment through two computed keys" },
    {
      kind: "assignment_expression",
      ...inField("left", {
        kind: "subscript_expression",
        all: [
          inField("index", { kind: "identifier" }),
          inField("object", { kind: "subscript_expression", ...inField("index", { kind: "identifier" }) }),
        ],
      }),
    },
  ),
  rule(
    js,
    { topic: "hard-coded-credential", name: "literal", title: "Credential written in the code" },
    setting(js, secretName, all([constantText(js), secretText(js)])),
  ),
  rule(
    js,
    { topic: "secret-in-log", name: "log", title: "Secret written to a log" },
    call(
      js,
      ["(console|logger|log|winston|pino).(log|info|debug|warn|error|trace)"],
      [
        argument(
          js,
          any([
            leaf(js.names, secretName),
            { kind: "member_expression", ...inField("property", leaf(js.names, secretName)) },
          ]),
        ),
      ],
    ),
  ),
  rule(
    js,
    { topic: "permissions", name: "open-mode", title: "File that everybody may write" },
    any([
      call(
        js,
        ["(fs|fsp|fsPromises|promises).(chmod|chmodSync|mkdir|mkdirSync)"],
        [argument(js, { kind: "number", regex: "^0o?(777|666|776|766)$" })],
      ),
      setting(js, "mode", { kind: "number", regex: "^0o?(777|666)$" }),
    ]),
  ),
];
