import { createHmac } from "node:crypto";

/** A hidden comment that ends our reply to one comment: by it, a reply is never given twice. */
export function signReply(
  reply: { readonly repositoryId: number; readonly pullRequest: number; readonly commentId: number },
  key: string,
): string {
  const fields = ["reply", reply.repositoryId, reply.pullRequest, reply.commentId].join(":");
  return `<!-- assay:${createHmac("sha256", key).update(fields).digest("hex")} -->`;
}
