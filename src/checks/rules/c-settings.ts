import type { PatternRule } from "../../domain/syntax.ts";
import { c } from "./grammars.ts";
import { rule, secretName, sink } from "./rule.ts";
import {
  all,
  any,
  argument,
  call,
  constantText,
  dynamic,
  inField,
  leaf,
  not,
  reference,
  secretText,
} from "./shapes.ts";

const changing = dynamic(c);
const named = (words: string) => any([leaf(c.names, words), reference(c, ["*", words])]);
const std = (names: string) => [names];
const size = any([
  {
    kind: "binary_expression",
    has: any([{ kind: "sizeof_expression" }, leaf(c.names, "\\w+"), { kind: "field_expression" }]),
  },
]);
const product = all([size, { kind: "binary_expression", ...inField("operator", { regex: "^[*+]$" }) }]);
const declared = (words: string) =>
  any([
    leaf(c.names, words),
    { kind: "pointer_declarator", ...inField("declarator", leaf(c.names, words)) },
    { kind: "array_declarator", ...inField("declarator", leaf(c.names, words)) },
  ]);

/** Rules for C and C++ programs: weak settings, weak primitives and exposed secrets. */
export const cSettingsRules: readonly PatternRule[] = [
  rule(
    c,
    { topic: "buffer-overflow", name: "gets", title: "Reading without a limit" },
    call(c, std("(gets|_getws)")),
  ),
  rule(
    c,
    { topic: "buffer-overflow", name: "string-copy", title: "Copying a text without a limit" },
    call(c, std("(strcpy|strcat|wcscpy|wcscat|stpcpy|lstrcpyA?|lstrcatA?|_mbscpy|StrCpy)"), [
      argument(c, changing),
    ]),
  ),
  rule(
    c,
    { topic: "buffer-overflow", name: "print-into", title: "Printing into memory without a limit" },
    call(c, std("(sprintf|vsprintf|wsprintfA?|swprintf)")),
  ),
  sink(
    c,
    {
      topic: "buffer-overflow",
      name: "scan",
      title: "Scanning a text without a limit",
      calls: std("(scanf|fscanf|sscanf|vscanf|vsscanf)"),
    },
    { kind: "string_literal", regex: "%(l|h)?[s\\[]" },
  ),
  rule(
    c,
    {
      topic: "buffer-overflow",
      name: "memory-copy",
      title: "Copying memory with a length that is not constant",
    },
    call(c, std("(memcpy|memmove|bcopy|strncpy|strncat|wmemcpy|CopyMemory|RtlCopyMemory|alloca|read|recv)"), [
      not(argument(c, { kind: "sizeof_expression" })),
      argument(
        c,
        any([
          named("(?i)\\w*(len|length|size|count|n|sz|bytes)"),
          { kind: "binary_expression" },
          { kind: "call_expression" },
        ]),
      ),
    ]),
  ),
  rule(
    c,
    { topic: "buffer-overflow", name: "variable-array", title: "Array whose length is not constant" },
    {
      kind: "declaration",
      has: {
        kind: "array_declarator",
        ...inField("size", { kind: "identifier", regex: "^[a-z_]+[a-z0-9_]*$" }),
      },
    },
  ),
  sink(
    c,
    {
      topic: "integer-overflow",
      name: "allocation",
      title: "Size of memory calculated without a check",
      calls: std("(malloc|realloc|alloca|xmalloc|kmalloc|valloc|g_malloc)"),
    },
    product,
  ),
  rule(
    c,
    { topic: "integer-overflow", name: "text-to-number", title: "Number read without noticing errors" },
    call(c, std("(atoi|atol|atoll|atof)"), [argument(c, changing)]),
  ),
  rule(
    c,
    { topic: "format-string", name: "print", title: "Format text that is not constant" },
    any([
      call(c, std("(printf|vprintf|wprintf|printk|warn|warnx|NSLog)"), [
        argument(c, changing),
        not(argument(c, any([constantText(c), { kind: "concatenated_string" }]))),
      ]),
      call(c, std("(fprintf|dprintf|syslog|vfprintf|err|errx|snprintf|vsnprintf|sprintf)"), [
        not(
          argument(
            c,
            any([
              constantText(c),
              { kind: "concatenated_string" },
              leaf(c.names, "fmt|format|[A-Z_0-9]*(FMT|FORMAT|PRI)[A-Z_0-9]*"),
            ]),
          ),
        ),
      ]),
    ]),
  ),
  rule(
    c,
    { topic: "race-condition", name: "temporary-name", title: "Temporary file whose name can be taken" },
    call(c, std("(tmpnam|tempnam|mktemp|tmpnam_r|_mktemp)")),
  ),
  rule(
    c,
    { topic: "race-condition", name: "check-then-use", title: "File checked by name before it is used" },
    call(c, std("(access|_access|faccessat)"), [argument(c, changing)]),
  ),
  sink(
    c,
    {
      topic: "permissions",
      name: "open-mode",
      title: "File that everybody may write",
      calls: std("(chmod|fchmod|mkdir|umask|open|creat)"),
    },
    { kind: "number_literal", regex: "^0(777|666|776|766|0)?$" },
  ),
  rule(
    c,
    { topic: "weak-hash", name: "md5-sha1", title: "Hash function with known collisions" },
    call(c, std("(MD5|MD5_Init|MD5_Update|MD4|SHA1|SHA1_Init|EVP_md5|EVP_sha1|EVP_md4|CC_MD5|CC_SHA1)")),
  ),
  rule(
    c,
    { topic: "weak-cipher", name: "cipher", title: "Broken cipher or ECB mode" },
    call(
      c,
      std(
        "(DES_\\w+|RC4|RC4_set_key|EVP_des_\\w+|EVP_rc4|EVP_rc2_\\w+|EVP_\\w+_ecb|AES_ecb_encrypt|BF_\\w+)",
      ),
    ),
  ),
  rule(
    c,
    { topic: "weak-randomness", name: "rand", title: "Predictable random number" },
    call(c, std("(rand|srand|random|srandom|drand48|lrand48|rand_r)")),
  ),
  rule(
    c,
    { topic: "transport-security", name: "verification-off", title: "Certificate verification switched off" },
    any([
      call(c, std("(SSL_CTX_set_verify|SSL_set_verify)"), [argument(c, leaf(c.names, "SSL_VERIFY_NONE"))]),
      call(c, std("curl_easy_setopt"), [
        argument(c, leaf(c.names, "CURLOPT_SSL_VERIFYPEER|CURLOPT_SSL_VERIFYHOST")),
        argument(c, any([{ kind: "number_literal", regex: "^0L?$" }, { kind: "false" }])),
      ]),
      call(
        c,
        std("(SSLv2_method|SSLv3_method|TLSv1_method|SSLv3_client_method|TLSv1_client_method|SSLv23_method)"),
      ),
    ]),
  ),
  rule(
    c,
    { topic: "xml-entities", name: "parser", title: "XML parser that resolves entities" },
    any([
      call(c, std("(xmlReadFile|xmlReadMemory|xmlCtxtReadFile|xmlReadDoc|xmlCtxtUseOptions)"), [
        argument(
          c,
          any([
            leaf(c.names, "XML_PARSE_NOENT|XML_PARSE_DTDLOAD"),
            { kind: "binary_expression", has: leaf(c.names, "XML_PARSE_NOENT|XML_PARSE_DTDLOAD") },
          ]),
        ),
      ]),
      call(c, std("xmlSubstituteEntitiesDefault"), [argument(c, { kind: "number_literal", regex: "^1$" })]),
    ]),
  ),
  rule(
    c,
    { topic: "hard-coded-credential", name: "literal", title: "Credential written in the code" },
    {
      kind: "init_declarator",
      all: [inField("declarator", declared(secretName)), inField("value", secretText(c))],
    },
  ),
  rule(
    c,
    { topic: "secret-in-log", name: "log", title: "Secret written to a log" },
    call(c, std("(printf|fprintf|syslog|printk|NSLog|log_\\w+|LOG\\w*)"), [argument(c, named(secretName))]),
  ),
  rule(
    c,
    { topic: "network-exposure", name: "any-address", title: "Service open to every network" },
    {
      kind: "assignment_expression",
      ...inField(
        "right",
        any([
          leaf(c.names, "INADDR_ANY|in6addr_any"),
          call(c, ["htonl"], [argument(c, leaf(c.names, "INADDR_ANY"))]),
        ]),
      ),
    },
  ),
  rule(
    c,
    { topic: "unsafe-memory", name: "reinterpret", title: "Memory read as another type", languages: ["cpp"] },
    {
      kind: "call_expression",
      ...inField("function", {
        kind: "template_function",
        ...inField("name", leaf(["identifier"], "reinterpret_cast|const_cast")),
      }),
    },
  ),
];
