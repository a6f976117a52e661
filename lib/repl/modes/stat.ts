/** `--stat`: a line about the server every second. */

import { infoFields, keyCount } from "../info.ts";
import { textOf } from "../read_reply.ts";
import { bytesText } from "./format.ts";
import { INTERRUPTED, Interrupted, type ModeContext, ModeError } from "./mode.ts";

const ROUND_MS = 1000;
const HEADER_EVERY = 20;
const HEADER = "------- data ------ --------------------- load -------------------- - child -\n" +
  "keys       mem      clients blocked requests            connections          \n";

export async function stat(context: ModeContext): Promise<number> {
  const { intervalMs = ROUND_MS, rounds } = context;
  const client = await context.connect();
  let requests = 0;
  for (let round = 0; round < rounds && !context.signal.aborted; round++) {
    if (round > 0) await context.wait(intervalMs);
    let reply;
    try {
      reply = await client.sendAnyway("INFO");
    } catch (error) {
      if (error instanceof Interrupted) break;
      throw error;
    }
    if (reply.type === "error") throw new ModeError(`ERROR: ${reply.text}`);
    const info = infoFields(textOf(reply));
    if (round % HEADER_EVERY === 0) context.text(HEADER);
    context.text(statLine(info, requests));
    requests = numberOf(info, "total_commands_processed");
    await context.written();
  }
  return context.signal.aborted ? INTERRUPTED : 0;
}

/** `requests`: how many there were a line before; 0 on the first one. */
export function statLine(info: ReadonlyMap<string, string>, requests: number): string {
  const processed = numberOf(info, "total_commands_processed");
  const columns = [
    String(keyCount(info)).padEnd(11),
    bytesText(numberOf(info, "used_memory")).padEnd(8),
    ` ${String(numberOf(info, "connected_clients")).padEnd(8)}`,
    String(numberOf(info, "blocked_clients")).padEnd(8),
    `${processed} (+${requests === 0 ? 0 : processed - requests})`.padEnd(19),
    ` ${String(numberOf(info, "total_connections_received")).padEnd(12)}`,
    childrenText(info),
  ];
  return `${columns.join("")}\n`;
}

/** What the server does besides. */
function childrenText(info: ReadonlyMap<string, string>): string {
  const children = [
    ["SAVE", "rdb_bgsave_in_progress"],
    ["AOF", "aof_rewrite_in_progress"],
  ].flatMap(([name, field]) => numberOf(info, field) > 0 ? [name] : []);
  return children.length === 0 && numberOf(info, "loading") > 0 ? "LOAD" : children.join("+");
}

function numberOf(info: ReadonlyMap<string, string>, name: string): number {
  return Number(info.get(name) ?? 0);
}
