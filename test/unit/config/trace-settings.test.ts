import { describe, expect, it } from "vitest";
import { parseSettings } from "../../../src/config/settings.ts";
import { parseTraceSettings } from "../../../src/config/trace-settings.ts";

const traces = "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT";
const all = "OTEL_EXPORTER_OTLP_ENDPOINT";

describe("where traces are sent", () => {
  it.each<[what: string, environment: Readonly<Record<string, string>>, endpoint: string | null]>([
    ["nowhere unless an address is set", {}, null],
    ["nowhere where the address is blank", { [all]: "  " }, null],
    [
      "nowhere where OpenTelemetry is off",
      { [all]: "http://localhost:4318", OTEL_SDK_DISABLED: "TRUE" },
      null,
    ],
    ["below the address for everything", { [all]: "http://otel:4318" }, "http://otel:4318/v1/traces"],
    ["below it once", { [all]: "https://otel.example/otlp/" }, "https://otel.example/otlp/v1/traces"],
    [
      "to the address for traces as it is",
      { [all]: "http://otel:4318", [traces]: "https://t.example/in" },
      "https://t.example/in",
    ],
  ])("is %s", (_, environment, endpoint) => {
    expect(parseTraceSettings(environment)).toEqual({
      kind: "valid",
      settings: endpoint === null ? null : { endpoint, serviceName: "assay" },
    });
  });

  it("goes under the name that the operator gave", () => {
    expect(parseTraceSettings({ [all]: "http://otel:4318", OTEL_SERVICE_NAME: "assay-eu" })).toMatchObject({
      settings: { serviceName: "assay-eu" },
    });
  });

  it.each([
    ["nonsense", `${all}: not a URL; write one such as http://localhost:4318`],
    [
      "https://user:word@otel.example",
      `${all}: must not hold credentials; put them into OTEL_EXPORTER_OTLP_HEADERS`,
    ],
    ["grpc://otel:4317", `${all}: must begin with https:// or http://`],
  ])("refuses %s together with all other mistakes, and repeats no value", (given, problem) => {
    expect(parseSettings({ [all]: given, ASSAY_CONCURRENCY: "many" })).toEqual({
      kind: "invalid",
      isModelUnnamed: false,
      problems: [expect.stringContaining("ASSAY_CONCURRENCY"), problem],
    });
  });
});
