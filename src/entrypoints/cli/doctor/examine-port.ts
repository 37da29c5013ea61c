import { createServer } from "node:net";
import { type CheckResult, notChecked, ok, problem, type Verdict } from "./check-result.ts";
import { type DoctorScene, settleInTime } from "./doctor-scene.ts";
import type { Setup } from "./read-setup.ts";

/** What is on the App's port: nothing, an App, or something else; null when it was not looked at. */
export type PortState = "free" | "app" | "other" | null;

/** The port as a fact for other checks, and as a line of the report. */
export interface PortExamination {
  readonly state: PortState;
  readonly results: readonly CheckResult[];
}

type Listening = { readonly kind: "listened" } | { readonly kind: "refused"; readonly code: string };

/** Whether the App could listen, or does. */
export async function examinePort(scene: DoctorScene, { listen }: Setup): Promise<PortExamination> {
  if (!scene.isForApp) return { state: null, results: [] };
  const report = (state: PortState, verdict: Verdict): PortExamination => ({
    state,
    results: [{ name: "port", ...verdict }],
  });
  if (listen === null) return report(null, notChecked("PORT or HOST is wrong"));
  const { port, host } = listen;
  if (port === 0) return report("free", ok("any free one"));
  const tried = await settleInTime(scene.timeoutMs, () => tryToListen(port, host));
  if (tried.kind === "failed") return report(null, tried.verdict);
  if (tried.value.kind === "listened") return report("free", ok(`${port} is free`));
  const { code } = tried.value;
  if (code === "EADDRINUSE") {
    if (await isApp(scene, port, host)) return report("app", ok(`an App is running on ${port}`));
    return report(
      "other",
      problem(`${port} is taken by another program`, "Stop it, or set PORT to another one."),
    );
  }
  return report(null, explain(code, port, host));
}

function explain(code: string, port: number, host: string): Verdict {
  if (code === "EACCES") {
    return problem(`${port} may not be listened on by this user`, "Set PORT to a number from 1024 on.");
  }
  return problem(
    `${host} cannot be listened on (${code})`,
    "Set HOST to an address of this machine: localhost, or 0.0.0.0 in a container.",
  );
}

function tryToListen(port: number, host: string): Promise<Listening> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", (error) => {
      resolve({ kind: "refused", code: "code" in error ? String(error.code) : "unknown reason" });
    });
    server.listen(port, host, () => server.close(() => resolve({ kind: "listened" })));
  });
}

/** An App says `ok` under this address, and nothing else. */
async function isApp({ timeoutMs }: DoctorScene, port: number, host: string): Promise<boolean> {
  const reached = host === "0.0.0.0" || host === "::" ? "localhost" : host;
  const address = `http://${reached.includes(":") ? `[${reached}]` : reached}:${port}/healthz`;
  const asked = await settleInTime(timeoutMs, async (signal) => {
    const response = await fetch(address, { signal, redirect: "manual" });
    if (response.status !== 200 || Number(response.headers.get("content-length") ?? 0) > 100) {
      await response.body?.cancel();
      return false;
    }
    const reader = response.body?.getReader();
    const { value } = (await reader?.read()) ?? {};
    await reader?.cancel();
    return value !== undefined && Buffer.from(value).toString("utf8").trim() === "ok";
  });
  return asked.kind === "value" && asked.value;
}
