/** LATENCY: HISTOGRAM of commands, and the latency monitor's events. */

import { container } from "../command.ts";
import type { Context } from "../context.ts";
import { help } from "../help.ts";
import type { Command } from "../table.ts";
import { ReplyError } from "../../resp/errors.ts";

export const LATENCY = container({
  name: "LATENCY",
  summary: "Groups the commands about what made the server slow.",
  since: "2.8.13",
  group: "server",
  complexity: "Depends on subcommand.",
  arity: -2,
  subcommands: [
    {
      name: "DOCTOR",
      summary: "Explains the latency that was measured, in plain words.",
      since: "2.8.13",
      group: "server",
      complexity: "O(1)",
      arity: 2,
      flags: ["admin", "noscript", "loading", "stale"],
      tips: ["nondeterministic_output", "request_policy:all_nodes", "response_policy:special"],
    },
    {
      name: "GRAPH",
      summary: "Draws the latency history of an event in characters.",
      since: "2.8.13",
      group: "server",
      complexity: "O(1)",
      arity: 3,
      flags: ["admin", "noscript", "loading", "stale"],
      args: [{ name: "event", type: "string" }],
      tips: ["nondeterministic_output", "request_policy:all_nodes", "response_policy:special"],
    },
    {
      name: "HELP",
      summary: "Describes the subcommands of LATENCY.",
      since: "2.8.13",
      group: "server",
      complexity: "O(1)",
      arity: 2,
      flags: ["loading", "stale"],
    },
    {
      name: "HISTOGRAM",
      summary: "Returns how the latencies of commands are distributed.",
      since: "7.0.0",
      group: "server",
      complexity: "O(N), N being the number of commands with recorded latencies.",
      arity: -2,
      flags: ["admin", "noscript", "loading", "stale"],
      args: [{ name: "command", type: "string", optional: true, multiple: true }],
      tips: ["nondeterministic_output", "request_policy:all_nodes", "response_policy:special"],
    },
    {
      name: "HISTORY",
      summary: "Returns the recorded latencies of an event, each with its time.",
      since: "2.8.13",
      group: "server",
      complexity: "O(1)",
      arity: 3,
      flags: ["admin", "noscript", "loading", "stale"],
      args: [{ name: "event", type: "string" }],
      tips: ["nondeterministic_output", "request_policy:all_nodes", "response_policy:special"],
    },
    {
      name: "LATEST",
      summary: "Returns the latest latency of every event.",
      since: "2.8.13",
      group: "server",
      complexity: "O(1)",
      arity: 2,
      flags: ["admin", "noscript", "loading", "stale"],
      tips: ["nondeterministic_output", "request_policy:all_nodes", "response_policy:special"],
    },
    {
      name: "RESET",
      summary: "Forgets the recorded latencies of some or all events.",
      since: "2.8.13",
      group: "server",
      complexity: "O(1)",
      arity: -2,
      flags: ["admin", "noscript", "loading", "stale"],
      args: [{ name: "event", type: "string", optional: true, multiple: true }],
      tips: ["request_policy:all_nodes", "response_policy:all_succeeded"],
    },
  ],
}, {
  LATEST({ reply, server }) {
    const { events } = server.latency;
    reply.array(events.size);
    for (const [name, { samples, maxMs }] of events) {
      const latest = samples[samples.length - 1];
      reply.array(4);
      reply.text(name);
      reply.integer(latest.atSeconds);
      reply.integer(latest.ms);
      reply.integer(maxMs);
    }
  },
  HISTORY({ args, reply, server }) {
    const samples = server.latency.events.get(args.text(2))?.samples ?? [];
    reply.array(samples.length);
    for (const { atSeconds, ms } of samples) {
      reply.array(2);
      reply.integer(atSeconds);
      reply.integer(ms);
    }
  },
  RESET({ args, reply, server }) {
    const { events } = server.latency;
    let gone = 0;
    if (args.count === 2) {
      gone = events.size;
      events.clear();
    }
    for (let i = 2; i < args.count; i++) if (events.delete(args.text(i))) gone++;
    reply.integer(gone);
  },
  GRAPH({ args, reply, server, nowMs }) {
    const name = args.text(2);
    const event = server.latency.events.get(name);
    if (event === undefined) {
      throw new ReplyError(`ERR No samples available for event '${name}'`);
    }
    const lows = event.samples.map(({ ms }) => ms);
    const [low, high] = [Math.min(...lows), Math.max(...lows)];
    const head =
      `${name} - high ${event.maxMs} ms, low ${low} ms (all time high ${event.maxMs} ms)\n`;
    const rule = "-".repeat(80) + "\n";
    const shades = "_.-`#";
    const bars = lows.map((ms) => shades[Math.round((ms - low) / (high - low || 1) * 4)]).join("");
    const oldest = Math.floor(nowMs / 1000) - event.samples[0].atSeconds;
    reply.verbatim("txt", `${head}${rule}${bars}\n\noldest ${oldest}s ago, newest to the right\n`);
  },
  DOCTOR({ reply, server }) {
    const { events } = server.latency;
    if (server.config.values.latencyMonitorThreshold === 0 && events.size === 0) {
      return reply.verbatim(
        "txt",
        "Latency monitoring is disabled: CONFIG SET latency-monitor-threshold <milliseconds> " +
          "enables it.\n",
      );
    }
    const lines = [...events].map(([name, { samples, maxMs }]) => {
      const mean = samples.reduce((sum, { ms }) => sum + ms, 0) / samples.length;
      return `${name}: ${samples.length} spikes, ${
        mean.toFixed(0)
      } ms on average, ${maxMs} ms at worst.`;
    });
    reply.verbatim(
      "txt",
      (lines.length === 0 ? "No latency spike was seen." : lines.join("\n")) + "\n",
    );
  },
  HISTOGRAM(context) {
    const commands = chosen(context).filter(({ latency }) => latency.count > 0);
    const { reply } = context;
    reply.map(commands.length);
    for (const { name, latency } of commands) {
      reply.text(name);
      reply.map(2);
      reply.text("calls");
      reply.integer(latency.count);
      reply.text("histogram_usec");
      const rows = latency.cumulative();
      reply.map(rows.length);
      for (const [micros, count] of rows) {
        reply.integer(micros);
        reply.integer(count);
      }
    }
  },
  HELP: help,
});

/** The commands named, or all; a container stands for its subcommands. */
function chosen({ args, commands }: Context): Command[] {
  const named: (Command | undefined)[] = args.count === 2
    ? [...commands.all.values()]
    : Array.from({ length: args.count - 2 }, (_, i) => commands.byName(args.text(i + 2)));
  return named.flatMap((command) =>
    command === undefined
      ? []
      : command.subcommands === null
      ? [command]
      : [command, ...command.subcommands.values()]
  );
}
