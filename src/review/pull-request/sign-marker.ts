import { createHmac, timingSafeEqual } from "node:crypto";

/** What a review of ours is known by. */
export interface MarkerIdentity {
  readonly repositoryId: number;
  readonly pullRequest: number;
  /** Full name of the reviewed commit. */
  readonly head: string;
  /** Hash over policy, prompts and model: at most 64 letters and digits. */
  readonly configuration: string;
  readonly generation: number;
}

/** More markers than this in one text are not looked at. */
const mostMarkers = 100;

// Every part is bounded and begins where the one before it must end, so that the search is linear.
const marker =
  /<!-- assay:1 ((\d{1,15}):(\d{1,10}):([0-9a-f]{40}|[0-9a-f]{64}):([0-9A-Za-z]{1,64}):(\d{1,10})) ([0-9a-f]{64}) -->/g;

/** A hidden comment by which a review is found again. Nobody without the key can make one that is read. */
export function signMarker(identity: MarkerIdentity, key: string): string {
  const { repositoryId, pullRequest, head, configuration, generation } = identity;
  const fields = [repositoryId, pullRequest, head, configuration, generation].join(":");
  return `<!-- assay:1 ${fields} ${sign(fields, key).toString("hex")} -->`;
}

/** The identities in a text whose signature is ours, in their order. Anything else is passed over. */
export function readMarkers(body: string, key: string): readonly MarkerIdentity[] {
  const found: MarkerIdentity[] = [];
  // Ours is the last: a text that quotes others before it does not hide it.
  for (const match of [...body.matchAll(marker)].slice(-mostMarkers)) {
    const [
      ,
      fields = "",
      repository,
      pullRequest,
      head = "",
      configuration = "",
      generation,
      signature = "",
    ] = match;
    if (!timingSafeEqual(Buffer.from(signature, "hex"), sign(fields, key))) continue;
    found.push({
      repositoryId: Number(repository),
      pullRequest: Number(pullRequest),
      head,
      configuration,
      generation: Number(generation),
    });
  }
  return found;
}

function sign(fields: string, key: string): Buffer {
  return createHmac("sha256", key).update(`assay:1 ${fields}`).digest();
}
