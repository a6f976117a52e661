/** LATENCY: HISTOGRAM of commands, and the latency monitor's events. */

import { container } from "../command.ts";
import type { Context } from "../context.ts";
import { help } from "../help.ts";
import type { Command } from "../table.ts";
import { ReplyError } from "../../resp/errors.ts";
import type { LatencyEvent, LatencySample } from "../../state/latency.ts";
import { sparkline } from "./sparkline.ts";

/** LATENCY GRAPH shows as many samples. */
const GRAPH_COLUMNS = 80;

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
      tips: ["request_policy:all_nodes", "response_policy:agg_sum"],
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
    const { samples, maxMs } = event;
    const nowSeconds = Math.floor(nowMs / 1000);
    const bars = samples.map(({ ms, atSeconds }) => ({
      value: ms,
      label: ago(nowSeconds - atSeconds),
    }));
    const [low, high] = [Math.min(...samples.map(({ ms }) => ms)), worst(samples)];
    reply.verbatim(
      "txt",
      `${name} - high ${high} ms, low ${low} ms (all time high ${maxMs} ms)\n` +
        `${"-".repeat(GRAPH_COLUMNS)}\n${sparkline(bars.slice(-GRAPH_COLUMNS))}`,
    );
  },
  DOCTOR({ reply, server }) {
    reply.verbatim("txt", diagnosis(server));
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

function worst(samples: readonly LatencySample[]): number {
  return Math.max(...samples.map(({ ms }) => ms));
}

/** A time ago in its greatest unit, so that it fits under a bar: `59s`, `3m`, `2d`. */
function ago(seconds: number): string {
  if (seconds < 60) return `${seconds}s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)}m`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)}h`;
  return `${Math.floor(seconds / 86_400)}d`;
}

/** What can be done about each kind of event. */
const ADVICE: Readonly<Record<string, string>> = {
  "command": "SLOWLOG GET shows which commands took long, if slowlog-log-slower-than is at most " +
    "latency-monitor-threshold.",
  "fast-command": "Even short commands took long: large values, or a machine that is busy with " +
    "something else.",
  "expire-cycle": "Many keys expire at the same time: spread their expiry a little, or lower " +
    "active-expire-effort.",
  "eviction-cycle": "Memory is full: raise maxmemory, or lower maxmemory-eviction-tenacity.",
};

function diagnosis({ latency: { events }, config }: Context["server"]): string {
  if (events.size === 0) {
    return config.values.latencyMonitorThreshold === 0
      ? "Latency is not monitored: CONFIG SET latency-monitor-threshold <milliseconds> begins.\n"
      : "No latency spike was seen.\n";
  }
  const lines = [...events].flatMap(([name, event]) => [
    summaryOf(name, event),
    ...(Object.hasOwn(ADVICE, name) ? [`  ${ADVICE[name]}`] : []),
  ]);
  return lines.map((line) => `${line}\n`).join("");
}

function summaryOf(name: string, { samples, maxMs }: LatencyEvent): string {
  const count = samples.length;
  const mean = samples.reduce((sum, { ms }) => sum + ms, 0) / count;
  const deviation = samples.reduce((sum, { ms }) => sum + Math.abs(ms - mean), 0) / count;
  const span = samples[count - 1].atSeconds - samples[0].atSeconds;
  const period = count === 1 ? "" : `, one every ${(span / (count - 1)).toFixed(1)} s`;
  return `${name}: ${count} ${count === 1 ? "spike" : "spikes"}${period}, ` +
    `${Math.round(mean)} ms on average (mean deviation ${Math.round(deviation)} ms), ` +
    `${maxMs} ms at worst.`;
}
