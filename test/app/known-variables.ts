import { parseAppSettings } from "../../src/config/app-settings.ts";

/** Environments that lead the settings into all of their branches. */
const branches: readonly Readonly<Record<string, string>>[] = [
  {},
  { APP_ID: "1" },
  { APP_ID: "1", DATABASE_URL: "postgres://a:b@c/d", OTEL_EXPORTER_OTLP_ENDPOINT: "http://e:4318" },
];

/** Every variable that the App's settings look at. */
export function listKnownVariables(): ReadonlySet<string> {
  const asked = new Set<string>();
  for (const values of branches) {
    parseAppSettings(
      new Proxy(values, {
        get: (target, name) => {
          if (typeof name === "string") asked.add(name);
          return Reflect.get(target, name);
        },
      }),
    );
  }
  return asked;
}
