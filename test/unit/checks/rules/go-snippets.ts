import { madeUpValue, type SnippetTable } from "./rule-snippets.ts";

export const goSnippets: SnippetTable = {
  prefix: "go",
  language: "go",
  wrap: (code) =>
    code.startsWith("import") ? `package p\n${code}\n` : `package p\nfunc f() {\n${code}\n}\n`,
  snippets: {
    "command-injection.command": ['exec.Command("sh", "-c", line)', 'exec.Command("git", "status")'],
    "sql-injection.composed-text": [
      'q := "SELECT a FROM t WHERE b = " + b',
      'q := "SELECT a FROM t WHERE b = $1"',
    ],
    "sql-injection.query": ['db.Query("DROP TABLE " + name)', 'db.Query("SELECT a FROM t WHERE b = $1", b)'],
    "path-traversal.file-access": ["os.Open(name)", 'os.Open("a.txt")'],
    "archive-extraction.entry-name": [
      "filepath.Join(target, header.Name)",
      "filepath.Join(target, header.Size)",
    ],
    "cross-site-scripting.trusted-markup": ["template.HTML(text)", 'template.HTML("<b>a</b>")'],
    "cross-site-scripting.response": ['fmt.Fprintf(w, "<p>%s</p>", name)', 'fmt.Fprintf(w, "%s", name)'],
    "template-injection.parse": ['t.Parse("<p>" + text)', 't.Parse("<p>{{.}}</p>")'],
    "request-forgery.outgoing-request": ["http.Get(url)", 'http.Get("https://example.org")'],
    "open-redirect.redirect": [
      'http.Redirect(w, r, r.FormValue("next"), 302)',
      'http.Redirect(w, r, "/home", 302)',
    ],
    "deserialization.gob": ["gob.NewDecoder(r.Body)", "json.NewDecoder(r.Body)"],
    "weak-hash.md5-sha1": ["md5.Sum(data)", "sha256.Sum256(data)"],
    "weak-cipher.cipher": ["des.NewCipher(key)", "aes.NewCipher(key)"],
    "weak-cipher.static-nonce": ["nonce := make([]byte, 12)", "nonce := fresh()"],
    "weak-randomness.math-rand": ["rand.Intn(10)", "rand.Read(buffer)"],
    "transport-security.verification-off": [
      "c := tls.Config{InsecureSkipVerify: true}",
      "c := tls.Config{InsecureSkipVerify: false}",
    ],
    "transport-security.old-protocol": [
      "c := tls.Config{MinVersion: tls.VersionTLS10}",
      "c := tls.Config{MinVersion: tls.VersionTLS12}",
    ],
    "hard-coded-credential.literal": [`apiKey := "${madeUpValue}"`, 'apiKey := os.Getenv("K")'],
    "secret-in-log.log": ["log.Println(password)", "log.Println(user)"],
    "token-verification.jwt": ["p.ParseUnverified(t, claims)", "p.ParseWithClaims(t, claims, key)"],
    "cookie.protection-off": ["c := http.Cookie{HttpOnly: false}", "c := http.Cookie{HttpOnly: true}"],
    "cross-origin.any-origin": [
      'w.Header().Set("Access-Control-Allow-Origin", "*")',
      'w.Header().Set("Access-Control-Allow-Origin", "https://a.example")',
    ],
    "permissions.open-mode": ["os.Chmod(name, 0777)", "os.Chmod(name, 0600)"],
    "unsafe-memory.pointer": ["p := unsafe.Pointer(&x)", "p := unsafe.Sizeof(x)"],
    "network-exposure.listen": ['net.Listen("tcp", "0.0.0.0:80")', 'net.Listen("tcp", "127.0.0.1:80")'],
    "regex-denial.dynamic-expression": ["regexp2.Compile(text, 0)", "regexp.Compile(text)"],
    "debug-mode.profiler": ['import _ "net/http/pprof"', 'import "net/http"'],
    "ldap-injection.filter": [
      'ldap.NewSearchRequest(b, 2, "(u=" + u + ")")',
      'ldap.NewSearchRequest(b, 2, "(u=a)")',
    ],
  },
};
