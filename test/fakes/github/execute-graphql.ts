import type {
  GraphqlDirective,
  GraphqlDocument,
  GraphqlOperation,
  GraphqlValue,
  Selection,
} from "./parse-graphql.ts";

export type GraphqlArguments = Readonly<Record<string, unknown>>;

export interface FieldDefinition<Context> {
  /** Name of an object type of the schema, or of a scalar. Lists are not told apart: values are. */
  readonly type: string;
  /** Accepted arguments; an exclamation mark behind the required ones. */
  readonly args?: readonly string[];
  readonly resolve: (source: never, args: GraphqlArguments, context: Context) => unknown;
}

export interface TypeDefinition<Context> {
  readonly fields: Readonly<Record<string, FieldDefinition<Context>>>;
  /** For interfaces and unions: the name of the object type of a value. */
  readonly resolveType?: (source: never) => string;
}

export type GraphqlSchema<Context> = Readonly<Record<string, TypeDefinition<Context>>>;

export interface GraphqlProblem {
  readonly type?: string;
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/** Thrown by a resolver: the field becomes null, and the problem is told. */
export class FieldFailure extends Error {
  readonly type: string;

  constructor(type: string, message: string) {
    super(message);
    this.type = type;
  }
}

export interface GraphqlRequest<Context> {
  readonly schema: GraphqlSchema<Context>;
  readonly document: GraphqlDocument;
  readonly operationName: string | null;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly context: Context;
}

export interface GraphqlResult {
  readonly data?: unknown;
  readonly errors?: readonly GraphqlProblem[];
}

/** Checks a document against the schema, then runs it. Anything unknown fails as a whole, as on GitHub. */
export async function executeGraphql<Context>(request: GraphqlRequest<Context>): Promise<GraphqlResult> {
  const { document, operationName, variables, schema } = request;
  const operation = document.operations.find(({ name }) => operationName === null || name === operationName);
  if (operation === undefined) return { errors: [{ message: "An operation name is required" }] };
  const rootType = operation.kind === "query" ? "Query" : "Mutation";
  const problems = [
    ...operation.required
      .filter((name) => variables[name] === undefined || variables[name] === null)
      .map((name) => ({ message: `Variable $${name} was provided invalid value` })),
    ...checkSelections({ schema, document, operation }, operation.selections, rootType),
  ];
  if (problems.length > 0) return { errors: problems };
  const errors: GraphqlProblem[] = [];
  const run: Run<Context> = { request, operation, errors };
  const data = await executeSelections(run, {
    selections: operation.selections,
    type: rootType,
    source: {},
    path: [],
  });
  return errors.length > 0 ? { data, errors } : { data };
}

interface Checking {
  readonly schema: GraphqlSchema<never>;
  readonly document: GraphqlDocument;
  readonly operation: GraphqlOperation;
}

function checkSelections(
  checking: Checking,
  selections: readonly Selection[],
  type: string,
): readonly GraphqlProblem[] {
  return selections.flatMap((selection): readonly GraphqlProblem[] => {
    if (selection.kind === "field") return checkField(checking, selection, type);
    const fragment = selection.kind === "fragment" ? selection : checking.document.fragments[selection.name];
    if (fragment === undefined) return [{ message: "Fragment was used, but not defined" }];
    const inner = fragment.type ?? type;
    if (checking.schema[inner] === undefined)
      return [{ message: `No such type ${inner}, so it can't be a fragment condition` }];
    return checkSelections(checking, fragment.selections, inner);
  });
}

function checkField(
  checking: Checking,
  field: Extract<Selection, { kind: "field" }>,
  type: string,
): readonly GraphqlProblem[] {
  if (field.name === "__typename") return [];
  const definition = checking.schema[type]?.fields[field.name];
  if (definition === undefined) {
    const extensions = { code: "undefinedField", typeName: type, fieldName: field.name };
    return [{ message: `Field '${field.name}' doesn't exist on type '${type}'`, extensions }];
  }
  const accepted = (definition.args ?? []).map((name) => name.replace("!", ""));
  const missing = (definition.args ?? []).filter(
    (name) => name.endsWith("!") && !(name.slice(0, -1) in field.args),
  );
  const inner = checking.schema[definition.type];
  const isComplete = (inner === undefined) === (field.selections === null);
  return [
    ...Object.keys(field.args)
      .filter((name) => !accepted.includes(name))
      .map((name) => ({ message: `Field '${field.name}' doesn't accept argument '${name}'` })),
    ...missing.map((name) => ({
      message: `Field '${field.name}' is missing required arguments: ${name.slice(0, -1)}`,
    })),
    ...(isComplete
      ? []
      : [{ message: `Selections are wrong on field '${field.name}' of type '${definition.type}'` }]),
    ...Object.values(field.args).flatMap((value) => checkVariables(checking.operation, value)),
    ...(inner === undefined || field.selections === null
      ? []
      : checkSelections(checking, field.selections, definition.type)),
  ];
}

function checkVariables(operation: GraphqlOperation, value: GraphqlValue): readonly GraphqlProblem[] {
  if (value.kind === "list") return value.items.flatMap((item) => checkVariables(operation, item));
  if (value.kind === "object")
    return Object.values(value.members).flatMap((item) => checkVariables(operation, item));
  const isUnknown = value.kind === "variable" && !(value.name in operation.defaults);
  return isUnknown ? [{ message: `Variable $${value.name} is used but not declared` }] : [];
}

interface Run<Context> {
  readonly request: GraphqlRequest<Context>;
  readonly operation: GraphqlOperation;
  readonly errors: GraphqlProblem[];
}

interface Level {
  readonly selections: readonly Selection[];
  readonly type: string;
  readonly source: unknown;
  readonly path: readonly (string | number)[];
}

async function executeSelections<Context>(run: Run<Context>, level: Level): Promise<Record<string, unknown>> {
  const { schema } = run.request;
  // The schema's own values come back to its own functions.
  const resolveType = schema[level.type]?.resolveType as ((source: unknown) => string) | undefined;
  const concrete = resolveType?.(level.source) ?? level.type;
  const fields = collectFields(run, level.selections, { declared: level.type, concrete });
  const entries = await Promise.all(
    [...fields].map(async ([alias, group]) => {
      const path = [...level.path, alias];
      return [alias, await executeField(run, { ...level, type: concrete, path }, group)] as const;
    }),
  );
  return Object.fromEntries(entries);
}

type Field = Extract<Selection, { kind: "field" }>;

function collectFields<Context>(
  run: Run<Context>,
  selections: readonly Selection[],
  type: { readonly declared: string; readonly concrete: string },
): Map<string, Field> {
  const found = new Map<string, Field>();
  const add = (field: Field) => {
    const known = found.get(field.alias);
    const merged = [...(known?.selections ?? []), ...(field.selections ?? [])];
    found.set(field.alias, { ...field, selections: field.selections === null ? null : merged });
  };
  for (const selection of selections) {
    if (!isIncluded(run, selection.directives)) continue;
    if (selection.kind === "field") {
      add(selection);
    } else {
      for (const field of collectFragment(run, selection, type)) add(field);
    }
  }
  return found;
}

function collectFragment<Context>(
  run: Run<Context>,
  selection: Exclude<Selection, { kind: "field" }>,
  type: { readonly declared: string; readonly concrete: string },
): Iterable<Field> {
  const { document, schema } = run.request;
  const fragment = selection.kind === "fragment" ? selection : document.fragments[selection.name];
  if (fragment === undefined) return [];
  const isOfType = [null, type.concrete, type.declared].includes(fragment.type);
  const isInterface = schema[fragment.type ?? ""]?.resolveType !== undefined;
  return isOfType || isInterface ? collectFields(run, fragment.selections, type).values() : [];
}

function isIncluded<Context>(run: Run<Context>, directives: readonly GraphqlDirective[]): boolean {
  return directives.every(({ name, args }) => {
    const condition = args["if"] === undefined ? true : readValue(run, args["if"]);
    return name === "skip" ? condition !== true : condition === true;
  });
}

function readValue<Context>(run: Run<Context>, value: GraphqlValue): unknown {
  switch (value.kind) {
    case "literal":
      return value.value;
    case "list":
      return value.items.map((item) => readValue(run, item));
    case "object":
      return readArguments(run, value.members);
    case "variable": {
      const given = run.request.variables[value.name];
      const fallback = run.operation.defaults[value.name] ?? null;
      return given === undefined && fallback !== null ? readValue(run, fallback) : given;
    }
  }
}

function readArguments<Context>(
  run: Run<Context>,
  args: Readonly<Record<string, GraphqlValue>>,
): GraphqlArguments {
  return Object.fromEntries(Object.entries(args).map(([name, value]) => [name, readValue(run, value)]));
}

async function executeField<Context>(run: Run<Context>, level: Level, field: Field): Promise<unknown> {
  if (field.name === "__typename") return level.type;
  const definition = run.request.schema[level.type]?.fields[field.name];
  // A field of an interface that this type does not have.
  if (definition === undefined) return null;
  const resolve = definition.resolve as (
    source: unknown,
    args: GraphqlArguments,
    context: Context,
  ) => unknown;
  try {
    const value = await resolve(level.source, readArguments(run, field.args), run.request.context);
    return await complete(run, { ...level, type: definition.type }, field, value);
  } catch (error) {
    if (!(error instanceof FieldFailure)) throw error;
    run.errors.push({ type: error.type, path: level.path, message: error.message });
    return null;
  }
}

async function complete<Context>(
  run: Run<Context>,
  level: Level,
  field: Field,
  value: unknown,
): Promise<unknown> {
  if (value === null || value === undefined) return null;
  if (field.selections === null) return value;
  if (Array.isArray(value)) {
    return Promise.all(
      value.map((item, index) => complete(run, { ...level, path: [...level.path, index] }, field, item)),
    );
  }
  return executeSelections(run, { ...level, selections: field.selections, source: value });
}
