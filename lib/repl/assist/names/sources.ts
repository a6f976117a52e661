/** Where the names come from that may stand for an argument. */

import type { ArgSpec } from "../specs/facts.ts";
import * as administration from "./administration.ts";
import type { AskedServer, Name } from "./asked_server.ts";
import { elementsWith, keysWith } from "./keys.ts";
import * as streams from "./streams.ts";

/** A place in a command where an argument is to be typed. Texts are Latin-1, as they are sent. */
export interface Place {
  /** `XINFO CONSUMERS` */
  readonly command: string;
  readonly group: string;
  readonly arg: ArgSpec;
  /** What is there of it. */
  readonly prefix: string;
  /** The arguments before it, and what they are. */
  readonly words: readonly string[];
  readonly args: readonly (ArgSpec | undefined)[];
  /** What there is to choose from without a server. */
  readonly commandNames: () => readonly Name[];
}

/** What may stand there; names that do not begin with `prefix` are dropped by who asks. */
export async function namesFor(place: Place, server: AskedServer): Promise<readonly Name[]> {
  const { arg, command, group } = place;
  const source = arg.type === "key"
    ? keys
    : OF_COMMANDS[`${command} ${arg.name}`] ?? OF_GROUPS[`${group} ${arg.name}`] ??
      ANYWHERE[arg.name];
  return await source?.(place, server) ?? [];
}

type Source = (
  place: Place,
  server: AskedServer,
) => Promise<readonly Name[]> | readonly Name[];

/** What TYPE says about the keys of a group's commands. */
const TYPES: Readonly<Record<string, string>> = {
  string: "string",
  bitmap: "string",
  hyperloglog: "string",
  list: "list",
  hash: "hash",
  set: "set",
  "sorted-set": "zset",
  geo: "zset",
  stream: "stream",
};

/** The string family's commands that take, or replace, keys of any type. */
const ANY_TYPE: ReadonlySet<string> = new Set(["SET", "SETNX", "MSET", "MSETNX", "LCS"]);

function keys({ command, group, prefix }: Place, server: AskedServer): Promise<readonly Name[]> {
  return keysWith(server, prefix, ANY_TYPE.has(command) ? "" : TYPES[group]);
}

/** The first key among the arguments before. */
function keyOf({ words, args }: Place): string | undefined {
  return words[args.findIndex((arg) => arg?.type === "key")];
}

/** The argument with one of these names. */
function valueOf({ words, args }: Place, ...names: string[]): string | undefined {
  return words[args.findIndex((arg) => arg !== undefined && names.includes(arg.name))];
}

function elements(command: "HSCAN" | "SSCAN" | "ZSCAN"): Source {
  return (place, server) => {
    const key = keyOf(place);
    return key === undefined ? [] : elementsWith(server, command, key, place.prefix);
  };
}

const members: Source = elements("ZSCAN");

const groups: Source = (place, server) => {
  const key = keyOf(place);
  return key === undefined ? [] : streams.groupsOf(server, key);
};

const consumers: Source = (place, server) => {
  const [key, group] = [keyOf(place), valueOf(place, "group", "groupname")];
  return key === undefined || group === undefined ? [] : streams.consumersOf(server, key, group);
};

/** Words that stand for an ID, and IDs that there are. */
function ids(...words: readonly (readonly [name: string, note: string])[]): Source {
  return async (place, server) => {
    const fixed = words.map(([name, note]) => ({ name, note }));
    const key = keyOf(place);
    if (key === undefined) return fixed;
    const group = valueOf(place, "group", "groupname");
    const isPending = /^X(ACK|CLAIM|PENDING|AUTOCLAIM)/.test(place.command);
    const found = isPending && group !== undefined
      ? await streams.pendingIds(server, key, group)
      : await streams.lastIds(server, key);
    return [...fixed, ...found];
  };
}

const FIRST = ["-", "the first entry"] as const;
const LAST = ["+", "the last entry"] as const;
const NEW = ["$", "what is added from now on"] as const;
const ALL = ["0", "from the beginning"] as const;

/** One of a few words. */
function words(...names: string[]): Source {
  const list = names.map((name) => ({ name }));
  return () => list;
}

const commandNames: Source = ({ commandNames }) => commandNames();
const clientIds: Source = (_, server) => administration.clients(server, "id");
const databases: Source = (_, server) => administration.databases(server);
const users: Source = (_, server) => administration.users(server);
const categories: Source = (_, server) => administration.categories(server);
const channels: Source = (_, server) => administration.channels(server, "CHANNELS");

const parameters: Source = (_, server) => administration.parameters(server);

const settings: Source = ({ words: done }, server) =>
  administration.settingsOf(server, done.at(-1)!.toLowerCase());

/** The rules of ACL SETUSER: whole words, and beginnings of rules with what may follow. */
const rules: Source = async ({ prefix, commandNames }, server) => {
  const [, start, sign] = /^(([-+])@?)?/.exec(prefix)!;
  if (sign === undefined) {
    return RULES.map(([name, note]) => ({ name, note, isPrefix: /[^a-z]$/.test(name) }));
  }
  if (start.endsWith("@")) {
    const found = await administration.categories(server);
    return [{ name: "all" }, ...found].map(({ name }) => ({ name: start + name }));
  }
  return commandNames().map(({ name, note }) => ({ name: sign + name.toLowerCase(), note }));
};

const RULES: readonly (readonly [name: string, note: string])[] = [
  ["on", "may log in"],
  ["off", "may not log in"],
  [">", "add a password: >secret"],
  ["<", "remove a password: <secret"],
  ["nopass", "any password will do"],
  ["resetpass", "no password will do"],
  ["~", "keys: ~pattern"],
  ["%R~", "keys to be read: %R~pattern"],
  ["%W~", "keys to be written: %W~pattern"],
  ["allkeys", "all keys: ~*"],
  ["resetkeys", "no keys"],
  ["&", "channels: &pattern"],
  ["allchannels", "all channels: &*"],
  ["resetchannels", "no channels"],
  ["+@", "allow a category: +@read"],
  ["-@", "forbid a category: -@dangerous"],
  ["+", "allow a command: +get"],
  ["-", "forbid a command: -config"],
  ["allcommands", "all commands: +@all"],
  ["nocommands", "no commands: -@all"],
  ["(", "a selector: (+get ~cache:*)"],
  ["clearselectors", "without selectors"],
  ["reset", "as a new user"],
];

/** By command and name of the argument. */
const OF_COMMANDS: Readonly<Record<string, Source>> = {
  "CONFIG GET parameter": parameters,
  "CONFIG SET parameter": parameters,
  "CONFIG SET value": settings,
  "ACL SETUSER rule": rules,
  "ACL CAT categoryname": categories,
  "ACL CAT category": categories,
  "COMMAND LIST category": categories,
  "COMMAND LIST module-name": (_, server) => administration.modules(server),
  "MODULE UNLOAD name": (_, server) => administration.modules(server),
  "COMMAND INFO command-name": commandNames,
  "COMMAND DOCS command-name": commandNames,
  "LATENCY HISTOGRAM command": commandNames,
  "ACL DRYRUN command": commandNames,
  "COMMAND GETKEYS command": commandNames,
  "COMMAND GETKEYSANDFLAGS command": commandNames,
  "CLIENT KILL ip:port": (_, server) => administration.clients(server, "addr"),
  "CLIENT KILL old-format": (_, server) => administration.clients(server, "addr"),
  "CLIENT KILL addr": (_, server) => administration.clients(server, "addr"),
  "CLIENT KILL laddr": (_, server) => administration.clients(server, "laddr"),
  "CLIENT KILL yes/no": words("yes", "no"),
  "CLIENT KILL skipme": words("yes", "no"),
  "SELECT index": databases,
  "SWAPDB index1": databases,
  "SWAPDB index2": databases,
  "MOVE db": databases,
  "COPY destination-db": databases,
  "MIGRATE destination-db": databases,
  "HELLO protover": words("2", "3"),
  "SCAN type": words("string", "list", "set", "zset", "hash", "stream"),
  "BITOP operation": words("AND", "OR", "XOR", "NOT"),
  "KEYS pattern": keys,
  "SCAN pattern": keys,
  "XADD field": (place, server) => {
    const key = keyOf(place);
    return key === undefined ? [] : streams.lastFields(server, key);
  },
  "INFO section": words(
    ...["server", "clients", "memory", "persistence", "stats", "replication", "cpu", "modules"],
    ...["errorstats", "commandstats", "latencystats", "keyspace", "cluster", "sentinel"],
    ...["default", "all", "everything"],
  ),
  "FCALL function": (_, server) => administration.functions(server, "function"),
  "FCALL_RO function": (_, server) => administration.functions(server, "function"),
  "FUNCTION DELETE library-name": (_, server) => administration.functions(server, "library"),
  "XRANGE start": ids(FIRST),
  "XRANGE end": ids(LAST),
  "XREVRANGE start": ids(FIRST),
  "XREVRANGE end": ids(LAST),
  "XPENDING start": ids(FIRST),
  "XPENDING end": ids(LAST),
  "XREAD id": ids(NEW, ALL, LAST),
  "XREADGROUP id": ids([">", "what no consumer has got"], ALL),
  "XGROUP CREATE id": ids(NEW, ALL),
  "XGROUP SETID id": ids(NEW, ALL),
  "XAUTOCLAIM start": ids(["0-0", "from the beginning"]),
  "PSUBSCRIBE pattern": channels,
  "PUNSUBSCRIBE pattern": channels,
};

/** By group and name of the argument. */
const OF_GROUPS: Readonly<Record<string, Source>> = {
  "hash field": elements("HSCAN"),
  "set member": elements("SSCAN"),
  "sorted-set member": members,
  "geo member": members,
  "geo member1": members,
  "geo member2": members,
  "stream group": groups,
  "stream groupname": groups,
  "stream consumer": consumers,
  "stream consumername": consumers,
  "stream id": ids(),
  "bitmap encoding": words("u8", "u16", "u32", "u63", "i8", "i16", "i32", "i64"),
  "pubsub channel": channels,
  "server event": (_, server) => administration.latencyEvents(server),
};

/** By the name of the argument alone. */
const ANYWHERE: Readonly<Record<string, Source>> = {
  username: users,
  "client-id": clientIds,
  "node-id": (_, server) => administration.nodes(server),
  shardchannel: (_, server) => administration.channels(server, "SHARDCHANNELS"),
};
