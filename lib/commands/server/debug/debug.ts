/**
 * DEBUG: for those who test servers and clients. Refused unless `enable-debug-command` allows it.
 *
 * Unlike other containers it is one command to COMMAND, and its subcommands, with their numbers of
 * arguments, are known to nobody else.
 */

import { globMatch } from "../../../types/glob.ts";
import { EMBSTR, EMBSTR_BYTES_MAX, RAW } from "../../../keyspace/types.ts";
import { packedThreshold } from "../../../memory/quicklist.ts";
import { fromLatin1 } from "../../../resp/args.ts";
import { ReplyError } from "../../../resp/errors.ts";
import { parseMemory } from "../../../state/config/units.ts";
import { hexDigits } from "../../../state/server.ts";
import { command } from "../../command.ts";
import type { Context, Execute } from "../../context.ts";
import { replyHelp } from "../../help.ts";
import { digestOfAll, digestOfValue } from "./digest.ts";
import {
  describeListpack,
  describeObject,
  describeQuicklist,
  describeString,
  describeTable,
  describeTables,
} from "./inside.ts";
import { replySample } from "./protocol.ts";

interface Topic {
  readonly usage: string;
  readonly about: string;
  /** The count of all words, `DEBUG` included: exactly, or from and to. */
  readonly words: number | readonly [min: number, max: number];
  readonly execute: Execute;
}

/** 4 GiB less 1 MiB. */
const PACKED_THRESHOLD_MAX = 2n ** 32n - 2n ** 20n;

/** Settings of test suites about parts that this server does not have: nothing is to be done. */
const accepted: Execute = ({ reply }) => reply.ok();

const TOPICS: readonly Topic[] = [
  {
    usage: "CHANGE-REPL-ID",
    about: "Gives the server another replication ID.",
    words: 2,
    execute({ reply, server }) {
      server.replicationId = hexDigits(40, server.random);
      server.host.log("notice", "Changing replication IDs after receiving change-repl-id");
      reply.ok();
    },
  },
  {
    usage: "CLIENT-ENFORCE-REPLY-LIST <0|1>",
    about: "Accepted without effect.",
    words: 3,
    execute: accepted,
  },
  {
    usage: "DICT-RESIZING <0|1>",
    about: "Accepted without effect: tables grow and shrink in small steps.",
    words: 3,
    execute: accepted,
  },
  {
    usage: "DIGEST",
    about: "Returns a fingerprint of all keys and values.",
    words: 2,
    execute: ({ reply, server }) => reply.simple(digestOfAll(server.keyspace.databases)),
  },
  {
    usage: "DIGEST-VALUE <key> [<key> ...]",
    about: "Returns a fingerprint of each value.",
    words: [2, Infinity],
    execute({ args, db, reply }) {
      reply.array(args.count - 2);
      for (let i = 2; i < args.count; i++) {
        reply.simple(digestOfValue(db, db.glance(args.bytes, args.starts[i], args.ends[i])));
      }
    },
  },
  {
    usage: "ERROR <string>",
    about: "Replies this error.",
    words: 3,
    execute: ({ args, reply }) => reply.error(args.text(2)),
  },
  {
    usage: "HTSTATS <dbid> [full]",
    about: "Describes the tables that find the keys of a database.",
    words: [3, 4],
    execute(context) {
      const { args, server } = context;
      const db = server.keyspace.databases[args.integer(2)];
      if (db === undefined) throw new ReplyError("ERR Out of range database");
      describeTables(context, db);
    },
  },
  {
    usage: "HTSTATS-KEY <key> [full]",
    about: "Describes the table that finds the members of a hash, set or sorted set.",
    words: [3, 4],
    execute: describeTable,
  },
  {
    usage: "LISTPACK <key>",
    about: "Writes to the log how a value of few elements is packed.",
    words: 3,
    execute: describeListpack,
  },
  {
    usage: "LOADAOF",
    about: "Puts what the append-only file says in place of all keys.",
    words: 2,
    execute({ reply, server: { appendOnly, host } }) {
      try {
        if (appendOnly === null) throw new Error("there is no append-only file");
        appendOnly.reload();
      } catch (error) {
        host.log("warning", `DEBUG LOADAOF: ${(error as Error).message}`);
        throw new ReplyError("ERR Error trying to load the AOF files, check server logs");
      }
      host.log("notice", "Append-only file loaded by DEBUG LOADAOF");
      reply.ok();
    },
  },
  {
    usage: "LOG <message>",
    about: "Writes a line to the log.",
    words: 3,
    execute({ args, reply, server }) {
      server.host.log("warning", `DEBUG LOG: ${args.shown(2)}`);
      reply.ok();
    },
  },
  {
    usage: "OBJECT <key>",
    about: "Describes how a value is held.",
    words: 3,
    execute: describeObject,
  },
  {
    usage: "PAUSE-CRON <0|1>",
    about: "Stops what is done between commands: expiry, time-outs, statistics.",
    words: 3,
    execute({ args, reply, server }) {
      server.isCronPaused = looseInteger(args.text(2)) !== 0;
      reply.ok();
    },
  },
  {
    usage: "POPULATE <count> [<prefix>] [<size>]",
    about: "Makes so many strings, named prefix:number (key: without one), of that size. " +
      "Keys that exist are left alone.",
    words: [3, 5],
    execute: populate,
  },
  {
    usage: "PROTOCOL <type>",
    about: "Replies a sample of a type: string, integer, double, bignum, null, array, set, map, " +
      "attrib, push, verbatim, true or false.",
    words: 3,
    execute: ({ args, reply }) => replySample(reply, args.word(2)),
  },
  {
    usage: "QUICKLIST <key> [<0|1>]",
    about: "Writes to the log of what nodes a long list is made; 1: each of them.",
    words: [3, 4],
    execute: describeQuicklist,
  },
  {
    usage: "QUICKLIST-PACKED-THRESHOLD <size>",
    about:
      "Elements of this size get a node of a list to themselves; 0: as list-max-listpack-size " +
      "has it.",
    words: 3,
    execute({ args, reply }) {
      const bytes = parseMemory(args.text(2));
      if (bytes === undefined || bytes < 0n || bytes > PACKED_THRESHOLD_MAX) {
        throw new ReplyError(
          "ERR argument must be a memory value bigger than 1 and smaller than 4gb",
        );
      }
      packedThreshold.bytes = Number(bytes);
      reply.ok();
    },
  },
  {
    usage: "RELOAD [<option> ...]",
    about: "Saves all keys and loads them again. NOSAVE: loads the file that is there; NOFLUSH: " +
      "keeps the keys there are, MERGE: as far as the file has no others for them.",
    words: [2, Infinity],
    execute: reload,
  },
  {
    usage: "REPLYBUFFER PEAK-RESET-TIME|RESIZING <value>",
    about: "Accepted without effect: reply buffers shrink when they have been sent.",
    words: 4,
    execute(context) {
      const { args, reply } = context;
      if (args.is(2, "PEAK-RESET-TIME")) {
        if (!args.is(3, "NEVER") && !args.is(3, "RESET")) args.integer(3);
      } else if (!args.is(2, "RESIZING")) {
        throw unknown(context);
      }
      reply.ok();
    },
  },
  {
    usage: "SDSLEN <key>",
    about: "Describes the room that a key and its string take.",
    words: 3,
    execute: describeString,
  },
  {
    usage: "SET-ACTIVE-EXPIRE <0|1>",
    about: "With 0, keys that have expired are deleted only when somebody asks for them.",
    words: 3,
    execute({ args, reply, server }) {
      server.activeExpiry = looseInteger(args.text(2)) !== 0;
      reply.ok();
    },
  },
  {
    usage: "SET-DISABLE-DENY-SCRIPTS <0|1>",
    about: "Accepted without effect.",
    words: 3,
    execute: accepted,
  },
  {
    usage: "SET-SKIP-CHECKSUM-VALIDATION <0|1>",
    about: "With 1, RESTORE takes payloads whose checksum is wrong.",
    words: 3,
    execute({ args, reply, server }) {
      server.checksPayloads = looseInteger(args.text(2)) === 0;
      reply.ok();
    },
  },
  {
    usage: "SLEEP <seconds>",
    about: "Does nothing else for so long. Decimals are allowed.",
    words: 3,
    execute({ args, reply, server }) {
      const seconds = Number.parseFloat(args.text(2));
      if (seconds > 0) server.clock.sleep(seconds * 1000);
      reply.ok();
    },
  },
  {
    usage: "STRINGMATCH-LEN <pattern> <string>",
    about: "Returns 1 if the pattern matches the string as in KEYS, otherwise 0.",
    words: 4,
    execute({ args: { bytes, starts, ends }, reply }) {
      const isMatch = globMatch(bytes, starts[2], ends[2], bytes, starts[3], ends[3], false);
      reply.integer(isMatch ? 1 : 0);
    },
  },
];

const BY_WORD: ReadonlyMap<string, Topic> = new Map(
  TOPICS.map((topic) => [topic.usage.split(" ", 1)[0], topic]),
);

export const DEBUG = command({
  name: "DEBUG",
  summary: "Groups the commands for developers and tests.",
  since: "1.0.0",
  group: "server",
  complexity: "Depends on subcommand.",
  arity: -2,
  flags: ["admin", "noscript", "loading", "stale", "protected"],
  isInternal: true,
}, (context) => {
  const { args, reply } = context;
  if (args.is(1, "HELP") && args.count === 2) return replyHelp(reply, "DEBUG", TOPICS);
  const topic = BY_WORD.get(args.word(1));
  if (topic === undefined || !accepts(topic, args.count)) throw unknown(context);
  topic.execute(context);
});

function accepts({ words }: Topic, count: number): boolean {
  return typeof words === "number" ? count === words : count >= words[0] && count <= words[1];
}

function unknown({ args }: Context): ReplyError {
  const word = args.text(1).slice(0, 128).split("\0", 1)[0];
  return new ReplyError(
    `ERR unknown subcommand or wrong number of arguments for '${word}'. Try DEBUG HELP.`,
  );
}

/** A number as C's `atoi` reads it: what is none is 0. */
function looseInteger(text: string): number {
  return Number.parseInt(text, 10) || 0;
}

function reload({ args, reply, server: { host, snapshots } }: Context): void {
  const seen = new Set<string>();
  for (let i = 2; i < args.count; i++) {
    const word = args.word(i);
    if (!["MERGE", "NOFLUSH", "NOSAVE"].includes(word)) {
      throw new ReplyError(
        "ERR DEBUG RELOAD only supports the MERGE, NOFLUSH and NOSAVE options.",
      );
    }
    seen.add(word);
  }
  try {
    if (snapshots === null) throw new Error("there is no directory for an RDB file");
    snapshots.reload({
      saves: !seen.has("NOSAVE"),
      flushes: !seen.has("NOFLUSH"),
      merges: seen.has("MERGE"),
    });
  } catch (error) {
    host.log("warning", `DEBUG RELOAD: ${(error as Error).message}`);
    throw new ReplyError("ERR Error trying to load the RDB dump, check server logs");
  }
  host.log("warning", "DB reloaded by DEBUG RELOAD");
  reply.ok();
}

function populate({ args, db, reply, server }: Context): void {
  const message = "ERR value is out of range, must be positive";
  const count = args.integerWithin(2, 0, Number.MAX_SAFE_INTEGER, message);
  const prefix = args.count > 3 ? args.text(3) : "key";
  const size = args.count > 4 ? args.integerWithin(4, 0, 2 ** 31, message) : -1;
  for (let i = 0; i < count; i++) {
    const key = fromLatin1(`${prefix}:${i}`);
    if (db.peek(key, 0, key.length) !== null) continue;
    const text = fromLatin1(`value:${i}`);
    const length = size < 0 ? text.length : size;
    const value = new Uint8Array(length);
    value.set(text.subarray(0, length));
    const encoding = length <= EMBSTR_BYTES_MAX ? EMBSTR : RAW;
    db.setString(key, 0, key.length, value, 0, length, encoding, 0);
    server.watches.touch(db, key, 0, key.length);
  }
  reply.ok();
}
