/** MEMORY: what keys and the server take. */

import { container } from "../command.ts";
import type { Context } from "../context.ts";
import { help } from "../help.ts";
import { SYNTAX_ERROR } from "../messages.ts";
import { keyRange } from "../spec.ts";
import type { Database } from "../../keyspace/database.ts";
import { ReplyError } from "../../resp/errors.ts";
import type { ReplyWriter } from "../../resp/reply_writer.ts";
import { humanBytes, memoryReport } from "../../state/memory.ts";

/** Elements of a collection that MEMORY USAGE looks at, unless told otherwise. */
const SAMPLES_DEFAULT = 5;
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
    let samples = SAMPLES_DEFAULT;
    for (let i = 3; i < args.count; i += 2) {
      if (!args.is(i, "SAMPLES") || i + 1 === args.count) throw new ReplyError(SYNTAX_ERROR);
      samples = args.integer(i + 1);
      if (samples < 0) throw new ReplyError(SYNTAX_ERROR);
    }
    const entry = db.peek(args.bytes, args.start(2), args.end(2));
    if (entry === null) reply.null();
    else reply.integer(db.bytesOf(entry, samples));
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
  const { used, peak, startup, clients, overhead, dataset, reserved, resident } = memoryReport(
    server,
  );
  const filled = server.keyspace.databases.filter((db) => db.size > 0);
  const keys = sum(filled, (db) => db.size);
  const integer = (n: number) => () => reply.integer(n);
  const double = (n: number) => () => reply.double(n);
  const rows: [name: string, value: () => void][] = [
    ["peak.allocated", integer(peak)],
    ["total.allocated", integer(used)],
    ["startup.allocated", integer(startup)],
    ["replication.backlog", integer(0)],
    ["clients.slaves", integer(0)],
    ["clients.normal", integer(clients)],
    ["cluster.links", integer(0)],
    ["aof.buffer", integer(0)],
    ["lua.caches", integer(0)],
    ["functions.caches", integer(0)],
    ...filled.map((db): [string, () => void] => [`db.${db.index}`, () => tables(reply, db)]),
    ["overhead.db.hashtable.lut", integer(sum(filled, (db) => db.tableBytes))],
    ["overhead.db.hashtable.rehashing", integer(0)],
    ["overhead.total", integer(overhead)],
    ["db.dict.rehashing.count", integer(0)],
    ["keys.count", integer(keys)],
    ["keys.bytes-per-key", integer(keys === 0 ? 0 : Math.floor((used - startup) / keys))],
    ["dataset.bytes", integer(dataset)],
    ["dataset.percentage", double(100 * quotient(dataset, used - startup))],
    ["peak.percentage", double(100 * quotient(used, peak))],
    ["allocator.allocated", integer(used)],
    ["allocator.active", integer(reserved)],
    ["allocator.resident", integer(reserved)],
    ["allocator.muzzy", integer(0)],
    ["allocator-fragmentation.ratio", double(quotient(reserved, used))],
    ["allocator-fragmentation.bytes", integer(reserved - used)],
    ["allocator-rss.ratio", double(1)],
    ["allocator-rss.bytes", integer(0)],
    ["rss-overhead.ratio", double(quotient(resident, reserved))],
    ["rss-overhead.bytes", integer(resident - reserved)],
    ["fragmentation", double(quotient(resident, used))],
    ["fragmentation.bytes", integer(resident - used)],
  ];
  reply.map(rows.length);
  for (const [name, value] of rows) {
    reply.text(name);
    value();
  }
}

function tables(reply: ReplyWriter, db: Database): void {
  const [all, volatile] = db.dictionaries;
  reply.map(2);
  reply.text("overhead.hashtable.main");
  reply.integer(all.bytes);
  reply.text("overhead.hashtable.expires");
  reply.integer(volatile.bytes);
}

function sum(databases: readonly Database[], of: (db: Database) => number): number {
  return databases.reduce((total, db) => total + of(db), 0);
}

function quotient(a: number, b: number): number {
  return b === 0 ? 0 : a / b;
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
