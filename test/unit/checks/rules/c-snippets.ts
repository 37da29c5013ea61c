import { madeUpValue, type SnippetTable } from "./rule-snippets.ts";

export const cSnippets: SnippetTable = {
  prefix: "c",
  language: "cpp",
  wrap: (code) => `int f(void) {\n${code}\n}\n`,
  snippets: {
    "command-injection.shell": ["system(line);", 'system("ls");'],
    "command-injection.exec": ["execvp(program, args);", 'execl("/bin/ls", "ls", 0);'],
    "buffer-overflow.gets": ["gets(b);", "fgets(b, sizeof b, stdin);"],
    "buffer-overflow.string-copy": ["strcpy(b, text);", "strlcpy(b, text, sizeof b);"],
    "buffer-overflow.print-into": ['sprintf(b, "%s", text);', 'snprintf(b, sizeof b, "%s", text);'],
    "buffer-overflow.scan": ['scanf("%s", b);', 'scanf("%15s", b);'],
    "buffer-overflow.memory-copy": ["memcpy(b, text, length);", "memcpy(b, text, sizeof(b));"],
    "buffer-overflow.variable-array": ["char b[n];", "char b[16];"],
    "integer-overflow.allocation": ["malloc(n * m);", "malloc(16);"],
    "integer-overflow.text-to-number": ["atoi(text);", "strtol(text, &end, 10);"],
    "format-string.print": ["printf(text);", 'printf("%s", text);'],
    "race-condition.temporary-name": ["tmpnam(b);", "mkstemp(b);"],
    "race-condition.check-then-use": ["access(name, R_OK);", "fstat(fd, &s);"],
    "path-traversal.file-access": ['fopen(name, "r");', 'fopen("a.txt", "r");'],
    "permissions.open-mode": ["chmod(name, 0777);", "chmod(name, 0600);"],
    "weak-hash.md5-sha1": ["MD5_Init(&c);", "SHA256_Init(&c);"],
    "weak-cipher.cipher": ["EVP_aes_128_ecb();", "EVP_aes_256_gcm();"],
    "weak-randomness.rand": ["x = rand();", "x = arc4random();"],
    "transport-security.verification-off": [
      "SSL_CTX_set_verify(c, SSL_VERIFY_NONE, 0);",
      "SSL_CTX_set_verify(c, SSL_VERIFY_PEER, 0);",
    ],
    "xml-entities.parser": ["xmlReadFile(n, 0, XML_PARSE_NOENT);", "xmlReadFile(n, 0, XML_PARSE_NONET);"],
    "hard-coded-credential.literal": [
      `const char *password = "${madeUpValue}";`,
      'const char *password = getenv("P");',
    ],
    "secret-in-log.log": ['printf("%s", password);', 'printf("%s", user);'],
    "network-exposure.any-address": ["a.s_addr = INADDR_ANY;", "a.s_addr = INADDR_LOOPBACK;"],
    "unsafe-memory.reinterpret": ["x = reinterpret_cast<int*>(p);", "x = static_cast<int>(p);"],
    "sql-injection.query": ["sqlite3_exec(db, text, 0, 0, 0);", "sqlite3_step(s);"],
    "sql-injection.printed-text": [
      'snprintf(b, sizeof b, "SELECT a FROM t WHERE b = %s", text);',
      'snprintf(b, sizeof b, "SELECT a FROM t", 1);',
    ],
  },
};
