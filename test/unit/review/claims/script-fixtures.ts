import type { Fixture } from "./subject.ts";

/** A module of JavaScript that serves sessions. */
export const javascriptSessions: Fixture = {
  language: "javascript",
  path: "web/sessions.mjs",
  source: `import { readFile, writeFile as store } from "node:fs/promises";
import path from "node:path";
import crypto from "node:crypto";
import * as events from "node:events";

const SESSION_MINUTES = 30;
const retryLimit = 4;
const user_table = new Map();

/** Reads a session from disk. */
export async function readSession(folder, sessionId, options) {
  const file = folder + "/sessions/" + sessionId;
  const startedAt = Date.now();
  const text = await readFile(file, "utf8");
  return JSON.parse(text);
}

export async function writeSession(folder, session) {
  const target = path.join(folder, "sessions", session.id);
  try {
    await store(target, JSON.stringify(session));
  } catch (error) {
    console.error("could not write", target, error);
    throw error;
  }
}

function countUsers() {
  return user_table.size;
}

function forgotten() {
  return 1;
}

export function openSession(user, password, token) {
  console.log("opening", user.id, password);
  console.log("a token was accepted");
  // TODO: limit the number of sessions
  if (countUsers() > 5000) {
    return null;
  }
  const bus = new events.EventEmitter();
  bus.setMaxListeners(retryLimit);
  setTimeout(() => bus.emit("end"), 60000);
  return user.login(password, SESSION_MINUTES, \`https://login.internal/start\`, token);
}

export function closeSession(session, reason) {
  try {
    session.close();
  } catch {
  }
  const logFile = \`\${session.folder}/logs/\${session.id}\`;
  return { session, logFile };
}
`,
  isSo: [
    ["unused-import", "import crypto", "crypto"],
    ["unused-variable", "const startedAt", "startedAt"],
    ["unused-function", "function forgotten", "forgotten"],
    ["unused-parameter", "export async function readSession", "options", "readSession"],
    ["unused-parameter", "export function closeSession", "reason", "closeSession"],
    ["snake-case", "const user_table", "user_table"],
    ["constant-name", "const retryLimit", "retryLimit"],
    ["no-documentation", "export async function writeSession", "writeSession"],
    ["no-documentation", "export function openSession", "openSession"],
    ["hard-coded", "countUsers() > 5000", "5000"],
    ["hard-coded", "60000", "60000"],
    ["hard-coded", "https://login", "https://login.internal/start"],
    ["joined-path", "const file = folder", ""],
    ["todo", "// TODO", ""],
    ["no-error-handling", "export async function readSession", "readSession"],
    ["swallowed-error", "} catch {", ""],
    ["logged-secret", 'console.log("opening', "password"],
    ["called", "JSON.parse", "JSON.parse"],
    ["called", "const target", "path.join"],
    ["never-called", "const bus", "bus.removeAllListeners", "openSession"],
  ],
  isNotSo: [
    ["unused-import", "import { readFile", "readFile"],
    ["unused-import", "import { readFile", "store"],
    ["unused-import", "import { readFile", "writeFile"],
    ["unused-import", "import path", "path"],
    ["unused-import", "import * as events", "events"],
    ["unused-variable", "const SESSION_MINUTES", "SESSION_MINUTES"],
    ["unused-variable", "const retryLimit", "retryLimit"],
    ["unused-variable", "const file = folder", "file"],
    ["unused-function", "function countUsers", "countUsers"],
    ["unused-parameter", "export function openSession", "token", "openSession"],
    ["unused-parameter", "export async function writeSession", "folder", "writeSession"],
    ["snake-case", "const retryLimit", "retryLimit"],
    ["snake-case", "export function openSession", "openSession"],
    ["constant-name", "const SESSION_MINUTES", "SESSION_MINUTES"],
    ["no-documentation", "export async function readSession", "readSession"],
    ["bad-indentation", "const target", ""],
    ["bad-spacing", "const bus", ""],
    ["hard-coded", "const bus", "900"],
    ["not-a-constant", "const SESSION_MINUTES", "SESSION_MINUTES"],
    ["joined-path", "const target", ""],
    ["todo", "function countUsers", ""],
    ["no-error-handling", "export async function writeSession", "writeSession"],
    ["swallowed-error", "} catch (error)", ""],
    ["logged-secret", 'console.log("a token', "token"],
    ["logged-secret", "const bus", "password"],
    ["called", "const text", "eval"],
    ["called", "const target", "child_process.exec"],
    ["never-called", "export async function writeSession", "JSON.stringify", "writeSession"],
  ],
};

/** A service of TypeScript that takes payments. */
export const typescriptPayments: Fixture = {
  language: "typescript",
  path: "src/payments.ts",
  source: `import type { Currency, Receipt } from "./types.ts";
import { join } from "node:path";
import { charge, refund } from "./bank.ts";

const MAX_AMOUNT = 10_000;

/** Takes payments. */
export class PaymentService {
  private attempts = 0;
  private readonly secret_key: string;

  constructor(private readonly log: Logger, secret: string) {
    this.secret_key = secret;
  }

  /** Charges a card once. */
  async pay(amount: number, currency: Currency): Promise<Receipt> {
    if (amount > MAX_AMOUNT) throw new Error("too much");
    const receipt = await charge(amount, currency, this.secret_key);
    const unusedTotal = amount * 2;
    return receipt;
  }

  async giveBack(id, reason: string) {
    try {
      return await refund(id);
    } catch (error) {
      this.log.warn("refund failed", id, error);
      throw error;
    }
  }

  private describe(note: string): string {
    return note;
  }

  print(receipt: any, apiToken: string) {
    this.log.info(\`token \${apiToken} printed\`);
    this.log.info("receipt", receipt.id);
    const name = "receipts/" + receipt.id;
    const safe = join("receipts", receipt.id);
    return [name, safe];
  }

  wait(done: () => void): void {
    setTimeout(done, 2500); // FIXME: make the delay a setting
  }
}
`,
  isSo: [
    ["unused-variable", "const unusedTotal", "unusedTotal"],
    ["unused-function", "private describe", "describe"],
    ["unused-parameter", "async giveBack", "reason", "giveBack"],
    ["unused-variable", "private attempts", "attempts"],
    ["snake-case", "private readonly secret_key", "secret_key"],
    ["no-documentation", "async giveBack", "giveBack"],
    ["no-documentation", "wait(done", "wait"],
    ["no-parameter-type", "async giveBack", "id", "giveBack"],
    ["no-result-type", "print(receipt", "print"],
    ["hard-coded", "setTimeout(done, 2500)", "2500"],
    ["joined-path", "const name", ""],
    ["no-error-handling", "async pay", "pay"],
    ["logged-secret", "this.log.info(`token", "apiToken"],
    ["called", "await charge", "charge"],
    ["never-called", "async pay", "validateCurrency", "pay"],
  ],
  isNotSo: [
    ["unused-import", "import type", "Currency"],
    ["unused-import", "import type", "Receipt"],
    ["unused-import", "import { join }", "join"],
    ["unused-import", "import { charge", "refund"],
    ["unused-variable", "const MAX_AMOUNT", "MAX_AMOUNT"],
    ["unused-variable", "const receipt", "receipt"],
    ["unused-parameter", "async pay", "currency", "pay"],
    ["unused-parameter", "wait(done", "done", "wait"],
    ["snake-case", "async giveBack", "giveBack"],
    ["no-documentation", "async pay", "pay"],
    ["no-documentation", "export class PaymentService", "PaymentService"],
    ["no-parameter-type", "async pay", "amount", "pay"],
    ["no-result-type", "async pay", "pay"],
    ["bad-indentation", "const receipt", ""],
    ["not-a-constant", "const MAX_AMOUNT", "MAX_AMOUNT"],
    ["joined-path", "const safe", ""],
    ["todo", "const MAX_AMOUNT", ""],
    ["no-error-handling", "async giveBack", "giveBack"],
    ["swallowed-error", "} catch (error)", ""],
    ["logged-secret", 'this.log.info("receipt"', "apiToken"],
    ["called", "await charge", "eval"],
    ["never-called", "async giveBack", "refund", "giveBack"],
  ],
};
