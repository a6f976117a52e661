/** MEMORY: what keys and the server take. */

import { container } from "../command.ts";
import type { Context } from "../context.ts";
import { help } from "../help.ts";
import { SYNTAX_ERROR } from "../messages.ts";
import { keyRange } from "../spec.ts";
import { ReplyError } from "../../resp/errors.ts";
import { humanBytes, memoryReport } from "../../state/memory.ts";

/** Below this, a server is too empty to say anything about. */
const EMPTY_BYTES = 5 * 1024 * 1024;

export const MEMORY = container({
  name: "MEMORY",
  summary: "Groups the commands about memory.",
  since: "4.0.0",
  group: "server",
  complexity: "Depends on subcommand.",
  arity: -2,
  subcommands: [
    {
      name: "DOCTOR",
      summary: "Explains what is unusual in the use of memory, in plain words.",
      since: "4.0.0",
      group: "server",
      complexity: "O(1)",
      arity: 2,
      tips: ["nondeterministic_output", "request_policy:all_shards", "response_policy:special"],
    },
    {
      name: "HELP",
      summary: "Describes the subcommands of MEMORY.",
      since: "4.0.0",
      group: "server",
      complexity: "O(1)",
      arity: 2,
      flags: ["loading", "stale"],
    },
    {
      name: "MALLOC-STATS",
      summary: "Returns the statistics of the memory allocator.",
      since: "4.0.0",
      group: "server",
      complexity: "Depends on how much memory is allocated; may be slow.",
      arity: 2,
      tips: ["nondeterministic_output", "request_policy:all_shards", "response_policy:special"],
    },
    {
      name: "PURGE",
      summary: "Asks the allocator to give unused memory back to the system.",
      since: "4.0.0",
      group: "server",
      complexity: "Depends on how much memory is allocated; may be slow.",
      arity: 2,
      tips: ["request_policy:all_shards", "response_policy:all_succeeded"],
    },
    {
      name: "STATS",
      summary: "Returns how memory is used, item by item.",
      since: "4.0.0",
      group: "server",
      complexity: "O(1)",
      arity: 2,
      tips: ["nondeterministic_output", "request_policy:all_shards", "response_policy:special"],
    },
    {
      name: "USAGE",
      summary: "Estimates the bytes that a key and its value take in memory.",
      since: "4.0.0",
      group: "server",
      complexity: "O(N), N being the number of samples.",
      arity: -3,
      flags: ["readonly"],
      keys: [keyRange(["RO"], 2)],
      args: [
        { name: "key", type: "key", keySpec: 0 },
        { name: "count", type: "integer", token: "SAMPLES", optional: true },
      ],
    },
  ],
}, {
  USAGE({ args, db, reply }) {
    for (let i = 3; i < args.count; i += 2) {
      if (!args.is(i, "SAMPLES") || i + 1 === args.count) throw new ReplyError(SYNTAX_ERROR);
      // Strings are counted exactly; there is nothing to sample.
      if (args.integer(i + 1) < 0) throw new ReplyError(SYNTAX_ERROR);
    }
    const entry = db.peek(args.bytes, args.start(2), args.end(2));
    if (entry === null) reply.null();
    else reply.integer(db.bytesOf(entry));
  },
  STATS: stats,
  DOCTOR({ reply, server }) {
    reply.verbatim("txt", diagnosis(server));
  },
  PURGE({ reply }) {
    // Chunks go back to the system as soon as they are empty.
    reply.ok();
  },
  "MALLOC-STATS"({ reply, server }) {
    const { used, reserved } = memoryReport(server);
    reply.verbatim("txt", `Arena: ${used} bytes in use of ${reserved} bytes held.\n`);
  },
  HELP: help,
});

function stats({ reply, server }: Context): void {
  const report = memoryReport(server);
  const filled = server.keyspace.databases.filter((db) => db.size > 0);
  const keys = filled.reduce((sum, db) => sum + db.size, 0);
  const numbers: [string, number][] = [
    ["peak.allocated", report.peak],
    ["total.allocated", report.used],
    ["startup.allocated", 0],
    ["replication.backlog", 0],
    ["clients.slaves", 0],
    ["clients.normal", report.clients],
    ["cluster.links", 0],
    ["aof.buffer", 0],
    ["lua.caches", 0],
    ["functions.caches", 0],
  ];
  const totals: [string, number][] = [
    ["overhead.total", report.overhead],
    ["keys.count", keys],
    ["keys.bytes-per-key", keys === 0 ? 0 : Math.floor(report.dataset / keys)],
    ["dataset.bytes", report.dataset],
  ];
  const doubles: [string, number][] = [
    ["dataset.percentage", 100 * report.dataset / (report.used || 1)],
    ["peak.percentage", 100 * report.used / (report.peak || 1)],
  ];
  const allocator: [string, number][] = [
    ["allocator.allocated", report.used],
    ["allocator.active", report.reserved],
    ["allocator.resident", report.reserved],
    ["allocator-fragmentation.bytes", report.reserved - report.used],
    ["rss-overhead.bytes", report.resident - report.reserved],
    ["fragmentation.bytes", report.resident - report.used],
  ];
  const ratios: [string, number][] = [
    ["allocator-fragmentation.ratio", report.reserved / (report.used || 1)],
    ["rss-overhead.ratio", report.resident / (report.reserved || 1)],
    ["fragmentation", report.resident / (report.used || 1)],
  ];
  const integers = (pairs: [string, number][]) => {
    for (const [name, value] of pairs) {
      reply.text(name);
      reply.integer(value);
    }
  };
  const fractions = (pairs: [string, number][]) => {
    for (const [name, value] of pairs) {
      reply.text(name);
      reply.double(value);
    }
  };
  const count = [numbers, filled, totals, doubles, allocator, ratios]
    .reduce((sum, part) => sum + part.length, 0);
  reply.map(count);
  integers(numbers);
  for (const db of filled) {
    reply.text(`db.${db.index}`);
    reply.map(2);
    integers([["overhead.hashtable.main", db.tableBytes], ["overhead.hashtable.expires", 0]]);
  }
  integers(totals);
  fractions(doubles);
  integers(allocator);
  fractions(ratios);
}

function diagnosis(server: Context["server"]): string {
  const { used, peak, reserved, resident } = memoryReport(server);
  if (used < EMPTY_BYTES) {
    return "This server is almost empty, so there is nothing to diagnose yet.\n";
  }
  const findings: string[] = [];
  if (peak > 1.5 * used) findings.push(`Peak memory was ${humanBytes(peak)}, far above today's.`);
  if (reserved > 1.4 * used) {
    findings.push(`${humanBytes(reserved - used)} of the arena are free but in pieces.`);
  }
  if (resident > 2 * reserved) {
    findings.push("The process holds much more than its data: look at the buffers of clients.");
  }
  return findings.length === 0
    ? "No memory problem was found.\n"
    : findings.map((line) => ` * ${line}\n`).join("");
}
