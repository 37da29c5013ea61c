import { madeUpValue, type SnippetTable } from "./rule-snippets.ts";

export const javaSnippets: SnippetTable = {
  prefix: "java",
  language: "java",
  wrap: (code) =>
    code.startsWith("@") || code.startsWith("public")
      ? `class A {\n${code}\n}\n`
      : `class A { void m() {\n${code}\n} }\n`,
  snippets: {
    "command-injection.runtime": ["Runtime.getRuntime().exec(line);", 'Runtime.getRuntime().exec("ls");'],
    "sql-injection.composed-text": [
      'String q = "SELECT a FROM t WHERE b = " + b;',
      'String q = "SELECT a FROM t WHERE b = ?";',
    ],
    "sql-injection.statement": ['s.executeQuery("DROP TABLE " + t);', 's.executeQuery("SELECT a FROM t");'],
    "code-injection.script": ["engine.eval(text);", 'engine.eval("1 + 1");'],
    "code-injection.reflection": ["Class.forName(name);", 'Class.forName("a.B");'],
    "template-injection.template-text": ["Velocity.evaluate(c, w, t, text);", "Velocity.init();"],
    "path-traversal.file-access": ["new File(name);", 'new File("a.txt");'],
    "archive-extraction.entry-name": ["new File(dir, entry.getName());", "new File(dir, entry.getSize());"],
    "cross-site-scripting.response": [
      'resp.getWriter().println("<p>" + name);',
      'resp.getWriter().println("ok");',
    ],
    "request-forgery.outgoing-request": ["new URL(address);", 'new URL("https://example.org");'],
    "open-redirect.redirect": ["resp.sendRedirect(next);", 'resp.sendRedirect("/home");'],
    "open-redirect.view": ['return "redirect:" + next;', 'return "redirect:/home";'],
    "deserialization.object-stream": ["new ObjectInputStream(in);", "new BufferedInputStream(in);"],
    "weak-hash.md5-sha1": ['MessageDigest.getInstance("MD5");', 'MessageDigest.getInstance("SHA-256");'],
    "weak-hash.codec": ["DigestUtils.md5Hex(a);", "DigestUtils.sha256Hex(a);"],
    "weak-cipher.cipher": [
      'Cipher.getInstance("AES/ECB/PKCS5Padding");',
      'Cipher.getInstance("AES/GCM/NoPadding");',
    ],
    "weak-cipher.static-nonce": ['new IvParameterSpec("0000".getBytes());', "new IvParameterSpec(fresh);"],
    "weak-randomness.random": ["new Random();", "new SecureRandom();"],
    "transport-security.verification-off": [
      "c.setHostnameVerifier((h, s) -> true);",
      "c.setHostnameVerifier(strict);",
    ],
    "xml-entities.parser": ["DocumentBuilderFactory.newInstance();", "Calendar.newInstance();"],
    "hard-coded-credential.literal": [
      `String password = "${madeUpValue}";`,
      'String password = System.getenv("P");',
    ],
    "hard-coded-credential.connection": [
      `DriverManager.getConnection(url, "app", "${madeUpValue}");`,
      "DriverManager.getConnection(url, user, word);",
    ],
    "secret-in-log.log": ["log.info(user.getPassword());", "log.info(user.getId());"],
    "cookie.protection-off": ["c.setHttpOnly(false);", "c.setHttpOnly(true);"],
    "cross-origin.any-origin": ['r.allowedOrigins("*");', 'r.allowedOrigins("https://a.example");'],
    "protection-disabled.csrf": ["http.csrf().disable();", "http.csrf().configure();"],
    "token-verification.jwt": ["JWT.decode(token);", "JWT.require(algorithm);"],
    "permissions.open-mode": ["f.setWritable(true, false);", "f.setWritable(true);"],
    "debug-mode.flag": ["app.setDebug(true);", "app.setDebug(false);"],
    "ldap-injection.filter": [
      'ctx.search(base, "(u=" + u + ")", c);',
      'ctx.search(base, "(u={0})", args, c);',
    ],
    "xpath-injection.xpath": ['xpath.evaluate("//u[@n=" + n + "]", d);', 'xpath.evaluate("//u", d);'],
    "regex-denial.exponential-expression": ['text.matches("([a-z]+)*");', 'text.matches("[a-z]*");'],
    "regex-denial.polynomial-expression": [
      'text.replaceAll("\\\\s+$", "");',
      'text.replaceAll("^\\\\s+", "");',
    ],
  },
};
