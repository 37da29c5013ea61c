import type { PatternRule } from "../../domain/syntax.ts";
import { java } from "./grammars.ts";
import { rule, secretName, sink } from "./rule.ts";
import {
  all,
  any,
  argument,
  call,
  child,
  constantText,
  construction,
  inField,
  leaf,
  not,
  ofKind,
  reference,
  secretText,
  setting,
  text,
} from "./shapes.ts";

const isTrue = { kind: "true" };
const statements = ofKind([
  "expression_statement",
  "throw_statement",
  "if_statement",
  "for_statement",
  "enhanced_for_statement",
  "try_statement",
  "local_variable_declaration",
  "synchronized_statement",
]);
const isFalse = { kind: "false" };
const named = (words: string) => any([leaf(java.names, words), reference(java, ["*", words])]);

/** Rules for Java programs: weak settings, weak primitives and exposed secrets. */
export const javaSettingsRules: readonly PatternRule[] = [
  sink(
    java,
    {
      topic: "weak-hash",
      name: "md5-sha1",
      title: "Hash function with known collisions",
      calls: ["MessageDigest.getInstance", "Mac.getInstance"],
    },
    text(java, "(?i)^(md2|md4|md5|sha-?1|hmacmd5|hmacsha1)$"),
  ),
  rule(
    java,
    { topic: "weak-hash", name: "codec", title: "Hash function with known collisions" },
    call(java, ["DigestUtils.(md5|md5Hex|sha1|sha1Hex|md5DigestAsHex|sha)", "Hashing.(md5|sha1)"]),
  ),
  sink(
    java,
    {
      topic: "weak-cipher",
      name: "cipher",
      title: "Broken cipher or ECB mode",
      calls: ["(Cipher|KeyGenerator|SecretKeyFactory).getInstance"],
    },
    text(java, "(?i)^(des|desede|rc2|rc4|arcfour|blowfish)(/|$)|/ecb|^aes$"),
  ),
  rule(
    java,
    { topic: "weak-cipher", name: "static-nonce", title: "Initialisation vector that is constant" },
    construction(
      java,
      ["(IvParameterSpec|GCMParameterSpec)"],
      [argument(java, any([call(java, ["*.getBytes"]), { kind: "array_creation_expression" }]))],
    ),
  ),
  rule(
    java,
    { topic: "weak-randomness", name: "random", title: "Predictable random number" },
    any([
      construction(java, ["Random"]),
      call(java, ["Math.random", "(RandomStringUtils).\\w+", "(ThreadLocalRandom).current"]),
    ]),
  ),
  rule(
    java,
    { topic: "transport-security", name: "verification-off", title: "Certificate verification switched off" },
    any([
      leaf(
        java.names,
        "NoopHostnameVerifier|AllowAllHostnameVerifier|ALLOW_ALL_HOSTNAME_VERIFIER|TrustAllStrategy|InsecureTrustManagerFactory",
      ),
      call(
        java,
        ["*.(setHostnameVerifier|setDefaultHostnameVerifier|hostnameVerifier)"],
        [argument(java, { kind: "lambda_expression" })],
      ),
      {
        kind: "method_declaration",
        all: [
          inField("name", leaf(java.names, "checkServerTrusted|checkClientTrusted")),
          inField("body", all([{ kind: "block" }, not(child(statements))])),
        ],
      },
    ]),
  ),
  rule(
    java,
    { topic: "xml-entities", name: "parser", title: "XML parser that may resolve entities" },
    call(java, [
      "(DocumentBuilderFactory|SAXParserFactory|XMLInputFactory|TransformerFactory|SchemaFactory|XMLReaderFactory).(newInstance|newFactory|createXMLReader|newDefaultFactory)",
    ]),
  ),
  rule(
    java,
    { topic: "hard-coded-credential", name: "literal", title: "Credential written in the code" },
    setting(java, secretName, all([constantText(java), secretText(java)])),
  ),
  rule(
    java,
    { topic: "hard-coded-credential", name: "connection", title: "Password written in a connection" },
    call(
      java,
      ["DriverManager.getConnection", "*.setPassword"],
      [
        { has: { kind: "argument_list", has: text(java, "^[^:/\\s]{4,}$") } },
        argument(java, constantText(java)),
      ],
    ),
  ),
  rule(
    java,
    { topic: "secret-in-log", name: "log", title: "Secret written to a log" },
    call(
      java,
      ["(log|logger|LOG|LOGGER|out|err).(debug|info|warn|error|trace|fine|println|printf|print)"],
      [
        argument(
          java,
          any([
            named(secretName),
            { kind: "binary_expression", ...inField("right", named(secretName)) },
            call(java, ["*.get\\w*(?i)(password|secret|token|credential)\\w*"]),
          ]),
        ),
      ],
    ),
  ),
  rule(
    java,
    { topic: "cookie", name: "protection-off", title: "Cookie without its protection" },
    call(java, ["*.(setSecure|setHttpOnly|secure|httpOnly)"], [argument(java, isFalse)]),
  ),
  rule(
    java,
    { topic: "cross-origin", name: "any-origin", title: "Every origin allowed" },
    any([
      call(
        java,
        ["*.(allowedOrigins|addAllowedOrigin|allowedOriginPatterns|addAllowedOriginPattern)"],
        [argument(java, text(java, "^\\*$"))],
      ),
      {
        kind: "annotation",
        all: [
          inField("name", leaf(java.names, "CrossOrigin")),
          {
            has: {
              kind: "annotation_argument_list",
              has: any([text(java, "^\\*$"), setting(java, "origins|value", text(java, "^\\*$"))]),
            },
          },
        ],
      },
      { kind: "marker_annotation", ...inField("name", leaf(java.names, "CrossOrigin")) },
      call(
        java,
        ["*.(setHeader|addHeader)"],
        [
          argument(java, text(java, "(?i)^access-control-allow-origin$")),
          argument(java, any([text(java, "^\\*$"), { kind: "method_invocation" }])),
        ],
      ),
    ]),
  ),
  rule(
    java,
    { topic: "protection-disabled", name: "csrf", title: "Protection against forged requests switched off" },
    any([
      call(java, ["csrf.disable", "headers.disable"]),
      reference(java, ["*", "disable"]),
      {
        kind: "method_reference",
        all: [
          { has: leaf(java.names, "AbstractHttpConfigurer|CsrfConfigurer|HeadersConfigurer") },
          { has: leaf(java.names, "disable") },
        ],
      },
      { kind: "lambda_expression", ...inField("body", call(java, ["(csrf|c|headers).disable"])) },
    ]),
  ),
  rule(
    java,
    { topic: "token-verification", name: "jwt", title: "Token read without verifying its signature" },
    any([
      call(java, [
        "JWT.decode",
        "Algorithm.none",
        "*.(parseClaimsJwt|parsePlaintextJwt|unsecured|setSkipSignatureVerification|parseUnsecuredClaims)",
      ]),
    ]),
  ),
  rule(
    java,
    { topic: "permissions", name: "open-mode", title: "File that everybody may write" },
    any([
      call(
        java,
        ["*.(setWritable|setReadable|setExecutable)"],
        [argument(java, isTrue), argument(java, isFalse)],
      ),
      call(java, ["PosixFilePermissions.fromString"], [argument(java, text(java, "^.{7}w.$"))]),
    ]),
  ),
  rule(
    java,
    { topic: "debug-mode", name: "flag", title: "Debugging switched on" },
    any([
      call(
        java,
        ["*.(setDebug|debug|printStackTrace)"],
        [argument(java, any([isTrue, call(java, ["*.getWriter"])]))],
      ),
      {
        kind: "annotation",
        all: [
          inField("name", leaf(java.names, "EnableWebSecurity")),
          { has: { kind: "annotation_argument_list", has: setting(java, "debug", isTrue) } },
        ],
      },
    ]),
  ),
];
