import type { PatternRule } from "../../domain/syntax.ts";
import type { Shape } from "./code-grammar.ts";
import { javascript as js } from "./grammars.ts";
import { rule, sink } from "./rule.ts";
import {
  all,
  any,
  argument,
  call,
  child,
  composed,
  dynamic,
  inField,
  leaf,
  not,
  setting,
  text,
  value,
} from "./shapes.ts";

const changing = dynamic(js);
const isTrue = { kind: "true" };
const isFalse = { kind: "false" };
const withObject = (condition: Shape) => ({ kind: "object", ...child(condition) });

/** Rules for web applications: pages, cookies, headers, tokens. */
export const javascriptWebRules: readonly PatternRule[] = [
  rule(
    js,
    { topic: "cross-site-scripting", name: "dom", title: "Value written into a page as markup" },
    any([
      {
        kind: "assignment_expression",
        all: [
          inField("left", {
            kind: "member_expression",
            ...inField("property", leaf(js.names, "innerHTML|outerHTML|srcdoc")),
          }),
          inField("right", changing),
        ],
      },
      call(js, ["document.(write|writeln)", "*.insertAdjacentHTML"], [argument(js, changing)]),
    ]),
  ),
  rule(
    js,
    {
      topic: "cross-site-scripting",
      name: "react-markup",
      title: "Value given to React as markup",
      languages: ["javascript", "tsx"],
    },
    { kind: "pair", all: [inField("key", leaf(js.names, "__html")), inField("value", changing)] },
  ),
  sink(
    js,
    {
      topic: "cross-site-scripting",
      name: "response",
      title: "Page put together from values",
      calls: ["(res|response|reply).(send|write|end)"],
    },
    all([composed(js), text(js, "<")]),
  ),
  rule(
    js,
    { topic: "cross-site-scripting", name: "trusted-markup", title: "Sanitising of markup passed over" },
    call(js, ["*.(bypassSecurityTrust\\w+)", "(\\$sce|sce).(trustAsHtml|trustAs)"]),
  ),
  rule(
    js,
    { topic: "cross-origin", name: "any-origin", title: "Every origin allowed" },
    any([
      call(js, ["cors"], [not(argument(js, any([value(js), { kind: "object" }])))]),
      call(js, ["cors"], [argument(js, withObject(setting(js, "origin", any([isTrue, text(js, "^\\*$")]))))]),
      call(
        js,
        ["*.(setHeader|header|set)"],
        [
          argument(js, text(js, "(?i)^access-control-allow-origin$")),
          argument(js, any([text(js, "^\\*$"), value(js)])),
        ],
      ),
    ]),
  ),
  rule(
    js,
    { topic: "cross-origin", name: "any-message-target", title: "Message sent to every origin" },
    call(js, ["*.postMessage"], [argument(js, text(js, "^\\*$"))]),
  ),
  rule(
    js,
    { topic: "cookie", name: "protection-off", title: "Cookie without its protection" },
    setting(js, "secure|httpOnly", isFalse),
  ),
  rule(
    js,
    { topic: "token-verification", name: "jwt", title: "Token read without verifying its signature" },
    any([
      call(js, ["(jwt|jsonwebtoken).decode", "(jwtDecode|jwt_decode|decodeJwt)"]),
      setting(
        js,
        "algorithms?",
        any([text(js, "(?i)^none$"), { kind: "array", ...child(text(js, "(?i)^none$")) }]),
      ),
      setting(js, "ignoreExpiration", isTrue),
    ]),
  ),
  rule(
    js,
    { topic: "debug-mode", name: "flag", title: "Debugging switched on" },
    setting(js, "debug|showStack|dumpExceptions|exposeErrors", isTrue),
  ),
  sink(
    js,
    {
      topic: "network-exposure",
      name: "listen",
      title: "Service open to every network",
      calls: ["*.listen"],
    },
    text(js, "^(0\\.0\\.0\\.0|::)$"),
  ),
  rule(
    js,
    { topic: "protection-disabled", name: "setting", title: "Protection of the framework switched off" },
    setting(
      js,
      "contentSecurityPolicy|csrf|csrfProtection|xssProtection|webSecurity|contextIsolation|sandbox",
      isFalse,
    ),
  ),
  rule(
    js,
    {
      topic: "protection-disabled",
      name: "node-integration",
      title: "Web content with access to the machine",
    },
    setting(js, "nodeIntegration|allowRunningInsecureContent|enableRemoteModule", isTrue),
  ),
];
