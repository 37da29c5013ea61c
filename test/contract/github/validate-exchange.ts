import { readFileSync } from "node:fs";
import { Ajv, type ValidateFunction } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";

type Json = Record<string, unknown>;

/** A request as it came, after its route was found. `template` as in GitHub's OpenAPI description. */
export interface ContractRequest {
  readonly method: string;
  readonly template: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  /** Undefined when none was sent. */
  readonly body: unknown;
}

export interface ContractAnswer {
  readonly method: string;
  readonly template: string;
  readonly status: number;
  /** Undefined when none is sent. */
  readonly body: unknown;
}

interface Parameter {
  readonly name: string;
  readonly in: "path" | "query" | "header";
  readonly required?: boolean;
  readonly schema: Json;
}

interface Operation {
  readonly parameters?: readonly Json[];
  readonly requestBody?: {
    readonly required?: boolean;
    readonly content: Readonly<Record<string, { readonly schema: Json }>>;
  };
  readonly responses: Readonly<Record<string, Json>>;
}

interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: Readonly<Record<string, Readonly<Record<string, Json>>>>;
}

interface WebhookDescription {
  readonly webhooks: Readonly<Record<string, Json>>;
  readonly components: { readonly schemas: Readonly<Record<string, Json>> };
}

const read = (name: string): unknown => JSON.parse(readFileSync(new URL(name, import.meta.url), "utf8"));

/** The published description of the operations we use. */
export const githubApi = read("openapi-subset.json") as OpenApi;
const webhookDescription = read("webhooks-subset.json") as WebhookDescription;

/**
 * Turns OpenAPI 3.0 into JSON Schema: `nullable` becomes a type of its own. In two places GitHub answers what
 * its description forbids, and is let through: the repository of a deleted fork is null, and the account of an
 * installation is a user or an enterprise, not both at once.
 */
function convert(value: unknown, key = ""): unknown {
  if (Array.isArray(value)) return value.map((item) => convert(item));
  if (typeof value !== "object" || value === null) return value;
  const { nullable, discriminator: _, example: __, ...rest } = value as Json;
  const schema = Object.fromEntries(
    Object.entries(rest).map(([name, member]) => [name, convert(member, name)]),
  );
  if (key === "account" && Array.isArray(schema["allOf"])) return admitNull({ anyOf: schema["allOf"] });
  const isOfDeletedFork = key === "repo" && typeof schema["$ref"] === "string";
  return nullable === true || isOfDeletedFork ? admitNull(schema) : schema;
}

function admitNull(schema: Json): Json {
  if (typeof schema["type"] !== "string") return { anyOf: [schema, { type: "null" }] };
  const withNull = { ...schema, type: [schema["type"], "null"] };
  return Array.isArray(schema["enum"]) ? { ...withNull, enum: [...schema["enum"], null] } : withNull;
}

const options = { strict: false, allErrors: true, logger: false, validateFormats: true } as const;
let restAjv: Ajv | null = null;
let webhookAjv: Ajv2020 | null = null;
const compiled = new Map<string, ValidateFunction>();

function openRestAjv(): Ajv {
  if (restAjv === null) {
    restAjv = new Ajv(options);
    addFormats.default(restAjv);
    restAjv.addFormat("int64", true);
    restAjv.addSchema({ $id: "gh", components: convert(githubApi.components) as Json });
  }
  return restAjv;
}

function openWebhookAjv(): Ajv2020 {
  if (webhookAjv === null) {
    webhookAjv = new Ajv2020(options);
    addFormats.default(webhookAjv);
    webhookAjv.addSchema({ $id: "gh", components: convert(webhookDescription.components) as Json });
  }
  return webhookAjv;
}

function check(ajv: Ajv | Ajv2020, key: string, schema: Json, value: unknown): readonly string[] {
  let validate = compiled.get(key);
  if (validate === undefined) {
    const text = JSON.stringify(convert(schema)).replaceAll('"#/components/', '"gh#/components/');
    validate = ajv.compile(JSON.parse(text) as Json);
    compiled.set(key, validate);
  }
  if (validate(value)) return [];
  return (validate.errors ?? [])
    .slice(0, 8)
    .map(({ instancePath, message }) => `${instancePath || "/"} ${message}`);
}

function resolve(value: Json): Json {
  const reference = value["$ref"];
  if (typeof reference !== "string") return value;
  const [, , kind = "", name = ""] = reference.split("/");
  return githubApi.components[kind]?.[name] ?? {};
}

function findOperation(method: string, template: string): Operation | null {
  return githubApi.paths[template]?.[method.toLowerCase()] ?? null;
}

/** What is wrong with a request by GitHub's own description; empty when nothing is. */
export function checkRequest(request: ContractRequest): readonly string[] {
  const operation = findOperation(request.method, request.template);
  if (operation === null) return ["is not an operation of the description"];
  const parameters = (operation.parameters ?? []).map(
    (parameter) => resolve(parameter) as unknown as Parameter,
  );
  const key = `${request.method} ${request.template}`;
  return [
    ...parameters.flatMap((parameter) => checkParameter(key, parameter, request)),
    ...Object.keys(request.query)
      .filter((name) => !parameters.some((parameter) => parameter.in === "query" && parameter.name === name))
      .map((name) => `query parameter ${name} is unknown`),
    ...checkRequestBody(key, operation, request.body),
  ];
}

function checkParameter(key: string, parameter: Parameter, request: ContractRequest): readonly string[] {
  if (parameter.in === "header") return [];
  const { name, schema } = parameter;
  const text = (parameter.in === "path" ? request.params : request.query)[name];
  if (text === undefined) return parameter.required === true ? [`parameter ${name} is missing`] : [];
  const problems = check(openRestAjv(), `${key} ${name}`, schema, readParameter(schema["type"], text));
  return problems.map((problem) => `parameter ${name}: ${problem}`);
}

/** Query and path carry text; the description speaks of numbers and booleans. */
function readParameter(type: unknown, text: string): unknown {
  const isNumber = (type === "integer" || type === "number") && text.trim() !== "";
  if (isNumber) return Number(text);
  const isBoolean = type === "boolean" && (text === "true" || text === "false");
  return isBoolean ? text === "true" : text;
}

function checkRequestBody(key: string, operation: Operation, body: unknown): readonly string[] {
  const isEmpty =
    body === undefined || (typeof body === "object" && body !== null && Object.keys(body).length === 0);
  const schema = operation.requestBody?.content["application/json"]?.schema;
  if (schema === undefined) return isEmpty ? [] : ["has a body where none is described"];
  if (body === undefined) return operation.requestBody?.required === true ? ["has no body"] : [];
  return checkMembers(key, schema, body);
}

function checkMembers(key: string, schema: Json, body: unknown): readonly string[] {
  const known = Object.keys((schema["properties"] ?? {}) as Json);
  const isOpen = known.length === 0 || schema["additionalProperties"] === true;
  const unknown = isOpen ? [] : Object.keys(body as Json).filter((name) => !known.includes(name));
  const problems = check(openRestAjv(), `${key} body`, schema, body);
  return [
    ...unknown.map((name) => `body member ${name} is unknown`),
    ...problems.map((text) => `body: ${text}`),
  ];
}

/** What is wrong with an answer by GitHub's own description; empty when nothing is. */
export function checkAnswer(answer: ContractAnswer): readonly string[] {
  const operation = findOperation(answer.method, answer.template);
  if (operation === null) return ["is not an operation of the description"];
  const described = operation.responses[String(answer.status)];
  if (described === undefined)
    return answer.status >= 400 ? checkError(answer.body) : [`status ${answer.status} is not described`];
  const content = resolve(described)["content"] as
    | Readonly<Record<string, { readonly schema?: Json }>>
    | undefined;
  const schema = content?.["application/json"]?.schema;
  if (schema === undefined) return [];
  if (answer.body === undefined && answer.status === 202) return [];
  return check(openRestAjv(), `${answer.method} ${answer.template} ${answer.status}`, schema, answer.body);
}

/** Errors that the description leaves out have GitHub's usual shape. */
function checkError(body: unknown): readonly string[] {
  const isUsual = typeof body === "object" && body !== null && typeof (body as Json)["message"] === "string";
  return isUsual ? [] : ["is an error without a message"];
}

/** Names of the webhooks that are described, such as `pull-request/opened`. */
export const describedWebhooks: readonly string[] = Object.keys(webhookDescription.webhooks);

/** What is wrong with a webhook payload; empty when nothing is. */
export function checkWebhook(event: string, payload: Json): readonly string[] {
  const action = payload["action"];
  const name = [event, ...(typeof action === "string" ? [action] : [])].join("/").replaceAll("_", "-");
  const schema = webhookDescription.webhooks[name];
  if (schema === undefined) return [`${name} is not described`];
  return check(openWebhookAjv(), `webhook ${name}`, schema, payload);
}
