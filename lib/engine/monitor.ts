/** MONITOR: shows every command to those who watch. */

import type { Command } from "../commands/table.ts";
import type { Args } from "../resp/args.ts";
import type { Engine } from "./engine.ts";
import { quoted } from "../resp/quoted.ts";

/** Sends a command that was executed to all monitors. */
export function feedMonitors(
  { server, session, nowMs }: Engine,
  command: Command,
  args: Args,
): void {
  const seconds = Math.floor(nowMs / 1000);
  const micros = String(Math.floor((nowMs % 1000) * 1000)).padStart(6, "0");
  const where = session.peer.address.startsWith("/")
    ? `unix:${session.peer.address}`
    : session.peer.address;
  let line = `${seconds}.${micros} [${session.db.index} ${where}]`;
  for (let i = 0; i < args.count; i++) {
    const isSecret = (command.name === "auth" && i > 0) ||
      (command.name === "hello" && i > 1);
    line += ` ${isSecret ? '"(redacted)"' : quoted(args.bytes, args.start(i), args.end(i))}`;
  }
  for (const monitor of server.monitors) {
    monitor.reply.simple(line);
    server.written.add(monitor);
  }
}
