import type { PatternRule } from "../../domain/syntax.ts";
import type { Shape } from "./code-grammar.ts";
import { go } from "./grammars.ts";
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
  reference,
  secretText,
  text,
} from "./shapes.ts";

const isTrue = { kind: "true" };
const isFalse = { kind: "false" };
const named = (words: string) => any([leaf(go.names, words), reference(go, ["*", words])]);

/** A field of a composite literal, or an assignment to a name or field: Go wraps both sides. */
function set(words: string, shape: Shape): Shape {
  const element = (inner: Shape) => ({ kind: "literal_element", ...child(inner) });
  const list = (inner: Shape) => ({ kind: "expression_list", ...child(inner) });
  const pair = {
    kind: "keyed_element",
    all: [
      inField("key", element(any([leaf(go.names, words), text(go, `^(?:${words})$`)]))),
      inField("value", element(shape)),
    ],
  };
  const assigned = ["assignment_statement", "short_var_declaration"].map((kind) => ({
    kind,
    all: [inField("left", list(named(words))), inField("right", list(shape))],
  }));
  const declared = ["var_spec", "const_spec"].map((kind) => ({
    kind,
    all: [inField("name", leaf(go.names, words)), inField("value", list(shape))],
  }));
  return any([pair, ...assigned, ...declared]);
}

/** Rules for Go programs: weak settings, weak primitives and exposed secrets. */
export const goSettingsRules: readonly PatternRule[] = [
  rule(
    go,
    { topic: "weak-hash", name: "md5-sha1", title: "Hash function with known collisions" },
    call(go, ["(md5|sha1|md4|ripemd160).(New|Sum)"]),
  ),
  rule(
    go,
    { topic: "weak-cipher", name: "cipher", title: "Broken cipher" },
    call(go, ["(des|rc4|blowfish).(NewCipher|NewTripleDESCipher)"]),
  ),
  rule(
    go,
    { topic: "weak-cipher", name: "static-nonce", title: "Initialisation vector that is constant" },
    set(
      "(?i)(iv|nonce)",
      any([
        constantText(go),
        { kind: "type_conversion_expression", ...child(constantText(go)) },
        call(go, ["(make)"]),
      ]),
    ),
  ),
  rule(
    go,
    { topic: "weak-randomness", name: "math-rand", title: "Predictable random number" },
    call(go, ["rand.(Intn|Int|Int31|Int31n|Int63|Int63n|Float64|Perm|Seed|Uint32|Uint64|Shuffle|IntN)"]),
  ),
  rule(
    go,
    {
      topic: "transport-security",
      name: "verification-off",
      title: "Certificate or host key verification switched off",
    },
    any([
      set("InsecureSkipVerify|InsecureSkipTLSVerify", isTrue),
      call(go, ["ssh.InsecureIgnoreHostKey", "(grpc).WithInsecure", "insecure.NewCredentials"]),
    ]),
  ),
  rule(
    go,
    { topic: "transport-security", name: "old-protocol", title: "Old version of TLS allowed" },
    set("MinVersion|MaxVersion", reference(go, ["tls", "VersionSSL30|VersionTLS10|VersionTLS11"])),
  ),
  rule(
    go,
    { topic: "hard-coded-credential", name: "literal", title: "Credential written in the code" },
    set(secretName, all([constantText(go), secretText(go)])),
  ),
  rule(
    go,
    { topic: "secret-in-log", name: "log", title: "Secret written to a log" },
    call(
      go,
      [
        "(log|logger|slog|logrus|zap|glog|klog|fmt).(Print|Printf|Println|Info|Infof|Debug|Debugf|Error|Errorf|Warn|Warnf|Fatal|Fatalf)",
      ],
      [argument(go, named(secretName))],
    ),
  ),
  rule(
    go,
    { topic: "token-verification", name: "jwt", title: "Token read without verifying its signature" },
    any([
      call(go, ["*.ParseUnverified"]),
      reference(go, ["jwt", "UnsafeAllowNoneSignatureType|SigningMethodNone"]),
    ]),
  ),
  rule(
    go,
    { topic: "cookie", name: "protection-off", title: "Cookie without its protection" },
    set("Secure|HttpOnly", isFalse),
  ),
  rule(
    go,
    { topic: "cross-origin", name: "any-origin", title: "Every origin allowed" },
    any([
      set("AllowAllOrigins", isTrue),
      call(
        go,
        ["*.(Set|Add|Header)"],
        [
          argument(go, text(go, "(?i)^access-control-allow-origin$")),
          argument(go, any([text(go, "^\\*$"), { kind: "call_expression" }])),
        ],
      ),
    ]),
  ),
  sink(
    go,
    {
      topic: "permissions",
      name: "open-mode",
      title: "File that everybody may write",
      calls: ["os.(Chmod|Mkdir|MkdirAll|WriteFile|OpenFile)", "ioutil.WriteFile"],
    },
    { kind: "int_literal", regex: "^0o?(777|666|776|766)$" },
  ),
  rule(
    go,
    { topic: "unsafe-memory", name: "pointer", title: "Type system passed over" },
    call(go, ["unsafe.(Pointer|Slice|String|Add)"]),
  ),
  sink(
    go,
    {
      topic: "network-exposure",
      name: "listen",
      title: "Service open to every network",
      calls: ["*.(Listen|ListenAndServe|ListenAndServeTLS|Run)"],
    },
    text(go, "^0\\.0\\.0\\.0(:\\d+)?$"),
  ),
  rule(
    go,
    { topic: "debug-mode", name: "profiler", title: "Profiler or debug mode switched on" },
    any([
      { kind: "import_spec", ...inField("path", text(go, "^net/http/pprof$")) },
      call(go, ["gin.SetMode"], [argument(go, reference(go, ["gin", "DebugMode"]))]),
    ]),
  ),
];
