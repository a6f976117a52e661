/** `--rdb`, `--functions-rdb`: gets a snapshot of a server, as a replica would. */

import { FileSink } from "./file_sink.ts";
import { bytesText } from "./format.ts";
import { INTERRUPTED, Interrupted, type ModeContext, ModeError } from "./mode.ts";
import { replconf, synchronise } from "./replication.ts";

/** The whole data set. */
export function rdb(context: ModeContext): Promise<number> {
  return transfer(context, false);
}

/** The functions, without keys. */
export function functionsRdb(context: ModeContext): Promise<number> {
  return transfer(context, true);
}

async function transfer(context: ModeContext, isForFunctions: boolean): Promise<number> {
  const connection = await context.connectRaw();
  await replconf(context, connection, "capa", "eof");
  await replconf(context, connection, "rdb-only", "1");
  if (isForFunctions && !await replconf(context, connection, "rdb-filter-only", "functions")) {
    throw new ModeError("Failed requesting functions only RDB from server, aborting");
  }
  const { problem, options: { file = "-" } } = context;
  let sink: Sink | null = null;
  try {
    let total: number | null = null;
    let bytes = 0;
    for await (const part of synchronise(context, connection)) {
      if (part.part === "head") {
        total = part.bytes;
        problem(
          total === null
            ? `SYNC sent to master, writing bytes of bulk transfer until EOF marker to '${file}'`
            : `SYNC sent to master, writing ${total} bytes to '${file}'`,
        );
        sink = file === "-" ? outputSink(context) : new FileSink(file);
      } else if (part.part === "snapshot") {
        bytes += part.bytes.length;
        await sink!.write(part.bytes);
        context.progress.show(total === null ? null : bytes / total, bytesText(bytes));
      } else if (part.part === "end") {
        problem(`Transfer finished with success${total === null ? ` after ${bytes} bytes` : "."}`);
        connection.close();
        sink!.finish();
        sink = null;
        return 0;
      }
    }
    throw new ModeError(
      sink === null
        ? "Error reading bulk length while SYNCing"
        : "I/O Error reading RDB payload from socket",
    );
  } catch (error) {
    if (error instanceof Interrupted) return INTERRUPTED;
    throw error;
  } finally {
    sink?.abandon();
  }
}

interface Sink {
  write(bytes: Uint8Array): void | Promise<void>;
  finish(): void;
  abandon(): void;
}

function outputSink(context: ModeContext): Sink {
  return {
    write: (bytes) => {
      context.bytes(bytes);
      return context.written();
    },
    finish: () => {},
    abandon: () => {},
  };
}
