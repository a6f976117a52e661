/** `--replica`: plays a replica, and prints the commands that it is sent. */

import { encodeRequest } from "../../resp/encode_request.ts";
import { fromLatin1 } from "../../resp/args.ts";
import { quoted } from "../../resp/quoted.ts";
import { ReplyDecoder } from "../../resp/reply_decoder.ts";
import type { Reply } from "../../resp/value.ts";
import { itemsOf, textOf } from "../read_reply.ts";
import { INTERRUPTED, Interrupted, type ModeContext, ModeError } from "./mode.ts";
import type { RawConnection } from "./raw_connection.ts";
import { replconf, synchronise } from "./replication.ts";

export async function replica(context: ModeContext): Promise<number> {
  const { problem } = context;
  const connection = await context.connectRaw();
  await replconf(context, connection, "capa", "eof");
  await replconf(context, connection, "rdb-filter-only", "");
  const decoder = new ReplyDecoder();
  let total: number | null | undefined;
  let [bytes, isOver] = [0, false];
  try {
    for await (const part of synchronise(context, connection)) {
      if (part.part === "head") {
        total = part.bytes;
        problem(
          total === null
            ? "SYNC with master, discarding bytes of bulk transfer until EOF marker..."
            : `SYNC with master, discarding ${total} bytes of bulk transfer...`,
        );
      } else if (part.part === "snapshot") {
        bytes += part.bytes.length;
      } else if (part.part === "end") {
        isOver = true;
        const after = total === null ? ` after ${bytes} bytes` : "";
        problem(`SYNC done${after}. Logging commands from master.`);
        if (total === null) await acknowledge(context, connection);
      } else if (part.part === "stream") {
        decoder.push(part.bytes);
        for (let command; (command = decoder.next()) !== undefined;) {
          context.text(commandLine(command));
        }
        await context.written();
      }
    }
  } catch (error) {
    if (error instanceof Interrupted) return INTERRUPTED;
    throw error;
  }
  if (total === undefined) throw new ModeError("Error reading bulk length while SYNCing");
  throw new ModeError(
    isOver ? "Error: Server closed the connection" : "Error reading RDB payload while SYNCing",
  );
}

/** Says that the snapshot has arrived: only then commands are sent after one with a mark. */
async function acknowledge(context: ModeContext, connection: RawConnection): Promise<void> {
  await context.wait(1000);
  context.problem("sending REPLCONF ACK 0");
  connection.write(encodeRequest(["REPLCONF", "ACK", "0"].map(fromLatin1)));
}

/** A command as a line of CSV. */
export function commandLine(command: Reply): string {
  const words = itemsOf(command).map((item) => {
    if (item.type === "bulk") return quoted(item.bytes, 0, item.bytes.length);
    const text = fromLatin1(textOf(item));
    return quoted(text, 0, text.length);
  });
  return `${words.join(",")}\n`;
}
