/** XGROUP: consumer groups are made, moved and deleted. */

import { ReplyError } from "../../resp/errors.ts";
import type { Stream } from "../../types/stream.ts";
import { StreamGroup, UNKNOWN } from "../../types/stream_group.ts";
import { StreamId } from "../../types/stream_id.ts";
import { container } from "../command.ts";
import type { Context } from "../context.ts";
import { help } from "../help.ts";
import { unknownSubcommandUse } from "../messages.ts";
import { keyRange } from "../spec.ts";
import { createStream, findStream, readEdgeId, readId } from "./values.ts";

const NO_KEY =
  "ERR The XGROUP subcommand requires the key to exist. Note that for CREATE you may " +
  "want to use the MKSTREAM option to create an empty stream automatically.";

/** Reused. */
const ID = new StreamId();

export const XGROUP = container({
  name: "XGROUP",
  summary: "Groups the commands that manage consumer groups.",
  since: "5.0.0",
  group: "stream",
  complexity: "Depends on subcommand.",
  arity: -2,
  subcommands: [
    {
      name: "CREATE",
      summary: "Creates a consumer group.",
      since: "5.0.0",
      group: "stream",
      complexity: "O(1)",
      arity: -5,
      flags: ["write", "denyoom"],
      keys: [keyRange(["RW", "insert"], 2)],
      args: [
        { name: "key", type: "key", keySpec: 0 },
        { name: "group", type: "string" },
        {
          name: "id-selector",
          type: "oneof",
          args: [
            { name: "id", type: "string" },
            { name: "new-id", type: "pure-token", token: "$" },
          ],
        },
        { name: "mkstream", type: "pure-token", token: "MKSTREAM", optional: true },
        {
          name: "entriesread",
          type: "integer",
          display: "entries-read",
          token: "ENTRIESREAD",
          optional: true,
        },
      ],
      history: [["7.0.0", "Accepts `ENTRIESREAD`."]],
    },
    {
      name: "CREATECONSUMER",
      summary: "Creates a consumer in a consumer group.",
      since: "6.2.0",
      group: "stream",
      complexity: "O(1)",
      arity: 5,
      flags: ["write", "denyoom"],
      keys: [keyRange(["RW", "insert"], 2)],
      args: [
        { name: "key", type: "key", keySpec: 0 },
        { name: "group", type: "string" },
        { name: "consumer", type: "string" },
      ],
    },
    {
      name: "DELCONSUMER",
      summary: "Removes a consumer from a consumer group.",
      since: "5.0.0",
      group: "stream",
      complexity: "O(1)",
      arity: 5,
      flags: ["write"],
      keys: [keyRange(["RW", "delete"], 2)],
      args: [
        { name: "key", type: "key", keySpec: 0 },
        { name: "group", type: "string" },
        { name: "consumer", type: "string" },
      ],
    },
    {
      name: "DESTROY",
      summary: "Removes a consumer group.",
      since: "5.0.0",
      group: "stream",
      complexity: "O(N), N being the number of pending entries of the group.",
      arity: 4,
      flags: ["write"],
      keys: [keyRange(["RW", "delete"], 2)],
      args: [
        { name: "key", type: "key", keySpec: 0 },
        { name: "group", type: "string" },
      ],
    },
    {
      name: "HELP",
      summary: "Describes the subcommands of XGROUP.",
      since: "5.0.0",
      group: "stream",
      complexity: "O(1)",
      arity: 2,
      flags: ["loading", "stale"],
    },
    {
      name: "SETID",
      summary: "Sets the last entry that was delivered to a consumer group.",
      since: "5.0.0",
      group: "stream",
      complexity: "O(1)",
      arity: -5,
      flags: ["write"],
      keys: [keyRange(["RW", "update"], 2)],
      args: [
        { name: "key", type: "key", keySpec: 0 },
        { name: "group", type: "string" },
        {
          name: "id-selector",
          type: "oneof",
          args: [
            { name: "id", type: "string" },
            { name: "new-id", type: "pure-token", token: "$" },
          ],
        },
        {
          name: "entriesread",
          type: "integer",
          display: "entries-read",
          token: "ENTRIESREAD",
          optional: true,
        },
      ],
      history: [["7.0.0", "Accepts `ENTRIESREAD`."]],
    },
  ],
}, {
  CREATE(context) {
    const { args, reply } = context;
    let makesStream = false;
    let entriesRead = UNKNOWN;
    for (let i = 5; i < args.count; i++) {
      if (args.is(i, "MKSTREAM")) makesStream = true;
      else if (args.is(i, "ENTRIESREAD") && i + 1 < args.count) {
        entriesRead = readEntries(args, ++i);
      } else throw unknownSubcommandUse(context);
    }
    const known = findStream(context, 2);
    if (known === null && !makesStream) throw new ReplyError(NO_KEY);
    if (args.count > 8) throw unknownSubcommandUse(context);
    if (!isDollar(context)) readId(args, 4, ID);
    else if (known === null) ID.setMin();
    else ID.copy(known.lastId);
    const name = args.text(3);
    if (known?.groups.has(name)) {
      throw new ReplyError("BUSYGROUP Consumer Group name already exists");
    }
    const stream = known ?? createStream(context, 2);
    const group = new StreamGroup(stream.memory);
    group.lastId.copy(ID);
    group.entriesRead = entriesRead;
    stream.groups.set(name, group);
    reply.ok();
    if (known === null) {
      context.changed(2, "stream", "xgroup-create");
    } else {
      context.server.dirty++;
      context.notify(2, "stream", "xgroup-create");
    }
  },
  SETID(context) {
    const { args, reply } = context;
    let entriesRead = UNKNOWN;
    for (let i = 5; i < args.count; i++) {
      if (!args.is(i, "ENTRIESREAD") || i + 1 === args.count) throw unknownSubcommandUse(context);
      entriesRead = readEntries(args, ++i);
    }
    const stream = existing(context);
    const group = existingGroup(context, stream);
    if (args.count > 7) throw unknownSubcommandUse(context);
    if (isDollar(context)) ID.copy(stream.lastId);
    else readEdgeId(args, 4, ID);
    group.lastId.copy(ID);
    group.entriesRead = entriesRead;
    reply.ok();
    context.server.dirty++;
    context.notify(2, "stream", "xgroup-setid");
  },
  DESTROY(context) {
    const { args, reply } = context;
    const stream = existing(context);
    const name = args.text(3);
    const group = stream.groups.get(name);
    if (group === undefined) return reply.integer(0);
    stream.dropGroup(name);
    reply.integer(1);
    context.server.dirty++;
    context.notify(2, "stream", "xgroup-destroy");
    context.wake(2);
  },
  CREATECONSUMER(context) {
    const { args, nowMs, reply } = context;
    const group = existingGroup(context, existing(context));
    const name = args.text(4);
    if (group.consumers.has(name)) return reply.integer(0);
    group.addConsumer(name, nowMs);
    reply.integer(1);
    context.server.dirty++;
    context.notify(2, "stream", "xgroup-createconsumer");
  },
  DELCONSUMER(context) {
    const { args, reply } = context;
    const group = existingGroup(context, existing(context));
    const consumer = group.consumers.get(args.text(4));
    if (consumer === undefined) return reply.integer(0);
    reply.integer(group.deleteConsumer(consumer));
    context.server.dirty++;
    context.notify(2, "stream", "xgroup-delconsumer");
  },
  HELP: help,
});

function isDollar({ args }: Context): boolean {
  return args.is(4, "$");
}

function readEntries(args: Context["args"], i: number): number {
  const count = args.integer(i);
  if (count < 0 && count !== UNKNOWN) {
    throw new ReplyError("ERR value for ENTRIESREAD must be positive or -1");
  }
  return count;
}

function existing(context: Context): Stream {
  const stream = findStream(context, 2);
  if (stream === null) throw new ReplyError(NO_KEY);
  return stream;
}

function existingGroup({ args }: Context, stream: Stream): StreamGroup {
  const group = stream.groups.get(args.text(3));
  if (group !== undefined) return group;
  throw new ReplyError(
    `NOGROUP No such consumer group '${args.shown(3)}' for key name '${args.shown(2)}'`,
  );
}
