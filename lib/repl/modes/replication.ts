/** To play a replica: what is said before SYNC, and what comes after it. */

import { fromLatin1 } from "../../resp/args.ts";
import { Interrupted, type ModeContext, ModeError } from "./mode.ts";
import type { RawConnection } from "./raw_connection.ts";
import { type SyncPart, SyncReader } from "./sync.ts";

/** Says REPLCONF, aloud; false if the server refuses, as an old one may. Throws ModeError. */
export async function replconf(
  { problem }: ModeContext,
  connection: RawConnection,
  name: string,
  value: string,
): Promise<boolean> {
  problem(`sending REPLCONF ${name} ${value}`);
  let reply;
  try {
    reply = await connection.client.send(["REPLCONF", name, value].map(fromLatin1));
  } catch {
    throw new ModeError("\nI/O error");
  }
  if (reply.type !== "error") return true;
  problem(`REPLCONF ${name} error: ${reply.text}`);
  return false;
}

/**
 * Says SYNC and yields what comes, until the connection ends. The server waits while a part is
 * looked at. Throws ModeError if it refuses, Interrupted after Ctrl-C.
 */
export async function* synchronise(
  { signal }: ModeContext,
  connection: RawConnection,
): AsyncGenerator<SyncPart> {
  const reader = new SyncReader();
  const chunks: Uint8Array[] = [];
  let isClosed = false;
  let wake = () => {};
  connection.receive((bytes) => {
    chunks.push(bytes);
    connection.pause();
    wake();
  }, () => {
    isClosed = true;
    wake();
  });
  connection.write(fromLatin1("SYNC\r\n"));
  for (;;) {
    const chunk = chunks.shift();
    if (chunk === undefined) {
      if (signal.aborted) throw new Interrupted();
      if (isClosed) return;
      const more = new Promise<void>((resolve) => wake = resolve);
      connection.resume();
      await more;
      continue;
    }
    for (const part of reader.push(chunk)) {
      if (part.part === "refusal") throw new ModeError(`SYNC with master failed: ${part.line}`);
      yield part;
    }
  }
}
