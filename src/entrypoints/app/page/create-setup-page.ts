import type { IncomingMessage, ServerResponse } from "node:http";
import { type BodyReader, createBodyReader } from "../read-body.ts";
import type { SetupGate } from "../setup-gate.ts";
import { answerSetupForm, type SetupDesk, showSetupStart } from "./answer-setup-form.ts";
import { createFinish, type Finish } from "./finish-creation.ts";
import type { Session } from "./operator-session.ts";
import { isFromElsewhere, isHttps, readForm } from "./read-form.ts";
import { icon } from "./render-frame.ts";
import { renderSetupDone, renderSetupRefusal, type SetupRefusal } from "./render-setup-outcome.ts";
import { type PageAnswer, redirectTo, sendPage } from "./send-page.ts";
import { methodsOf, readSetupTarget, type SetupTarget } from "./setup-target.ts";
import { signInWindowMs } from "./sign-in-limit.ts";

/** Largest form: a private key of 8192 bits takes a bit more than half. */
const largestFormBytes = 16_384;
/** Forms that are being read at the same time; only one browser may send any. */
const mostForms = 4;

export interface SetupPageOptions extends SetupDesk {
  readonly gate: SetupGate;
}

interface Desk extends SetupPageOptions {
  readonly bodies: BodyReader;
  readonly finish: Finish;
}

/** Serves the set-up page to the one browser that opened the link. Rejects on a defect only. */
export function createSetupPage(
  options: SetupPageOptions,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const bodies = createBodyReader({ bodyBytes: largestFormBytes, allBytes: mostForms * largestFormBytes });
  const desk: Desk = { ...options, bodies, finish: createFinish(options) };
  return async (request, response) => {
    const target = readSetupTarget(request.url ?? "");
    sendPage(request, response, await answerTo(request, target, desk));
  };
}

async function answerTo(request: IncomingMessage, target: SetupTarget, desk: Desk): Promise<PageAnswer> {
  const allowed = methodsOf(target);
  if (!allowed.includes(request.method ?? "")) {
    return { ...plainText(405, "method not allowed"), headers: { allow: allowed.join(", ") } };
  }
  switch (target.kind) {
    case "health":
      return plainText(200, "ok");
    case "unknown":
      return plainText(404, "not found");
    case "icon":
      return { status: 200, body: icon, contentType: "image/svg+xml" };
    case "root":
      return redirectTo("/setup");
    case "enter":
      return enter(request, target.token, desk);
    default:
      return answerSession(request, target, desk);
  }
}

function plainText(status: number, text: string): PageAnswer {
  return { status, body: `${text}\n`, contentType: "text/plain; charset=utf-8" };
}

function enter(request: IncomingMessage, token: string, { gate, say }: Desk): PageAnswer {
  if (gate.read(request.headers.cookie) !== null) return leadOn("/setup");
  const address = request.socket.remoteAddress ?? "";
  const answer = gate.enter(token, { address, isSecure: isHttps(request) });
  if (answer.kind !== "open") return refuse(answer.kind === "rate" ? 429 : 403, answer.kind);
  say("The link of the set-up page was opened, and is used up. If that was not you, stop Assay.");
  return leadOn("/setup", { "set-cookie": answer.cookie });
}

/** Away from an address that holds a secret. */
function leadOn(path: string, headers: Readonly<Record<string, string>> = {}): PageAnswer {
  return redirectTo(path, { ...headers, "referrer-policy": "no-referrer" });
}

function refuse(status: number, reason: SetupRefusal): PageAnswer {
  const wait = reason === "rate" ? { "retry-after": String(signInWindowMs / 1_000) } : {};
  const headers = { "referrer-policy": "no-referrer", ...wait };
  return { status, body: renderSetupRefusal(reason), headers };
}

async function answerSession(request: IncomingMessage, target: SetupTarget, desk: Desk): Promise<PageAnswer> {
  const session = desk.gate.read(request.headers.cookie);
  if (session === null) return refuse(401, "no-session");
  if (request.method !== "POST") return showPage(request, target, { formToken: session.formToken, desk });
  const form = await readOwnForm(request, session, desk);
  if (typeof form === "number") return refuse(form, "form");
  if (desk.progress.step.kind === "saved") return redirectTo("/setup/done");
  return answerSetupForm(target.kind, form, { request, formToken: session.formToken, desk });
}

/** The fields of a form of this session, or the status that refuses it. */
async function readOwnForm(
  request: IncomingMessage,
  session: Session,
  { gate, bodies }: Desk,
): Promise<URLSearchParams | 400 | 403> {
  const form = isFromElsewhere(request) ? null : await readForm(request, bodies, largestFormBytes);
  if (form === null) return 400;
  return gate.isFormToken(session, form.get("form") ?? "") ? form : 403;
}

async function showPage(
  request: IncomingMessage,
  target: SetupTarget,
  { formToken, desk }: { readonly formToken: string; readonly desk: Desk },
): Promise<PageAnswer> {
  const { step } = desk.progress;
  if (step.kind === "saved") {
    if (target.kind !== "done") return leadOn("/setup/done");
    const { file, webUrl } = desk;
    const saved = { file, webUrl, app: step.app, isLeftToCommit: await desk.isLeftToCommit() };
    return { status: 200, body: renderSetupDone(saved) };
  }
  if (target.kind === "created") return desk.finish(target, formToken);
  return showSetupStart(formToken, request, desk);
}
