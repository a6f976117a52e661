/** The keys of a database, page by page. */

import type { Reply } from "../../resp/value.ts";
import { type ModeContext, ModeError } from "./mode.ts";
import { itemsOf, type ModeClient, textOf } from "./mode_client.ts";

/** So many keys the server looks at for one page, unless it is told otherwise. */
const DEFAULT_COUNT = 10;

export interface Page {
  readonly keys: readonly Uint8Array[];
  /** Where the next page begins; `0` behind the last one. */
  readonly cursor: string;
  /** How many pages there were, with this one. */
  readonly number: number;
}

/**
 * Yields pages until the last one, or until Ctrl-C. The next page is asked for while one is looked
 * at. `pauseEvery`: after so many pages, `intervalMs` is waited. Throws ModeError.
 */
export async function* scanPages(
  context: ModeContext,
  client: ModeClient,
  pauseEvery: number,
): AsyncGenerator<Page> {
  const { intervalMs = 0, options: { cursor: start = "0" } } = context;
  let next = ask(context, client, start);
  for (let number = 1; !context.signal.aborted; number++) {
    const page = { ...pageOf(await next), number };
    const isLast = page.cursor === "0";
    const pauses = intervalMs > 0 && number % pauseEvery === 0;
    if (!isLast && !pauses) next = ask(context, client, page.cursor);
    yield page;
    if (isLast) return;
    if (!pauses) continue;
    await context.wait(intervalMs);
    next = ask(context, client, page.cursor);
  }
}

function ask({ options }: ModeContext, client: ModeClient, cursor: string): Promise<Reply> {
  const { pattern, count, keyType } = options;
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
  if (page.cursor === "0") return 1;
  const isFiltered = options.pattern !== undefined || options.keyType !== undefined;
  const seen = isFiltered ? page.number * (options.count ?? DEFAULT_COUNT) : found;
  return total === 0 ? 1 : Math.min(1, seen / total);
}

/** Lets a replica of a cluster answer; others refuse that, which is no matter. */
export async function allowReplica(client: ModeClient): Promise<void> {
  await client.send("READONLY");
}
