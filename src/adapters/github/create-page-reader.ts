import type { GitHubClient, GitHubResponse } from "./github-client.ts";

/** A list of GitHub's, a hundred items a page. */
export interface PagedList<Item> {
  readonly route: string;
  readonly mostPages: number;
  /** The items of one page; null for those that are left out. Throws `GITHUB_BAD_RESPONSE`. */
  readonly select: (body: unknown) => readonly (Item | null)[];
  /** `number` counts pages, `cursor` follows the one in the `Link` header. */
  readonly paging: "number" | "cursor";
}

export interface PageRequest<Item> {
  readonly client: Pick<GitHubClient, "request">;
  readonly parameters: Readonly<Record<string, unknown>>;
  /** What the parameters do not tell of the list, such as whose it is. */
  readonly scope: number;
  readonly signal: AbortSignal;
  /** Whether no page after one with this item is wanted. */
  readonly isBeyond?: (item: Item) => boolean;
}

export interface Pages<Item> {
  readonly items: readonly Item[];
  /** Every page was confirmed by GitHub as it was kept. */
  readonly isUnchanged: boolean;
  /** There are more pages than are read. */
  readonly isCut: boolean;
}

export interface PageReader<Item> {
  read(request: PageRequest<Item>): Promise<Pages<Item>>;
}

/** Where a page begins: its number or cursor; null for the first. */
type Position = string | null;

interface Page<Item> {
  readonly items: readonly Item[];
  readonly next: Position;
}

interface KeptPage<Item> extends Page<Item> {
  readonly etag: string;
  usedAtMs: number;
}

const perPage = 100;
const mostKept = 5_000;
const staleMs = 3_600_000;

/** Reads lists page by page with conditional requests: a page that did not change costs nothing of the hourly limit. */
export function createPageReader<Item>(list: PagedList<Item>, now: () => number): PageReader<Item> {
  const kept = new Map<string, KeptPage<Item>>();
  const keep = (key: string, page: Page<Item>, etag: string | undefined) => {
    kept.delete(key);
    if (etag === undefined || !makeRoom(kept, now())) return;
    kept.set(key, { ...page, etag, usedAtMs: now() });
  };
  const readPage = async (request: PageRequest<Item>, position: Position) => {
    const at = position === null ? {} : { [list.paging === "number" ? "page" : "cursor"]: position };
    const parameters = { ...request.parameters, ...at, per_page: perPage };
    const key = JSON.stringify([request.scope, parameters]);
    const known = kept.get(key);
    const condition = known === undefined ? {} : { expect: [304], ifNoneMatch: known.etag };
    const response = await request.client.request(list.route, parameters, {
      signal: request.signal,
      ...condition,
    });
    if (response.status === 304 && known !== undefined) {
      keep(key, known, known.etag);
      return { page: known, isUnchanged: true };
    }
    const page = selectPage(list, response, position);
    keep(key, page, response.headers["etag"]);
    return { page, isUnchanged: false };
  };
  return {
    read: async (request) => {
      const items: Item[] = [];
      let isUnchanged = true;
      let position: Position = null;
      for (let count = 0; count < list.mostPages; count += 1) {
        const read: Awaited<ReturnType<typeof readPage>> = await readPage(request, position);
        items.push(...read.page.items);
        isUnchanged &&= read.isUnchanged;
        position = read.page.next;
        const isEnough = request.isBeyond !== undefined && read.page.items.some(request.isBeyond);
        if (position === null || isEnough) return { items, isUnchanged, isCut: false };
      }
      return { items, isUnchanged, isCut: true };
    },
  };
}

/** Forgets the page that was used longest ago when it is stale; a full house of pages in use takes no more. */
function makeRoom<Item>(kept: Map<string, KeptPage<Item>>, nowMs: number): boolean {
  if (kept.size < mostKept) return true;
  const [oldest] = kept;
  if (oldest === undefined || nowMs - oldest[1].usedAtMs < staleMs) return false;
  return kept.delete(oldest[0]);
}

function selectPage<Item>(list: PagedList<Item>, response: GitHubResponse, position: Position): Page<Item> {
  const all = list.select(response.body);
  const items = all.filter((item) => item !== null);
  const link = response.headers["link"] ?? "";
  if (list.paging === "cursor") return { items, next: readCursor(link) };
  // A full page that is confirmed later may have got a successor meanwhile, so that the next one is always looked at.
  const hasNext = all.length >= perPage || link.includes('rel="next"');
  return { items, next: hasNext ? String(Number(position ?? "1") + 1) : null };
}

function readCursor(link: string): Position {
  const next = link.split(",").find((part) => part.includes('rel="next"')) ?? "";
  const address = next.slice(next.indexOf("<") + 1, Math.max(0, next.indexOf(">")));
  return URL.parse(address)?.searchParams.get("cursor") ?? null;
}
