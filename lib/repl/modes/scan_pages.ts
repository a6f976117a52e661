/** The keys of a database, page by page. */

import type { Reply } from "../../resp/value.ts";
import { itemsOf, textOf } from "../read_reply.ts";
import { type ModeContext, ModeError } from "./mode.ts";
import type { ModeClient } from "./mode_client.ts";

/** So many keys the server looks at for one page, unless it is told otherwise. */
const SMALL_PAGE = 10;
/** So many, when there is much to do: a page costs more on its way than on either side. */
const LARGE_PAGE = 100;
/** A database with more keys is large. Of a small one, redis-cli's figures stay the same. */
const LARGE_DATABASE = 10_000;

export interface Page {
  readonly keys: readonly Uint8Array[];
  /** Where the next page begins; `0` behind the last one. */
  readonly cursor: string;
  /** How many keys were looked at for all pages so far, more or less. */
  readonly seen: number;
}

/**
 * Yields pages until the last one, or until Ctrl-C. The next page is asked for while one is looked
 * at. `total`: how many keys there are; `pauseEvery`: after so many pages, `intervalMs` is waited.
 * Throws ModeError.
 */
export async function* scanPages(
  context: ModeContext,
  client: ModeClient,
  total: number,
  pauseEvery: number,
): AsyncGenerator<Page> {
  const { intervalMs = 0, options: { cursor: start = "0", count } } = context;
  const isLarge = total > LARGE_DATABASE && intervalMs === 0;
  const size = count ?? (isLarge ? LARGE_PAGE : undefined);
  let next = ask(context, client, start, size);
  for (let number = 1; !context.signal.aborted; number++) {
    const page = { ...pageOf(await next), seen: number * (size ?? SMALL_PAGE) };
    const isLast = page.cursor === "0";
    const pauses = intervalMs > 0 && number % pauseEvery === 0;
    if (!isLast && !pauses) next = ask(context, client, page.cursor, size);
    yield page;
    if (isLast) return;
    if (!pauses) continue;
    await context.wait(intervalMs);
    next = ask(context, client, page.cursor, size);
  }
}

function ask(
  { options: { pattern, keyType } }: ModeContext,
  client: ModeClient,
  cursor: string,
  count: number | undefined,
): Promise<Reply> {
  const reply = client.send(
    ...["SCAN", cursor],
    ...(pattern === undefined ? [] : ["MATCH", pattern]),
    ...(count === undefined ? [] : ["COUNT", String(count)]),
    ...(keyType === undefined ? [] : ["TYPE", keyType]),
  );
  reply.catch(() => {}); // Perhaps nobody will wait for it.
  return reply;
}

function pageOf(reply: Reply): { keys: Uint8Array[]; cursor: string } {
  if (reply.type === "error") throw new ModeError(`SCAN error: ${reply.text}`);
  if (reply.type !== "array") throw new ModeError("Non ARRAY response from SCAN!");
  if (reply.items.length !== 2) throw new ModeError("Invalid element count from SCAN!");
  const [cursor, found] = reply.items;
  const keys = itemsOf(found).flatMap((item) => item.type === "bulk" ? [item.bytes] : []);
  return { keys, cursor: textOf(cursor) };
}

/** How many keys the database has. Throws ModeError. */
export async function databaseSize(client: ModeClient): Promise<number> {
  const reply = await client.send("DBSIZE");
  if (reply.type === "error") throw new ModeError(`Couldn't determine DBSIZE: ${reply.text}`);
  if (reply.type !== "integer") throw new ModeError("Non INTEGER response from DBSIZE!");
  return Number(reply.value);
}

/** Which part of `total` keys has been looked at: not all of them need match. */
export function scannedPart(
  { options }: ModeContext,
  page: Page,
  found: number,
  total: number,
): number {
  const isFromStart = (options.cursor ?? "0") === "0";
  if (page.cursor === "0" && isFromStart) return 1;
  const isFiltered = options.pattern !== undefined || options.keyType !== undefined;
  const seen = isFiltered ? page.seen : found;
  return total === 0 ? 1 : Math.min(1, seen / total);
}

/** Lets a replica of a cluster answer; others refuse that, which is no matter. */
export async function allowReplica(client: ModeClient): Promise<void> {
  await client.send("READONLY");
}
