/** MONITOR: shows every command to those who watch. */

import type { Command } from "../commands/table.ts";
import type { Args } from "../resp/args.ts";
import { quoted } from "../resp/quoted.ts";
import type { Engine } from "./engine.ts";
import { redacted } from "./redaction.ts";

/**
 * Sends a command that was executed to all monitors, in the form
 * `1700000000.000000 [0 127.0.0.1:50001] "SET" "key" "value"`.
 */
export function feedMonitors(engine: Engine, command: Command, args: Args): void {
  const { server, session } = engine;
  const micros = engine.unixMicros();
  const seconds = Math.floor(micros / 1e6);
  const fraction = String(Math.floor(micros % 1e6)).padStart(6, "0");
  const shown = redacted(command, args);
  let line = `${seconds}.${fraction} [${session.db.index} ${origin(session.peer.address)}]`;
  for (let i = 0; i < shown.count; i++) {
    line += ` ${quoted(shown.bytes, shown.start(i), shown.end(i))}`;
  }
  for (const monitor of server.monitors) {
    if (monitor.replyMode === "off") continue;
    monitor.reply.simple(line);
    server.outbox.note(monitor);
  }
}

/** Where a command came from: `host:port`, or the path of the Unix socket. */
function origin(address: string): string {
  return address.startsWith("/") ? `unix:${address.replace(/:0$/, "")}` : address;
}
