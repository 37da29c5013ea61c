import type { MemoryStore } from "../../src/pipeline/ports-code-host.ts";
import type { Store } from "../../src/pipeline/ports-store.ts";

export type Phase = "before" | "after";

/** Told of every call of a port of the store; the call, or its answer, waits for the promise. */
export type WatchCall = (call: string, phase: Phase, result?: unknown) => Promise<void>;

/** The same store, whose every call is announced as `port.method` before it begins and after it ended. */
export function watchStore(store: Store, watch: WatchCall): Store {
  const watchPort = <Port extends object>(name: string, port: Port): Port =>
    new Proxy(port, {
      get: (target, key) => {
        const member: unknown = Reflect.get(target, key);
        if (typeof member !== "function") return member;
        return async (...args: readonly unknown[]) => {
          await watch(`${name}.${String(key)}`, "before");
          const result: unknown = await Reflect.apply(member, target, args);
          await watch(`${name}.${String(key)}`, "after", result);
          return result;
        };
      },
    });
  return new Proxy(store, {
    get: (target, key) => {
      const member: unknown = Reflect.get(target, key);
      if (key === "memoryUnder") {
        return (...args: Parameters<Store["memoryUnder"]>): MemoryStore =>
          watchPort("memory", target.memoryUnder(...args));
      }
      const isPort = typeof member === "object" && member !== null && key !== "recovered";
      return isPort ? watchPort(String(key), member) : member;
    },
  });
}
