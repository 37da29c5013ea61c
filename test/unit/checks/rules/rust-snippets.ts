import { madeUpValue, type SnippetTable } from "./rule-snippets.ts";

export const rustSnippets: SnippetTable = {
  prefix: "rust",
  language: "rust",
  wrap: (code) => `fn f() {\n${code}\n}\n`,
  snippets: {
    "command-injection.command": ["Command::new(program);", 'Command::new("git");'],
    "command-injection.shell": ['Command::new("sh");', 'Command::new("git");'],
    "sql-injection.composed-text": [
      'let q = format!("SELECT a FROM t WHERE b = {}", b);',
      'let q = "SELECT a FROM t WHERE b = ?";',
    ],
    "sql-injection.query": ['db.execute(&format!("DROP TABLE {}", t));', 'db.execute("SELECT a FROM t");'],
    "path-traversal.file-access": ["File::open(name);", 'File::open("a.txt");'],
    "archive-extraction.entry-name": ["dir.join(entry.name());", "dir.join(entry.size());"],
    "request-forgery.outgoing-request": ["reqwest::get(url);", 'reqwest::get("https://example.org");'],
    "open-redirect.redirect": ["Redirect::to(&next);", 'Redirect::to("/home");'],
    "cross-site-scripting.raw-markup": ['Html(format!("<p>{}</p>", name));', 'Html("<p>a</p>");'],
    "deserialization.binary": ["bincode::deserialize(&data);", "serde_json::from_slice(&data);"],
    "weak-hash.md5-sha1": ["Md5::new();", "Sha256::new();"],
    "weak-cipher.cipher": ["Cipher::des_cbc();", "Cipher::aes_256_gcm();"],
    "weak-randomness.small-rng": ["SmallRng::seed_from_u64(1);", "OsRng::default();"],
    "transport-security.verification-off": [
      "b.danger_accept_invalid_certs(true);",
      "b.danger_accept_invalid_certs(false);",
    ],
    "hard-coded-credential.literal": [`let password = "${madeUpValue}";`, 'let password = env::var("P");'],
    "secret-in-log.log": ['println!("{}", password);', 'println!("{}", user);'],
    "token-verification.jwt": ["v.insecure_disable_signature_validation();", "v.set_audience(&a);"],
    "cookie.protection-off": ["c.http_only(false);", "c.http_only(true);"],
    "cross-origin.any-origin": ["CorsLayer::permissive();", "CorsLayer::new();"],
    "unsafe-memory.unsafe-block": ["unsafe { g(); }", "{ g(); }"],
    "unsafe-memory.raw-conversion": ["slice::from_raw_parts(p, n);", "slice::from_ref(p);"],
    "permissions.open-mode": ["Permissions::from_mode(0o777);", "Permissions::from_mode(0o600);"],
    "network-exposure.listen": ['TcpListener::bind("0.0.0.0:80");', 'TcpListener::bind("127.0.0.1:80");'],
    "regex-denial.dynamic-expression": ["fancy_regex::new(text);", "regex::new(text);"],
  },
};
