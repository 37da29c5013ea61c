import { parse } from "yaml";
import { z } from "zod";

const Manifest = z.object({
  default_permissions: z.record(z.string(), z.enum(["read", "write", "admin"])),
  default_events: z.array(z.string()),
});

/** Rights and events that the App is registered with on GitHub. */
export interface AppManifest {
  readonly permissions: Readonly<Record<string, "read" | "write" | "admin">>;
  readonly events: readonly string[];
}

/** Reads `app.yml`, a file of this project; null when it is none. */
export function parseAppManifest(text: string): AppManifest | null {
  try {
    const manifest = Manifest.safeParse(parse(text));
    if (!manifest.success) return null;
    return { permissions: manifest.data.default_permissions, events: manifest.data.default_events };
  } catch {
    // The parser throws for what is no YAML.
    return null;
  }
}

/** Everything that `app.yml` says, as GitHub takes it; null when it is no manifest. */
export function parseWholeManifest(text: string): Readonly<Record<string, unknown>> | null {
  if (parseAppManifest(text) === null) return null;
  const whole = z.record(z.string(), z.unknown()).safeParse(parse(text));
  return whole.success ? whole.data : null;
}
