import type { SgNode } from "@ast-grep/napi";

/** The kind of a node; its declared type is wider than any grammar's. */
export const kindOf = (node: SgNode): string => String(node.kind());
