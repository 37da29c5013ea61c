import { madeUpValue, type SnippetTable } from "./rule-snippets.ts";

export const csharpSnippets: SnippetTable = {
  prefix: "csharp",
  language: "csharp",
  wrap: (code) => (code.startsWith("[") ? `class A {\n${code}\n}\n` : `class A { void M() {\n${code}\n} }\n`),
  snippets: {
    "command-injection.process": ["Process.Start(program);", 'Process.Start("notepad");'],
    "sql-injection.composed-text": [
      'var q = "SELECT a FROM t WHERE b = " + b;',
      'var q = "SELECT a FROM t WHERE b = @b";',
    ],
    "sql-injection.command": ['new SqlCommand($"DROP TABLE {t}", c);', 'new SqlCommand("SELECT 1", c);'],
    "code-injection.script": ["CSharpScript.EvaluateAsync(text);", 'CSharpScript.EvaluateAsync("1");'],
    "template-injection.template-text": ["Engine.RunCompile(text);", 'Engine.RunCompile("a");'],
    "path-traversal.file-access": ["File.ReadAllText(name);", 'File.ReadAllText("a.txt");'],
    "archive-extraction.entry-name": [
      "Path.Combine(dir, entry.FullName);",
      "Path.Combine(dir, entry.Length);",
    ],
    "cross-site-scripting.raw-markup": ["Html.Raw(text);", 'Html.Raw("<b>a</b>");'],
    "request-forgery.outgoing-request": ["client.GetAsync(url);", 'client.GetAsync("https://example.org");'],
    "open-redirect.redirect": ["Redirect(returnUrl);", 'Redirect("/home");'],
    "deserialization.formatter": ["new BinaryFormatter();", "new StringBuilder();"],
    "weak-hash.md5-sha1": ["MD5.Create();", "SHA256.Create();"],
    "weak-cipher.cipher": ["a.Mode = CipherMode.ECB;", "a.Mode = CipherMode.CBC;"],
    "weak-cipher.static-nonce": ['a.IV = Encoding.UTF8.GetBytes("0000");', "a.IV = fresh;"],
    "weak-randomness.random": ["new Random();", "RandomNumberGenerator.GetInt32(9);"],
    "transport-security.verification-off": [
      "h.ServerCertificateCustomValidationCallback = (m, c, n, e) => true;",
      "h.ServerCertificateCustomValidationCallback = Check;",
    ],
    "xml-entities.parser": [
      "s.DtdProcessing = DtdProcessing.Parse;",
      "s.DtdProcessing = DtdProcessing.Prohibit;",
    ],
    "hard-coded-credential.literal": [`var password = "${madeUpValue}";`, 'var password = config["P"];'],
    "secret-in-log.log": ['_logger.LogInformation($"p {password}");', '_logger.LogInformation($"u {id}");'],
    "token-verification.jwt": ["p.ValidateIssuerSigningKey = false;", "p.ValidateIssuerSigningKey = true;"],
    "cookie.protection-off": ["o.HttpOnly = false;", "o.HttpOnly = true;"],
    "cross-origin.any-origin": ["b.AllowAnyOrigin();", 'b.WithOrigins("https://a.example");'],
    "protection-disabled.attribute": ["[AllowAnonymous] void N() {}", "[HttpGet] void N() {}"],
    "debug-mode.flag": ["app.UseDeveloperExceptionPage();", "app.UseExceptionHandler();"],
    "unsafe-memory.unsafe-block": ["unsafe { x = 1; }", "{ x = 1; }"],
    "regex-denial.dynamic-expression": ["new Regex(text);", 'new Regex("a+");'],
    "ldap-injection.filter": ['s.Filter = "(u=" + u + ")";', 's.Filter = "(u=a)";'],
    "xpath-injection.xpath": ['d.SelectNodes("//u[@n=" + n + "]");', 'd.SelectNodes("//u");'],
    "network-exposure.listen": [
      "new TcpListener(IPAddress.Any, 80);",
      "new TcpListener(IPAddress.Loopback, 80);",
    ],
    "regex-denial.exponential-expression": [
      'new Regex(@"^(\\d+)*$");',
      'new Regex(@"^(\\d+)*$", RegexOptions.NonBacktracking);',
    ],
    "regex-denial.polynomial-expression": [
      'Regex.Replace(text, @"\\s+$", "");',
      'Regex.Replace(text, @"^\\s+", "");',
    ],
  },
};
