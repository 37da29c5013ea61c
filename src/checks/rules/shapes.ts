import type { CallForm, CodeGrammar, MemberForm, NamedCallForm, Shape } from "./code-grammar.ts";

// Shapes look downwards and only from a node to its children. Conditions on ancestors, siblings or whole subtrees
// take time in proportion to the depth for each node, and regular expressions are put to leaves only, because
// the text of a node is copied for each of them: hostile code would turn either into minutes.

/** Any one of the shapes; without any, nothing. */
export const any = (shapes: readonly Shape[]): Shape => ({ any: shapes });
/** All of the shapes; without any, every node. */
export const all = (shapes: readonly Shape[]): Shape => ({ all: shapes });
/** None of the shape. */
export const not = (shape: Shape): Shape => ({ not: shape });
/** One of the kinds of node. */
export const ofKind = (kinds: readonly string[]): Shape => any(kinds.map((kind) => ({ kind })));
/** A leaf of one of the kinds whose whole text, read as ASCII, matches. */
export const leaf = (kinds: readonly string[], words: string): Shape =>
  any(kinds.map((kind) => ({ kind, regex: `^(?-u:${words})$` })));
/** A direct child. */
export const child = (shape: Shape): Shape => ({ has: shape });
/** A direct child in a field. */
export const inField = (field: string, shape: Shape): Shape => ({ has: { field, ...shape } });

/**
 * A call of one of the callees: `name`, `object.name` or `*.name` (on any object), each part an expression over
 * whole words, with every condition on the call met.
 */
export function call(
  grammar: CodeGrammar,
  callees: readonly string[],
  conditions: readonly Shape[] = [],
): Shape {
  return all([any(callees.flatMap((callee) => callForms(grammar, grammar.calls, callee))), ...conditions]);
}

/** A `new` expression for one of the types. */
export function construction(
  grammar: CodeGrammar,
  types: readonly string[],
  conditions: readonly Shape[] = [],
): Shape {
  const forms = types.flatMap((type) => callForms(grammar, grammar.constructors, type));
  return all([any(forms), ...conditions]);
}

function callForms(grammar: CodeGrammar, forms: readonly CallForm[], callee: string): readonly Shape[] {
  const parts = callee.split(".");
  return forms.flatMap((form) =>
    "callee" in form
      ? [{ kind: form.kind, ...inField(form.callee, reference(grammar, parts)) }]
      : namedCall(grammar, form, parts),
  );
}

function namedCall(grammar: CodeGrammar, form: NamedCallForm, parts: readonly string[]): readonly Shape[] {
  const named = inField(form.name, globalName(grammar, parts.at(-1) ?? ""));
  const object = parts.at(-2);
  if (object === undefined) {
    const bare = form.object === null ? [] : [not(inField(form.object, all([])))];
    return [{ kind: form.kind, all: [named, ...bare] }];
  }
  if (form.object === null) return [];
  const owner = object === "*" ? all([]) : endsWith(grammar, object);
  return [{ kind: form.kind, all: [named, inField(form.object, owner)] }];
}

/** An expression that names something: a bare name, or a member of an object. */
export function reference(grammar: CodeGrammar, parts: readonly string[]): Shape {
  const name = parts.at(-1) ?? "";
  const object = parts.at(-2);
  if (object === undefined) return leaf(grammar.names, name);
  return any(grammar.members.map((form) => member(grammar, form, { object, name })));
}

function member(grammar: CodeGrammar, form: MemberForm, parts: { object: string; name: string }): Shape {
  const owner = parts.object === "*" ? [] : [inField(form.object, endsWith(grammar, parts.object))];
  return { kind: form.kind, all: [...owner, inField(form.property, leaf(grammar.names, parts.name))] };
}

/** A name alone, or one that is looked for in no namespace but the outermost. */
function globalName(grammar: CodeGrammar, words: string): Shape {
  const name = leaf(grammar.names, words);
  const { qualified } = grammar;
  if (qualified === undefined) return name;
  const outermost = all([child(name), not(child({ kind: qualified.namespace }))]);
  return any([name, { kind: qualified.kind, ...outermost }]);
}

/** A name, or the last part of a longer expression: `db`, `this.db`, `getDb()`, of whatever namespace. */
function endsWith(grammar: CodeGrammar, words: string): Shape {
  const plain = leaf(grammar.names, words);
  const { qualified } = grammar;
  const name = qualified === undefined ? plain : any([plain, { kind: qualified.kind, ...child(plain) }]);
  const members = grammar.members.map((form) => ({ kind: form.kind, ...inField(form.property, name) }));
  const calls = grammar.calls.map((form) =>
    "callee" in form
      ? { kind: form.kind, ...inField(form.callee, any([name, ...members])) }
      : { kind: form.kind, ...inField(form.name, name) },
  );
  return any([name, ...members, ...calls]);
}

/** At least one argument of the shape. */
export function argument(grammar: CodeGrammar, shape: Shape): Shape {
  const inner = grammar.argument === null ? shape : { kind: grammar.argument, ...child(shape) };
  return child({ kind: grammar.arguments, ...child(inner) });
}

/** A string literal whose text contains a match. */
export function text(grammar: CodeGrammar, pattern: string): Shape {
  const contents = any(grammar.contents.map((kind) => ({ kind, regex: pattern })));
  return any(grammar.strings.map((kind) => ({ kind, ...child(contents) })));
}

/** A literal that may be a secret: long enough, in one word, and with a digit, as a name or a message seldom has. */
export function secretText(grammar: CodeGrammar): Shape {
  return all([text(grammar, "^[^\\s<>{}$%]{8,}$"), text(grammar, "[0-9]")]);
}

/** A string literal without values filled in. */
export function constantText(grammar: CodeGrammar): Shape {
  return all([ofKind(grammar.strings), not(child(ofKind(grammar.interpolations)))]);
}

/** An expression whose value does not stand in the code. */
export function value(grammar: CodeGrammar): Shape {
  return ofKind(grammar.values);
}

/** A text put together from parts, at least one of which does not stand in the code. */
export function composed(grammar: CodeGrammar): Shape {
  const part = value(grammar);
  const pair: Shape = { kind: grammar.binary, ...child(part) };
  const longer: Shape = { kind: grammar.binary, ...child(pair) };
  return any([
    pair,
    longer,
    { kind: grammar.binary, ...child(longer) },
    interpolated(grammar),
    formatted(grammar),
  ]);
}

/** Anything that does not stand in the code, whole or in part. */
export function dynamic(grammar: CodeGrammar): Shape {
  return any([value(grammar), composed(grammar)]);
}

function interpolated(grammar: CodeGrammar): Shape {
  return any(grammar.strings.map((kind) => ({ kind, ...child(ofKind(grammar.interpolations)) })));
}

function formatted(grammar: CodeGrammar): Shape {
  return call(grammar, grammar.formatters);
}

/** A text that matches and into which a value is put: by joining, by interpolation or by a formatter. */
export function composedText(grammar: CodeGrammar, pattern: string): Shape {
  const start = text(grammar, pattern);
  const joined: Shape = { kind: grammar.binary, all: [child(start), child(value(grammar))] };
  const filled = all([start, interpolated(grammar)]);
  const byCall = call(grammar, grammar.formatters, [
    argument(grammar, start),
    argument(grammar, value(grammar)),
  ]);
  return any([joined, filled, byCall]);
}

/** A name, key or member that is given a value of the shape, as an assignment or a keyed value writes it. */
export function setting(grammar: CodeGrammar, words: string, shape: Shape): Shape {
  const name = any([
    leaf(grammar.names, words),
    ...grammar.members.map((form) => ({
      kind: form.kind,
      ...inField(form.property, leaf(grammar.names, words)),
    })),
    text(grammar, `^(?:${words})$`),
  ]);
  const forms = grammar.settings.map((form) => ({
    kind: form.kind,
    all: [
      form.key === null ? child(name) : inField(form.key, name),
      form.value === null ? child(shape) : inField(form.value, shape),
    ],
  }));
  return any(forms);
}
