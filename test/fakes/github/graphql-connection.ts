import {
  type FieldDefinition,
  FieldFailure,
  type GraphqlArguments,
  type TypeDefinition,
} from "./execute-graphql.ts";

interface Page {
  readonly items: readonly unknown[];
  readonly start: number;
  readonly total: number;
}

const pageArguments = ["first", "last", "after", "before"];

/** A paged list, with GitHub's rule that `first` or `last` has to be given, and is at most 100. */
export function connection<Source, Context>(
  type: string,
  list: (
    source: Source,
    args: GraphqlArguments,
    context: Context,
  ) => readonly unknown[] | Promise<readonly unknown[]>,
  args: readonly string[] = [],
): FieldDefinition<Context> {
  return {
    type: `${type}Connection`,
    args: [...pageArguments, ...args],
    resolve: async (source: never, given, context) =>
      cutPage(await list(source, given, context), given, type),
  };
}

function cutPage(all: readonly unknown[], args: GraphqlArguments, type: string): Page {
  const { first, last } = args;
  const size = typeof first === "number" ? first : last;
  if (typeof size !== "number") {
    throw new FieldFailure(
      "MISSING_PAGINATION_BOUNDARIES",
      `You must provide a \`first\` or \`last\` value to properly paginate the \`${type}\` connection.`,
    );
  }
  if (size > 100) {
    throw new FieldFailure(
      "EXCESSIVE_PAGINATION",
      `Requesting ${size} records on the \`${type}\` connection exceeds the limit of 100 records.`,
    );
  }
  const from = typeof args["after"] === "string" ? readCursor(args["after"]) + 1 : 0;
  const to = typeof args["before"] === "string" ? readCursor(args["before"]) : all.length;
  const start = typeof first === "number" ? from : Math.max(from, to - size);
  return { items: all.slice(start, Math.min(to, start + size)), start, total: all.length };
}

const makeCursor = (index: number) => Buffer.from(`cursor:${index}`).toString("base64");
const readCursor = (cursor: string) =>
  Number(Buffer.from(cursor, "base64").toString("utf8").split(":")[1] ?? -1);

/** The three types that a connection needs. */
export function connectionTypes(type: string): Readonly<Record<string, TypeDefinition<never>>> {
  return {
    [`${type}Connection`]: {
      fields: {
        nodes: { type, resolve: ({ items }: Page) => items },
        edges: {
          type: `${type}Edge`,
          resolve: ({ items, start }: Page) =>
            items.map((node, index) => ({ node, cursor: makeCursor(start + index) })),
        },
        totalCount: { type: "Int", resolve: ({ total }: Page) => total },
        pageInfo: { type: "PageInfo", resolve: (page: Page) => page },
      },
    },
    [`${type}Edge`]: {
      fields: {
        node: { type, resolve: ({ node }: { readonly node: unknown }) => node },
        cursor: { type: "String", resolve: ({ cursor }: { readonly cursor: string }) => cursor },
      },
    },
  };
}

export const pageInfoType: TypeDefinition<never> = {
  fields: {
    hasNextPage: {
      type: "Boolean",
      resolve: ({ items, start, total }: Page) => start + items.length < total,
    },
    hasPreviousPage: { type: "Boolean", resolve: ({ start }: Page) => start > 0 },
    startCursor: {
      type: "String",
      resolve: ({ items, start }: Page) => (items.length === 0 ? null : makeCursor(start)),
    },
    endCursor: {
      type: "String",
      resolve: ({ items, start }: Page) => (items.length === 0 ? null : makeCursor(start + items.length - 1)),
    },
  },
};
