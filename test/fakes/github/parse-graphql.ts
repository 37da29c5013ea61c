export type GraphqlValue =
  | { readonly kind: "literal"; readonly value: string | number | boolean | null }
  | { readonly kind: "variable"; readonly name: string }
  | { readonly kind: "list"; readonly items: readonly GraphqlValue[] }
  | { readonly kind: "object"; readonly members: Readonly<Record<string, GraphqlValue>> };

export interface GraphqlDirective {
  readonly name: string;
  readonly args: Readonly<Record<string, GraphqlValue>>;
}

export type Selection =
  | {
      readonly kind: "field";
      readonly name: string;
      readonly alias: string;
      readonly args: Readonly<Record<string, GraphqlValue>>;
      readonly directives: readonly GraphqlDirective[];
      /** Null for a field without braces. */
      readonly selections: readonly Selection[] | null;
    }
  | {
      readonly kind: "fragment";
      readonly type: string | null;
      readonly directives: readonly GraphqlDirective[];
      readonly selections: readonly Selection[];
    }
  | { readonly kind: "spread"; readonly name: string; readonly directives: readonly GraphqlDirective[] };

export interface GraphqlOperation {
  readonly kind: "query" | "mutation";
  readonly name: string | null;
  readonly defaults: Readonly<Record<string, GraphqlValue | null>>;
  /** Variables whose type ends with an exclamation mark and that have no default. */
  readonly required: readonly string[];
  readonly selections: readonly Selection[];
}

export interface GraphqlDocument {
  readonly operations: readonly GraphqlOperation[];
  readonly fragments: Readonly<
    Record<string, { readonly type: string; readonly selections: readonly Selection[] }>
  >;
}

const tokenPattern =
  /[\s,\uFEFF]+|#[^\n]*|("""[\s\S]*?"""|"(?:[^"\\\n]|\\.)*")|(\.\.\.)|([A-Za-z_]\w*)|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|([!$():=@[\]{}|&])/y;

function tokenize(text: string): readonly string[] {
  const tokens: string[] = [];
  tokenPattern.lastIndex = 0;
  while (tokenPattern.lastIndex < text.length) {
    const at = tokenPattern.lastIndex;
    const match = tokenPattern.exec(text);
    if (match === null)
      throw new Error(`Expected one of SCHEMA, SCALAR, TYPE, got: ${text.slice(at, at + 10)}`);
    const token = match.slice(1).find((group) => group !== undefined);
    if (token !== undefined) tokens.push(token);
  }
  return tokens;
}

/** Parses the part of GraphQL that clients send: operations, fragments, arguments, variables, directives. */
export function parseGraphql(text: string): GraphqlDocument {
  return new Parser(tokenize(text)).readDocument();
}

class Parser {
  readonly tokens: readonly string[];
  at = 0;

  constructor(tokens: readonly string[]) {
    this.tokens = tokens;
  }

  readDocument(): GraphqlDocument {
    const operations: GraphqlOperation[] = [];
    const fragments: Record<string, { readonly type: string; readonly selections: readonly Selection[] }> =
      {};
    while (this.at < this.tokens.length) {
      if (this.accept("fragment")) {
        const name = this.next();
        this.expect("on");
        const type = this.next();
        fragments[name] = { type, selections: this.readSelections() };
      } else {
        operations.push(this.readOperation());
      }
    }
    return { operations, fragments };
  }

  private readOperation(): GraphqlOperation {
    const nothing = { name: null, defaults: {}, required: [] };
    if (this.peek() === "{") return { kind: "query", ...nothing, selections: this.readSelections() };
    const kind = this.next();
    if (kind !== "query" && kind !== "mutation") throw new Error(`Parse error on "${kind}"`);
    const name = /^\w/.test(this.peek()) ? this.next() : null;
    const variables = this.readVariables();
    this.readDirectives();
    return { kind, name, ...variables, selections: this.readSelections() };
  }

  private readVariables(): Pick<GraphqlOperation, "defaults" | "required"> {
    const defaults: Record<string, GraphqlValue | null> = {};
    const required: string[] = [];
    if (!this.accept("(")) return { defaults, required };
    while (!this.accept(")")) {
      this.expect("$");
      const variable = this.next();
      this.expect(":");
      const isRequired = this.readType();
      const value = this.accept("=") ? this.readValue() : null;
      defaults[variable] = value;
      if (isRequired && value === null) required.push(variable);
    }
    return { defaults, required };
  }

  private readType(): boolean {
    if (this.accept("[")) {
      this.readType();
      this.expect("]");
    } else {
      this.next();
    }
    return this.accept("!");
  }

  private readSelections(): readonly Selection[] {
    this.expect("{");
    const selections: Selection[] = [];
    while (!this.accept("}")) selections.push(this.readSelection());
    return selections;
  }

  private readSelection(): Selection {
    if (this.accept("...")) return this.readFragment();
    const first = this.next();
    const name = this.accept(":") ? this.next() : first;
    const args = this.readArguments();
    const directives = this.readDirectives();
    const selections = this.peek() === "{" ? this.readSelections() : null;
    return { kind: "field", name, alias: first, args, directives, selections };
  }

  private readFragment(): Selection {
    const isInline = ["on", "@", "{"].includes(this.peek());
    if (!isInline) return { kind: "spread", name: this.next(), directives: this.readDirectives() };
    const type = this.accept("on") ? this.next() : null;
    const directives = this.readDirectives();
    return { kind: "fragment", type, directives, selections: this.readSelections() };
  }

  private readDirectives(): readonly GraphqlDirective[] {
    const directives: GraphqlDirective[] = [];
    while (this.accept("@")) directives.push({ name: this.next(), args: this.readArguments() });
    return directives;
  }

  private readArguments(): Readonly<Record<string, GraphqlValue>> {
    return this.accept("(") ? this.readMembers(")") : {};
  }

  private readMembers(end: string): Readonly<Record<string, GraphqlValue>> {
    const members: Record<string, GraphqlValue> = {};
    while (!this.accept(end)) {
      const name = this.next();
      this.expect(":");
      members[name] = this.readValue();
    }
    return members;
  }

  private readValue(): GraphqlValue {
    const token = this.next();
    if (token === "$") return { kind: "variable", name: this.next() };
    if (token === "{") return { kind: "object", members: this.readMembers("}") };
    if (token === "[") {
      const items: GraphqlValue[] = [];
      while (!this.accept("]")) items.push(this.readValue());
      return { kind: "list", items };
    }
    return { kind: "literal", value: readLiteral(token) };
  }

  private peek(): string {
    return this.tokens[this.at] ?? "";
  }

  private next(): string {
    const token = this.tokens[this.at];
    if (token === undefined) throw new Error("Unexpected end of document");
    this.at += 1;
    return token;
  }

  private accept(token: string): boolean {
    if (this.tokens[this.at] !== token) return false;
    this.at += 1;
    return true;
  }

  private expect(token: string): void {
    if (!this.accept(token)) throw new Error(`Expected "${token}", actual: "${this.peek()}"`);
  }
}

function readLiteral(token: string): string | number | boolean | null {
  if (token.startsWith('"""')) return token.slice(3, -3);
  if (token.startsWith('"')) return JSON.parse(token) as string;
  if (/^-?\d/.test(token)) return Number(token);
  if (token === "true" || token === "false") return token === "true";
  return token === "null" ? null : token;
}
