import type { Severity } from "../../domain/finding.ts";

/** What the rules of one topic share. */
export interface Topic {
  readonly cwe: string;
  readonly severity: Severity;
  /** Asked about every match: the answer decides whether it is a defect. */
  readonly question: string;
  /** What a developer should do about it. */
  readonly help: string;
}

const entry =
  "Which value that reaches this call is controlled from outside? Quote the line where it enters.";
const purpose = "Does security depend on this value here? Quote the line that shows what it protects.";

/** Topics of rules for code that appears in a change. */
export const topics = {
  "command-injection": {
    cwe: "CWE-78",
    severity: "high",
    question: entry,
    help: "Call the program directly with a list of arguments, without a shell.",
  },
  "sql-injection": {
    cwe: "CWE-89",
    severity: "high",
    question:
      "Which value that becomes part of this statement is controlled from outside? Quote where it enters.",
    help: "Pass values as parameters of the statement.",
  },
  "nosql-injection": {
    cwe: "CWE-943",
    severity: "high",
    question: entry,
    help: "Check the type of every value before it becomes part of a query.",
  },
  "code-injection": {
    cwe: "CWE-94",
    severity: "high",
    question: entry,
    help: "Do not run text as code; map accepted values to functions.",
  },
  "template-injection": {
    cwe: "CWE-1336",
    severity: "high",
    question: "Which part of the template itself is controlled from outside? Quote where it enters.",
    help: "Keep templates constant and pass values as data.",
  },
  "path-traversal": {
    cwe: "CWE-22",
    severity: "high",
    question:
      "Which part of this path is controlled from outside, and what keeps it inside its folder? Quote both.",
    help: "Resolve the path and check that it is inside the intended folder.",
  },
  "archive-extraction": {
    cwe: "CWE-22",
    severity: "high",
    question: "Where does the archive come from, and what checks the names of its entries? Quote both.",
    help: "Refuse entries whose resolved path is outside the target folder.",
  },
  "cross-site-scripting": {
    cwe: "CWE-79",
    severity: "medium",
    question: "Which value written here is controlled from outside, and where is it escaped? Quote both.",
    help: "Write values as text, or escape them for the place where they stand.",
  },
  "request-forgery": {
    cwe: "CWE-918",
    severity: "medium",
    question: "Who chooses the host of this request, and what restricts it? Quote both.",
    help: "Accept only known hosts, and check the address after it is resolved.",
  },
  "open-redirect": {
    cwe: "CWE-601",
    severity: "medium",
    question: "Who chooses the target of this redirect, and what restricts it? Quote both.",
    help: "Redirect to known paths only.",
  },
  deserialization: {
    cwe: "CWE-502",
    severity: "high",
    question: "Where do the bytes that are read here come from? Quote the line where they enter.",
    help: "Read a plain data format such as JSON, or verify a signature first.",
  },
  "weak-hash": {
    cwe: "CWE-328",
    severity: "medium",
    question: purpose,
    help: "Use SHA-256 or better; for passwords a slow password hash.",
  },
  "weak-cipher": {
    cwe: "CWE-327",
    severity: "medium",
    question: purpose,
    help: "Use an authenticated cipher such as AES-GCM with a fresh nonce for each message.",
  },
  "weak-randomness": {
    cwe: "CWE-338",
    severity: "medium",
    question: "Does anything secret depend on this value being unpredictable? Quote the line that shows it.",
    help: "Use the cryptographic random source of the platform.",
  },
  "transport-security": {
    cwe: "CWE-295",
    severity: "high",
    question: "Which connection is no longer protected by this setting? Quote the line that opens it.",
    help: "Verify certificates, host names and host keys.",
  },
  "xml-entities": {
    cwe: "CWE-611",
    severity: "high",
    question: "Where does the XML come from, and are external entities switched off? Quote both.",
    help: "Switch off document types and external entities.",
  },
  "prototype-pollution": {
    cwe: "CWE-1321",
    severity: "medium",
    question: "Which key or object that is merged here is controlled from outside? Quote where it enters.",
    help: "Refuse the keys __proto__, constructor and prototype, or use a Map.",
  },
  "hard-coded-credential": {
    cwe: "CWE-798",
    severity: "high",
    question: "Is this text a credential that works anywhere? Quote the line that uses it.",
    help: "Read the credential from the environment or a secret store, and change it.",
  },
  "cross-origin": {
    cwe: "CWE-942",
    severity: "medium",
    question: "What can another site read or do because of this setting? Quote the route that it covers.",
    help: "Allow named origins only.",
  },
  cookie: {
    cwe: "CWE-614",
    severity: "low",
    question: "What does this cookie hold, and who could read it? Quote the line that sets its value.",
    help: "Set Secure, HttpOnly and SameSite.",
  },
  "token-verification": {
    cwe: "CWE-347",
    severity: "high",
    question: "What is trusted about this token although its signature is not verified? Quote the line.",
    help: "Verify the signature with an expected algorithm before any claim is read.",
  },
  "buffer-overflow": {
    cwe: "CWE-120",
    severity: "high",
    question: "What bounds the length of what is written here? Quote the check and the size of the target.",
    help: "Use a bounded function and check lengths against the size of the target.",
  },
  "integer-overflow": {
    cwe: "CWE-190",
    severity: "medium",
    question: "Who chooses the sizes in this calculation, and what bounds them? Quote both.",
    help: "Check the calculation for overflow before memory is allocated.",
  },
  "format-string": {
    cwe: "CWE-134",
    severity: "high",
    question: "Who controls the format text? Quote the line where it enters.",
    help: "Use a constant format and pass the text as a value.",
  },
  "race-condition": {
    cwe: "CWE-367",
    severity: "medium",
    question: "Who can change the file between the check and the use? Quote both lines.",
    help: "Open first and then check the open file; create temporary files atomically.",
  },
  "unsafe-memory": {
    cwe: "CWE-119",
    severity: "medium",
    question: "Which condition makes this access valid, and where is it ensured? Quote the line.",
    help: "Use the safe interface, or state and check the condition.",
  },
  "mass-assignment": {
    cwe: "CWE-915",
    severity: "medium",
    question: "Which fields can a client set here that it should not? Quote the model.",
    help: "Name the accepted fields.",
  },
  "secret-in-log": {
    cwe: "CWE-532",
    severity: "medium",
    question: "Is what is logged here a secret in clear? Quote the line where it gets its value.",
    help: "Log an identifier instead of the secret.",
  },
  "debug-mode": {
    cwe: "CWE-489",
    severity: "medium",
    question: "Does this setting reach production? Quote the line that decides it.",
    help: "Switch debugging on only by a setting of the development environment.",
  },
  permissions: {
    cwe: "CWE-732",
    severity: "medium",
    question:
      "What is in this file or folder, and who else is on the machine? Quote the line that writes it.",
    help: "Give access to the owner only.",
  },
  "network-exposure": {
    cwe: "CWE-1327",
    severity: "low",
    question:
      "Which service can be reached from outside because of this address? Quote the line that starts it.",
    help: "Listen on the loopback address unless the service is meant to be public.",
  },
  "regex-denial": {
    cwe: "CWE-1333",
    severity: "medium",
    question: "Who controls the expression or the text it is put to? Quote where it enters.",
    help: "Use a constant expression without nested repetition, or an engine that runs in linear time.",
  },
  "protection-disabled": {
    cwe: "CWE-352",
    severity: "high",
    question: "Which request is no longer protected because of this? Quote the route.",
    help: "Keep the protection on, and exempt single routes with another check.",
  },
  "ldap-injection": {
    cwe: "CWE-90",
    severity: "high",
    question: entry,
    help: "Escape values for the filter.",
  },
  "xpath-injection": {
    cwe: "CWE-643",
    severity: "medium",
    question: entry,
    help: "Pass values as variables of the expression.",
  },
} as const satisfies Readonly<Record<string, Topic>>;

export type TopicName = keyof typeof topics;
