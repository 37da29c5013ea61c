import type { PatternRule } from "../../domain/syntax.ts";
import type { Shape } from "./code-grammar.ts";
import { csharp } from "./grammars.ts";
import { rule, secretName } from "./rule.ts";
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
  ofKind,
  reference,
  secretText,
  setting,
  text,
} from "./shapes.ts";

const is = (word: string) => ({ kind: "boolean_literal", regex: `^${word}$` });
const named = (words: string) => any([leaf(csharp.names, words), reference(csharp, ["*", words])]);
const attribute = (words: string): Shape => ({
  kind: "attribute",
  ...inField("name", leaf(csharp.names, words)),
});

/** Rules for C# programs: weak settings, weak primitives and exposed secrets. */
export const csharpSettingsRules: readonly PatternRule[] = [
  rule(
    csharp,
    { topic: "weak-hash", name: "md5-sha1", title: "Hash function with known collisions" },
    any([
      call(csharp, ["(MD5|SHA1|HMACMD5|HMACSHA1).(Create|HashData)"]),
      construction(csharp, [
        "(MD5CryptoServiceProvider|SHA1CryptoServiceProvider|SHA1Managed|HMACMD5|HMACSHA1|MD5Cng|SHA1Cng)",
      ]),
    ]),
  ),
  rule(
    csharp,
    { topic: "weak-cipher", name: "cipher", title: "Broken cipher or ECB mode" },
    any([
      call(csharp, ["(DES|TripleDES|RC2).Create"]),
      construction(csharp, [
        "(DESCryptoServiceProvider|TripleDESCryptoServiceProvider|RC2CryptoServiceProvider)",
      ]),
      reference(csharp, ["CipherMode", "ECB"]),
    ]),
  ),
  rule(
    csharp,
    { topic: "weak-cipher", name: "static-nonce", title: "Initialisation vector that is constant" },
    {
      kind: "assignment_expression",
      all: [
        inField("left", named("IV|Nonce|iv|nonce")),
        inField(
          "right",
          any([
            call(csharp, ["*.(GetBytes|FromBase64String)"], [argument(csharp, constantText(csharp))]),
            { kind: "array_creation_expression" },
          ]),
        ),
      ],
    },
  ),
  rule(
    csharp,
    { topic: "weak-randomness", name: "random", title: "Predictable random number" },
    any([construction(csharp, ["Random"]), call(csharp, ["Shared.(Next|NextBytes|NextInt64|NextDouble)"])]),
  ),
  rule(
    csharp,
    { topic: "transport-security", name: "verification-off", title: "Certificate verification switched off" },
    any([
      {
        kind: "assignment_expression",
        all: [
          inField(
            "left",
            named(
              "ServerCertificateValidationCallback|ServerCertificateCustomValidationCallback|RemoteCertificateValidationCallback",
            ),
          ),
          inField(
            "right",
            any([
              { kind: "lambda_expression", ...inField("body", is("true")) },
              reference(csharp, ["HttpClientHandler", "DangerousAcceptAnyServerCertificateValidator"]),
            ]),
          ),
        ],
      },
      setting(csharp, "CheckCertificateRevocationList|RequireHttpsMetadata", is("false")),
      setting(csharp, "TrustServerCertificate", is("true")),
    ]),
  ),
  rule(
    csharp,
    { topic: "xml-entities", name: "parser", title: "XML parser that resolves entities" },
    any([
      reference(csharp, ["DtdProcessing", "Parse"]),
      construction(csharp, ["XmlUrlResolver"]),
      setting(csharp, "ProhibitDtd", is("false")),
    ]),
  ),
  rule(
    csharp,
    { topic: "hard-coded-credential", name: "literal", title: "Credential written in the code" },
    setting(csharp, secretName, all([constantText(csharp), secretText(csharp)])),
  ),
  rule(
    csharp,
    { topic: "secret-in-log", name: "log", title: "Secret written to a log" },
    call(
      csharp,
      [
        "(_logger|logger|Log|log|Console|Debug|Trace).(LogInformation|LogDebug|LogWarning|LogError|LogTrace|Information|Debug|Warning|Error|WriteLine|Write)",
      ],
      [
        argument(
          csharp,
          any([
            named(secretName),
            {
              kind: "interpolated_string_expression",
              has: { kind: "interpolation", has: named(secretName) },
            },
            { kind: "binary_expression", has: named(secretName) },
          ]),
        ),
      ],
    ),
  ),
  rule(
    csharp,
    { topic: "token-verification", name: "jwt", title: "Token read without verifying its signature" },
    any([
      setting(
        csharp,
        "ValidateIssuerSigningKey|RequireSignedTokens|ValidateLifetime|ValidateIssuer|ValidateAudience|RequireExpirationTime",
        is("false"),
      ),
      call(csharp, ["*.(ReadJwtToken|ReadJsonWebToken)"]),
    ]),
  ),
  rule(
    csharp,
    { topic: "cookie", name: "protection-off", title: "Cookie without its protection" },
    any([
      setting(csharp, "Secure|HttpOnly|requireSSL", is("false")),
      setting(csharp, "SecurePolicy", reference(csharp, ["CookieSecurePolicy", "None"])),
      setting(csharp, "SameSite", reference(csharp, ["SameSiteMode", "None"])),
    ]),
  ),
  rule(
    csharp,
    { topic: "cross-origin", name: "any-origin", title: "Every origin allowed" },
    any([
      call(csharp, ["*.AllowAnyOrigin"]),
      call(csharp, ["*.WithOrigins"], [argument(csharp, text(csharp, "^\\*$"))]),
      call(
        csharp,
        ["*.SetIsOriginAllowed"],
        [argument(csharp, { kind: "lambda_expression", ...inField("body", is("true")) })],
      ),
    ]),
  ),
  rule(
    csharp,
    { topic: "protection-disabled", name: "attribute", title: "Check of the request switched off" },
    any([
      attribute("AllowAnonymous|IgnoreAntiforgeryToken"),
      {
        kind: "attribute",
        all: [
          inField("name", leaf(csharp.names, "ValidateInput")),
          child({
            kind: "attribute_argument_list",
            ...child({ kind: "attribute_argument", ...child(is("false")) }),
          }),
        ],
      },
      call(csharp, ["*.(AllowAnonymous|DisableAntiforgery)"]),
    ]),
  ),
  rule(
    csharp,
    { topic: "debug-mode", name: "flag", title: "Debugging switched on" },
    any([
      call(csharp, ["*.UseDeveloperExceptionPage"]),
      setting(
        csharp,
        "IncludeExceptionDetailInFaults|EnableSensitiveDataLogging|IncludeErrorDetail",
        is("true"),
      ),
      call(csharp, ["*.EnableSensitiveDataLogging"]),
    ]),
  ),
  rule(
    csharp,
    { topic: "unsafe-memory", name: "unsafe-block", title: "Type system passed over" },
    any([
      { kind: "unsafe_statement" },
      call(csharp, ["Marshal.(Copy|PtrToStructure|AllocHGlobal|ReadByte|WriteByte)", "Unsafe.\\w+"]),
    ]),
  ),
  rule(
    csharp,
    { topic: "network-exposure", name: "listen", title: "Service open to every network" },
    any([
      reference(csharp, ["IPAddress", "Any|IPv6Any"]),
      call(
        csharp,
        ["*.(UseUrls|ListenAnyIP)"],
        [argument(csharp, any([text(csharp, "0\\.0\\.0\\.0|://[*+]"), ofKind(["integer_literal"])]))],
      ),
    ]),
  ),
];
