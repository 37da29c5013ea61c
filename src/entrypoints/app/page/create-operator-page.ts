import type { IncomingMessage } from "node:http";
import type { Budgets } from "../../../domain/budget.ts";
import { codeOfError } from "../../../pipeline/code-of-error.ts";
import type { Log } from "../../../pipeline/ports.ts";
import type { Store } from "../../../pipeline/ports-store.ts";
import type { OperatorRoutes } from "../operator-routes.ts";
import { type BodyReader, createBodyReader } from "../read-body.ts";
import { changeReview } from "./change-review.ts";
import { composeFault, composePage, type PageParts } from "./compose-page.ts";
import { reviewPath } from "./describe-review.ts";
import { createSessions, type Session, type Sessions } from "./operator-session.ts";
import { type PageTarget, readPageTarget, type ShownTarget } from "./page-target.ts";
import { isFromElsewhere, isHttps, readForm } from "./read-form.ts";
import { icon } from "./render-frame.ts";
import { renderSignIn, type SignInProblem } from "./render-sign-in.ts";
import { largestFormBytes, type PageAnswer, redirectTo, sendPage } from "./send-page.ts";
import { createSignInLimit, type SignInLimit, signInWindowMs } from "./sign-in-limit.ts";

export interface OperatorPageOptions {
  readonly store: Pick<Store, "report" | "control" | "intake" | "history">;
  /** Null closes the page: it looks like any other address that does not exist. */
  readonly token: string | null;
  readonly budgets: Budgets;
  /** Where people look at repositories: `https://github.com`, or that of an Enterprise server. */
  readonly webUrl: string;
  readonly log: Log;
  readonly now: () => number;
}

/** Forms that are being read at the same time. */
const mostForms = 64;

interface Desk extends OperatorPageOptions {
  readonly sessions: Sessions;
  readonly bodies: BodyReader;
  readonly signInLimit: SignInLimit;
}

/** Serves the operator's page below `/operator` to whoever signs in with the token. Never rejects. */
export function createOperatorPage(options: OperatorPageOptions): OperatorRoutes {
  const { token, now } = options;
  if (token === null) return () => Promise.resolve(false);
  const desk: Desk = {
    ...options,
    sessions: createSessions(token, now),
    bodies: createBodyReader({ bodyBytes: largestFormBytes, allBytes: mostForms * largestFormBytes }),
    signInLimit: createSignInLimit(now),
  };
  return async (request, response) => {
    const target = readPageTarget(request.url ?? "");
    if (target === null) return false;
    sendPage(request, response, await answerTo(request, target, desk));
    return true;
  };
}

/** The kinds that are no plain reading. */
const methods: Readonly<Partial<Record<PageTarget["kind"], readonly string[]>>> = {
  "sign-in": ["GET", "HEAD", "POST"],
  "sign-out": ["POST"],
  retry: ["POST"],
  cancel: ["POST"],
};
const reading: readonly string[] = ["GET", "HEAD"];

async function answerTo(request: IncomingMessage, target: PageTarget, desk: Desk): Promise<PageAnswer> {
  const allowed = methods[target.kind] ?? reading;
  if (!allowed.includes(request.method ?? "")) {
    const headers = { allow: allowed.join(", ") };
    return { status: 405, body: "method not allowed\n", contentType: "text/plain; charset=utf-8", headers };
  }
  const session = desk.sessions.read(request.headers.cookie);
  if (request.method === "POST") return answerForm(request, target, { ...desk, session });
  switch (target.kind) {
    case "icon":
      return { status: 200, body: icon, contentType: "image/svg+xml" };
    case "sign-in":
      return session === null ? signIn(200, "/operator", null) : redirectTo("/operator");
    case "sign-out":
    case "retry":
    case "cancel":
      return redirectTo("/operator");
    default:
      return session === null ? signIn(401, request.url ?? "", null) : show(target, session, desk);
  }
}

function signIn(status: number, to: string, problem: SignInProblem | null): PageAnswer {
  return { status, body: renderSignIn(ownPath(to), problem) };
}

/** A path to a page that can be shown; the overview for everything else. */
function ownPath(to: string): string {
  const target = /^\/operator[\x21-\x7e]{0,1000}$/.test(to) ? readPageTarget(to) : null;
  return target !== null && methods[target.kind] === undefined ? to : "/operator";
}

async function show(target: ShownTarget, session: Session, desk: Desk): Promise<PageAnswer> {
  const { store, budgets, webUrl, now } = desk;
  const { formToken } = session;
  const parts: PageParts = { history: store.history, budgets, webUrl, nowMs: now(), formToken };
  return guard(target.kind, { desk, formToken }, () => composePage(target, parts));
}

/** Whatever fails becomes a page that says so. */
async function guard(
  event: string,
  { desk, formToken }: { readonly desk: Desk; readonly formToken: string },
  work: () => Promise<PageAnswer>,
): Promise<PageAnswer> {
  try {
    return await work();
  } catch (error) {
    const code = codeOfError(error);
    desk.log.error("a page of the operator could not be made", { event, code });
    return composeFault(code, { nowMs: desk.now(), formToken });
  }
}

async function answerForm(
  request: IncomingMessage,
  target: PageTarget,
  desk: Desk & { readonly session: Session | null },
): Promise<PageAnswer> {
  const { session, sessions, log } = desk;
  const form = isFromElsewhere(request) ? null : await readForm(request, desk.bodies, largestFormBytes);
  if (form === null) return signIn(400, "/operator", "form");
  if (target.kind === "sign-in") return openSession(request, form, desk);
  if (session === null) return signIn(401, "/operator", null);
  if (!sessions.isFormToken(session, form.get("form") ?? "")) {
    log.warn("a form of the operator's page was refused", { event: target.kind });
    return signIn(403, "/operator", "form");
  }
  if (target.kind !== "retry" && target.kind !== "cancel") {
    return redirectTo("/operator/sign-in", { "set-cookie": sessions.close(isHttps(request)) });
  }
  const { kind, id } = target;
  return guard(kind, { desk, formToken: session.formToken }, async () => {
    const saying = id === null ? null : await changeReview(kind, id, desk);
    if (saying === null || id === null) return show({ kind: "unknown" }, session, desk);
    return redirectTo(`${reviewPath(id)}?said=${saying}`);
  });
}

function openSession(request: IncomingMessage, form: URLSearchParams, desk: Desk): PageAnswer {
  const { sessions, signInLimit, log } = desk;
  const to = ownPath(form.get("to") ?? "");
  const address = request.socket.remoteAddress ?? "";
  if (!signInLimit.mayTry(address)) {
    log.warn("the operator's sign-in was refused", { reason: "too many attempts" });
    const headers = { "retry-after": String(signInWindowMs / 1_000) };
    return { ...signIn(429, to, "rate"), headers };
  }
  if (!sessions.isToken(form.get("token")?.trim() ?? "")) {
    signInLimit.fail(address);
    log.warn("the operator's sign-in was refused", { reason: "wrong token" });
    return signIn(403, to, "token");
  }
  log.info("the operator signed in");
  return redirectTo(to, { "set-cookie": sessions.open(isHttps(request)) });
}
