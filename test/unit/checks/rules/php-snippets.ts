import { madeUpValue, type SnippetTable } from "./rule-snippets.ts";

export const phpSnippets: SnippetTable = {
  prefix: "php",
  language: "php",
  wrap: (code) => `<?php\n${code}\n`,
  snippets: {
    "command-injection.shell": ['shell_exec("ls " . $dir);', 'shell_exec("ls");'],
    "command-injection.backquotes": ["`ls $dir`;", "`ls`;"],
    "sql-injection.composed-text": [
      '$q = "SELECT a FROM t WHERE b = $b";',
      '$q = "SELECT a FROM t WHERE b = ?";',
    ],
    "sql-injection.query": ['$db->query("DROP TABLE " . $t);', '$db->query("SELECT a FROM t");'],
    "code-injection.eval": ['call_user_func($_GET["f"]);', "call_user_func([$this, 'run']);"],
    "code-injection.eval-value": ["eval($text);", "eval('return 1;');"],
    "code-injection.include": ["include $page;", 'include "page.php";'],
    "code-injection.variable-variable": ["$$name = 1;", "$name = 1;"],
    "path-traversal.file-access": ["file_get_contents($name);", 'file_get_contents("a.txt");'],
    "archive-extraction.extract": ["$zip->extractTo($dir);", "$zip->close();"],
    "cross-site-scripting.echo": ['echo $_GET["name"];', 'echo htmlspecialchars($_GET["name"]);'],
    "cross-site-scripting.echo-markup": ['echo "<p>$name</p>";', 'echo "<p>" . htmlspecialchars($name);'],
    "request-forgery.outgoing-request": ["curl_init($url);", 'curl_init("https://example.org");'],
    "request-forgery.curl-url": [
      "curl_setopt($c, CURLOPT_URL, $url);",
      'curl_setopt($c, CURLOPT_URL, "https://a.example");',
    ],
    "open-redirect.redirect": ['header("Location: " . $next);', 'header("Location: /home");'],
    "deserialization.unserialize": [
      "unserialize($data);",
      "unserialize($data, ['allowed_classes' => false]);",
    ],
    "weak-hash.md5-sha1": ["md5($a);", "hash('sha256', $a);"],
    "weak-cipher.cipher": [
      "openssl_encrypt($d, 'aes-128-ecb', $k);",
      "openssl_encrypt($d, 'aes-256-gcm', $k);",
    ],
    "weak-cipher.static-nonce": ["$iv = '0000000000000000';", "$iv = random_bytes(16);"],
    "weak-randomness.rand": ["mt_rand(0, 9);", "random_int(0, 9);"],
    "transport-security.verification-off": [
      "curl_setopt($c, CURLOPT_SSL_VERIFYPEER, false);",
      "curl_setopt($c, CURLOPT_SSL_VERIFYPEER, true);",
    ],
    "xml-entities.parser": ["$d->loadXML($x, LIBXML_NOENT);", "$d->loadXML($x);"],
    "hard-coded-credential.literal": [`$password = '${madeUpValue}';`, "$password = getenv('P');"],
    "secret-in-log.log": ["error_log($password);", "error_log($user);"],
    "token-verification.jwt": ["JWT::decode($t, $k, ['none']);", "JWT::decode($t, $k, ['HS256']);"],
    "cookie.protection-off": [
      "ini_set('session.cookie_httponly', false);",
      "ini_set('session.cookie_httponly', true);",
    ],
    "cross-origin.any-origin": [
      "header('Access-Control-Allow-Origin: *');",
      "header('Access-Control-Allow-Origin: https://a.example');",
    ],
    "debug-mode.flag": ["ini_set('display_errors', 1);", "ini_set('display_errors', 0);"],
    "permissions.open-mode": ["chmod($f, 0777);", "chmod($f, 0600);"],
    "mass-assignment.all-fields": ["User::create($request->all());", "User::create($request->only('name'));"],
    "ldap-injection.filter": ['ldap_search($c, $b, "(u=" . $u . ")");', 'ldap_search($c, $b, "(u=a)");'],
    "xpath-injection.xpath": ['$x->xpath("//u[@n=" . $n . "]");', '$x->xpath("//u");'],
    "template-injection.template-text": ["$twig->createTemplate($text);", "$twig->createTemplate('a');"],
    "regex-denial.exponential-expression": [
      "preg_match('/^(\\w+\\s?)*$/', $text);",
      "preg_match('/^(\\w+\\s)*$/', $text);",
    ],
    "regex-denial.polynomial-expression": [
      "preg_replace('/\\s+$/', '', $text);",
      "preg_replace('/\\s++$/A', '', $text);",
    ],
  },
};
