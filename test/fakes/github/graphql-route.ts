import { executeGraphql, type GraphqlResult } from "./execute-graphql.ts";
import { graphqlSchema } from "./graphql-schema.ts";
import { parseGraphql } from "./parse-graphql.ts";
import { type Answer, ApiFailure, type Route, type RouteRequest } from "./route.ts";

/** `POST /graphql`: always 200 once it was understood, errors in the body. */
async function answerGraphql(request: RouteRequest): Promise<Answer> {
  if (request.caller.kind !== "installation") {
    throw new ApiFailure(401, "This endpoint requires you to be authenticated.");
  }
  const { query, variables, operationName } = request.body;
  if (typeof query !== "string")
    return { status: 200, body: failed("A query attribute must be specified and must be a string.") };
  let document: ReturnType<typeof parseGraphql>;
  try {
    document = parseGraphql(query);
  } catch (error) {
    return { status: 200, body: failed(error instanceof Error ? error.message : String(error)) };
  }
  const result = await executeGraphql({
    schema: graphqlSchema,
    document,
    operationName: typeof operationName === "string" ? operationName : null,
    variables: (variables ?? {}) as Readonly<Record<string, unknown>>,
    context: { world: request.world, token: request.caller.token, api: request.api },
  });
  return { status: 200, body: result };
}

const failed = (message: string): GraphqlResult => ({ errors: [{ message }] });

export const graphqlRoute: Route = {
  method: "POST",
  template: "/graphql",
  caller: "any",
  needs: [],
  handle: answerGraphql,
};
