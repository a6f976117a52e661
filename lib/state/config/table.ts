/**
 * Every parameter of the server: one row with its name, its kind and limits, its default, and its
 * traits. CONFIG GET, SET and REWRITE, the configuration file, the command line and the typed
 * values that the code reads are all views of this table.
 *
 * Names, limits and defaults are those of Redis 7.2 and 7.4.
 */

import type { Kind } from "./kinds.ts";
import {
  integerKind,
  MEMORY_OR_PERCENT,
  memoryKind,
  PERMISSIONS,
  textKind,
  type TextOptions,
  wordKind,
  wordSetKind,
  YES_NO,
} from "./kinds.ts";
import {
  ADDRESSES,
  EVERYWHERE,
  MASTER,
  NOTIFICATIONS,
  OOM_SCORES,
  OUTPUT_LIMITS,
  PERCENTILES,
  SAVE_POINTS,
} from "./lists.ts";
import { BadValue } from "./error.ts";
import { MAX_I64 } from "./units.ts";

/** Parameters that one action of the server puts into force together. */
export type Effect =
  /** Listen on other addresses or ports. */
  | "listen"
  /** Check that so many connections are possible. */
  | "clients"
  /** Free memory down to the new limit. */
  | "memory"
  /** Change the default user's password. */
  | "password"
  /** Start or stop the append-only file, or change when it is synchronised. */
  | "append-only"
  /** Work in another directory. */
  | "directory"
  /** Change the rhythm of background work. */
  | "timers"
  /** Resize the replication backlog, recount the replicas. */
  | "replication"
  | "tls";

/** What is special about a parameter. */
export interface Traits {
  /** The other name, old or new, under which it is known. */
  readonly alias?: string;
  /** CONFIG SET refuses it. */
  readonly immutable?: true;
  /** CONFIG SET refuses it unless `enable-protected-configs` allows it. */
  readonly protected?: true;
  /** A pattern does not find it, only its full name. */
  readonly hidden?: true;
  /** Its value must not appear in logs. */
  readonly sensitive?: true;
  /** Cannot be set while a data set is being loaded. */
  readonly denyLoading?: true;
  /**
   * Kept and given back, but without a meaning in this server; `yet`: it belongs to a part of Redis
   * that this server does not have so far.
   */
  readonly inert?: true | "yet";
  /** CONFIG SET raises a smaller number to this one; a file's is taken as it is. */
  readonly raisedTo?: string;
  /** What has to be done at once when it changes. */
  readonly effect?: Effect;
}

/** A row of the table. `T` is the type that the server reads. */
export interface Parameter<T> extends Traits {
  readonly kind: Kind<T>;
  /** The default in the form that CONFIG GET prints. */
  readonly initial: string;
}

const INT = 2147483647n;
const UINT = 4294967295n;
const MAX_U64 = (1n << 64n) - 1n;
const MB = 1024n * 1024n;

const INERT = { inert: true } as const;
const LATER = { inert: "yet" } as const;
const FIXED = { immutable: true } as const;
const FIXED_LATER = { immutable: true, inert: "yet" } as const;
const FIXED_INERT = { immutable: true, inert: true } as const;
const TLS = { inert: true, effect: "tls" } as const;

function yesNo(initial: "yes" | "no", traits: Traits = {}): Parameter<boolean> {
  return { kind: YES_NO, initial, ...traits };
}

function int(initial: number, min: bigint, max: bigint, traits: Traits = {}): Parameter<number> {
  return { kind: integerKind(min, max), initial: `${initial}`, ...traits };
}

function memory(initial: bigint, min: bigint, max: bigint, traits: Traits = {}): Parameter<number> {
  return { kind: memoryKind(min, max), initial: `${initial}`, ...traits };
}

function word<const W extends string>(
  initial: NoInfer<W>,
  words: readonly W[],
  traits: Traits = {},
  synonyms: Readonly<Record<string, NoInfer<W>>> = {},
): Parameter<W> {
  return { kind: wordKind(words, synonyms), initial, ...traits };
}

function text(initial: string, options: TextOptions, traits: Traits = {}): Parameter<string> {
  return { kind: textKind(options), initial, ...traits };
}

/** A text that may be left out; it then is empty. */
function optional(traits: Traits = {}, options: TextOptions = {}): Parameter<string> {
  return text("", { ...options, optional: true }, traits);
}

function list<T>(kind: Kind<T>, initial: string, traits: Traits = {}): Parameter<T> {
  return { kind, initial, ...traits };
}

/** What the name of a locale looks like; whether the system has it does not matter here. */
const LOCALE: TextOptions = {
  check(value) {
    const isName = /^(|C|POSIX|(C|[a-z]{2,3}_[A-Z]{2})(\.[\w-]+)?(@\w+)?)$/.test(value);
    return isName ? undefined : "Invalid locale name";
  },
};

/** A file name within the data directory, not a path. */
function plainName(name: string, what: string, mayBeEmpty: boolean): TextOptions {
  return {
    check(value) {
      if (value === "" && !mayBeEmpty) return `${name} can't be empty`;
      return value.includes("/") ? `${name} can't be a path, just a ${what}` : undefined;
    },
  };
}

const HOST_NAME: TextOptions = {
  check(value) {
    if (value.length >= 256) return "Hostnames must be less than 256 characters";
    return /^[A-Za-z0-9.-]*$/.test(value)
      ? undefined
      : "Hostnames may only contain alphanumeric characters, hyphens or dots";
  },
};

const NODE_NAME: TextOptions = {
  check: (value) =>
    /[!#$%&()*+:;<>?@[\]^{|}~]/.test(value)
      ? "Announced human node name contained invalid character"
      : undefined,
};

/** A template that Redis could expand: known variables only, and never to nothing but blanks. */
const TITLE: TextOptions = {
  check(value) {
    const filled = value
      .replace(/\{(title|server-mode|unixsocket|config-file)\}/g, "")
      .replace(/\{(listen-addr|port|tls-port)\}/g, "0");
    return filled.trim() !== "" && !filled.includes("{")
      ? undefined
      : "template format is invalid or contains unknown variables";
  },
};

const DIRECTORY: TextOptions = {
  always: true,
  check: (value) => value === "" ? "No such file or directory" : undefined,
};

const ON_SIGNAL = wordSetKind(
  "default",
  ["save", "nosave", "now", "force"],
  (chosen) => {
    if (chosen.has("save") && chosen.has("nosave")) {
      throw new BadValue("shutdown options SAVE and NOSAVE can't be used simultaneously");
    }
  },
);

const PERMISSION = ["no", "yes", "local"] as const;

export const TABLE = {
  // Network.
  "bind": list(ADDRESSES, EVERYWHERE, { effect: "listen" }),
  "bind-source-addr": optional(INERT),
  "port": int(6379, 0n, 65535n, { effect: "listen" }),
  "tcp-backlog": int(511, 0n, INT, FIXED),
  "tcp-keepalive": int(300, 0n, INT),
  "timeout": int(0, 0n, INT),
  "protected-mode": yesNo("yes"),
  "unixsocket": optional(FIXED),
  "unixsocketperm": list(PERMISSIONS, "0", FIXED),
  "socket-mark-id": int(0, 0n, UINT, FIXED_INERT),
  "max-new-connections-per-cycle": int(10, 1n, 1000n, INERT),
  "max-new-tls-connections-per-cycle": int(1, 1n, 1000n, INERT),

  // Clients and their limits.
  "maxclients": int(10000, 1n, UINT, { effect: "clients" }),
  "maxmemory-clients": list(MEMORY_OR_PERCENT, "0", { effect: "memory" }),
  "client-query-buffer-limit": memory(1024n * MB, MB, MAX_I64),
  "client-output-buffer-limit": list(
    OUTPUT_LIMITS,
    "normal 0 0 0 slave 268435456 67108864 60 pubsub 33554432 8388608 60",
  ),
  "proto-max-bulk-len": memory(512n * MB, MB, MAX_I64),
  "tracking-table-max-keys": int(1_000_000, 0n, MAX_I64),

  // Access.
  "requirepass": optional({ sensitive: true, effect: "password" }, { binary: true }),
  "aclfile": text("", {}, FIXED),
  "acl-pubsub-default": word("resetchannels", ["allchannels", "resetchannels"]),
  "acllog-max-len": int(128, 0n, MAX_I64),
  "enable-protected-configs": word("no", PERMISSION, FIXED),
  "enable-debug-command": word("no", PERMISSION, FIXED),
  "enable-module-command": word("no", PERMISSION, FIXED),

  // The process.
  "daemonize": yesNo("no", FIXED_INERT),
  "supervised": word("no", ["upstart", "systemd", "auto", "no"], FIXED_INERT),
  "pidfile": optional(FIXED),
  "loglevel": word("notice", ["debug", "verbose", "notice", "warning", "nothing"]),
  "logfile": text("", {}, FIXED),
  "hide-user-data-from-log": yesNo("no", INERT),
  "syslog-enabled": yesNo("no", FIXED_INERT),
  "syslog-ident": text("redis", {}, FIXED_INERT),
  "syslog-facility": word(
    "local0",
    ["user", "local0", "local1", "local2", "local3", "local4", "local5", "local6", "local7"],
    FIXED_INERT,
  ),
  "crash-log-enabled": yesNo("yes", INERT),
  "crash-memcheck-enabled": yesNo("yes", INERT),
  "use-exit-on-panic": yesNo("no", { hidden: true, inert: true }),
  "watchdog-period": int(0, 0n, INT, { hidden: true, inert: true }),
  "databases": int(16, 1n, INT, FIXED),
  "always-show-logo": yesNo("no", FIXED_INERT),
  "set-proc-title": yesNo("yes", FIXED_INERT),
  "proc-title-template": text("{title} {listen-addr} {server-mode}", TITLE, INERT),
  "locale-collate": text("", LOCALE, INERT),
  "ignore-warnings": text("", {}, INERT),
  "disable-thp": yesNo("yes", FIXED_INERT),
  "oom-score-adj": word("no", ["no", "yes", "absolute"], INERT, { relative: "yes" }),
  "oom-score-adj-values": list(OOM_SCORES, "0 200 800", INERT),
  "server-cpulist": optional({ ...FIXED_INERT, alias: "server_cpulist" }),
  "bio-cpulist": optional({ ...FIXED_INERT, alias: "bio_cpulist" }),
  "aof-rewrite-cpulist": optional({ ...FIXED_INERT, alias: "aof_rewrite_cpulist" }),
  "bgsave-cpulist": optional({ ...FIXED_INERT, alias: "bgsave_cpulist" }),
  "io-threads": int(1, 1n, 128n, FIXED_INERT),
  "io-threads-do-reads": yesNo("no", FIXED_INERT),
  "hz": list(integerKind(0n, INT, [1n, 500n]), "10", { effect: "timers" }),
  "dynamic-hz": yesNo("yes", { ...INERT, effect: "timers" }),
  "shutdown-timeout": int(10, 0n, INT, LATER),
  "shutdown-on-sigint": list(ON_SIGNAL, "default"),
  "shutdown-on-sigterm": list(ON_SIGNAL, "default"),
  "busy-reply-threshold": int(5000, 0n, MAX_I64, { ...LATER, alias: "lua-time-limit" }),
  "propagation-error-behavior": word("ignore", ["ignore", "panic", "panic-on-replicas"], INERT),

  // Memory and expiry.
  "maxmemory": memory(0n, 0n, MAX_U64, { effect: "memory" }),
  "maxmemory-policy": word("noeviction", [
    "volatile-lru",
    "volatile-lfu",
    "volatile-random",
    "volatile-ttl",
    "allkeys-lru",
    "allkeys-lfu",
    "allkeys-random",
    "noeviction",
  ], { effect: "memory" }),
  "maxmemory-samples": int(5, 1n, 64n),
  "maxmemory-eviction-tenacity": int(10, 0n, 100n),
  "lfu-log-factor": int(10, 0n, INT),
  "lfu-decay-time": int(1, 0n, INT),
  "active-expire-effort": int(1, 1n, 10n),
  "lazyexpire-nested-arbitrary-keys": yesNo("yes", INERT),
  "lazyfree-lazy-eviction": yesNo("no"),
  "lazyfree-lazy-expire": yesNo("no"),
  "lazyfree-lazy-server-del": yesNo("no"),
  "lazyfree-lazy-user-del": yesNo("no", INERT),
  "lazyfree-lazy-user-flush": yesNo("no", INERT),
  "activerehashing": yesNo("yes", INERT),
  "jemalloc-bg-thread": yesNo("yes", INERT),
  "activedefrag": yesNo("no", INERT),
  "active-defrag-ignore-bytes": memory(100n * MB, 1n, MAX_I64, INERT),
  "active-defrag-threshold-lower": int(10, 0n, 1000n, INERT),
  "active-defrag-threshold-upper": int(100, 0n, 1000n, INERT),
  "active-defrag-cycle-min": int(1, 1n, 99n, INERT),
  "active-defrag-cycle-max": int(25, 1n, 99n, INERT),
  "active-defrag-max-scan-fields": int(1000, 1n, MAX_I64, INERT),

  // Encodings of the types.
  "hash-max-listpack-entries": int(512, 0n, MAX_I64, { alias: "hash-max-ziplist-entries" }),
  "hash-max-listpack-value": memory(64n, 0n, MAX_I64, { alias: "hash-max-ziplist-value" }),
  "list-max-listpack-size": int(-2, -INT - 1n, INT, { alias: "list-max-ziplist-size" }),
  "list-compress-depth": int(0, 0n, INT, LATER),
  "set-max-intset-entries": int(512, 0n, MAX_I64),
  "set-max-listpack-entries": int(128, 0n, MAX_I64),
  "set-max-listpack-value": int(64, 0n, MAX_I64),
  "zset-max-listpack-entries": int(128, 0n, MAX_I64, { alias: "zset-max-ziplist-entries" }),
  "zset-max-listpack-value": memory(64n, 0n, MAX_I64, { alias: "zset-max-ziplist-value" }),
  "hll-sparse-max-bytes": memory(3000n, 0n, MAX_I64),
  "stream-node-max-bytes": memory(4096n, 0n, MAX_I64),
  "stream-node-max-entries": int(100, 0n, MAX_I64),

  // Observation.
  "slowlog-log-slower-than": int(10000, -1n, MAX_I64, {
    alias: "commandlog-execution-slower-than",
  }),
  "slowlog-max-len": int(128, 0n, MAX_I64, { alias: "commandlog-slow-execution-max-len" }),
  "commandlog-request-larger-than": int(2 ** 20, -1n, MAX_I64),
  "commandlog-large-request-max-len": int(128, 0n, MAX_I64),
  "commandlog-reply-larger-than": int(2 ** 20, -1n, MAX_I64),
  "commandlog-large-reply-max-len": int(128, 0n, MAX_I64),
  "latency-monitor-threshold": int(0, 0n, MAX_I64),
  "latency-tracking": yesNo("yes"),
  "latency-tracking-info-percentiles": list(PERCENTILES, "50 99 99.9"),
  "notify-keyspace-events": list(NOTIFICATIONS, ""),

  // Snapshots.
  "dir": text(".", DIRECTORY, { protected: true, denyLoading: true, effect: "directory" }),
  "dbfilename": text("dump.rdb", plainName("dbfilename", "filename", true), { protected: true }),
  "save": list(SAVE_POINTS, "3600 1 300 100 60 10000"),
  "stop-writes-on-bgsave-error": yesNo("yes"),
  "rdbcompression": yesNo("yes"),
  "rdbchecksum": yesNo("yes", FIXED),
  "rdb-save-incremental-fsync": yesNo("yes"),
  "rdb-key-save-delay": int(0, -INT - 1n, INT, { hidden: true }),
  "key-load-delay": int(0, -INT - 1n, INT, { hidden: true, inert: true }),
  "loading-process-events-interval-bytes": int(2097152, 1024n, INT, { hidden: true, inert: true }),
  "sanitize-dump-payload": word("no", ["no", "yes", "clients"], { inert: true }),

  // The append-only file.
  "appendonly": yesNo("no", { denyLoading: true, effect: "append-only" }),
  "appendfilename": text(
    "appendonly.aof",
    plainName("appendfilename", "filename", false),
    FIXED,
  ),
  "appenddirname": text("appendonlydir", plainName("appenddirname", "dirname", false), FIXED),
  "appendfsync": word("everysec", ["everysec", "always", "no"], {
    effect: "append-only",
  }),
  "no-appendfsync-on-rewrite": yesNo("no"),
  "auto-aof-rewrite-percentage": int(100, 0n, INT),
  "auto-aof-rewrite-min-size": memory(64n * MB, 0n, MAX_I64),
  "aof-load-truncated": yesNo("yes"),
  "aof-use-rdb-preamble": yesNo("yes"),
  "aof-timestamp-enabled": yesNo("no"),
  "aof-rewrite-incremental-fsync": yesNo("yes"),
  "aof-disable-auto-gc": yesNo("no", { hidden: true }),

  // Replication.
  "replicaof": list(MASTER, "", { ...FIXED_LATER, alias: "slaveof" }),
  "masteruser": optional({ ...LATER, sensitive: true }),
  "masterauth": optional({ ...LATER, sensitive: true }, { binary: true }),
  "replica-serve-stale-data": yesNo("yes", { ...LATER, alias: "slave-serve-stale-data" }),
  "replica-read-only": yesNo("yes", { ...LATER, alias: "slave-read-only" }),
  "replica-ignore-maxmemory": yesNo("yes", { ...LATER, alias: "slave-ignore-maxmemory" }),
  "replica-ignore-disk-write-errors": yesNo("no", LATER),
  "replica-lazy-flush": yesNo("no", { ...INERT, alias: "slave-lazy-flush" }),
  "replica-priority": int(100, 0n, INT, { ...LATER, alias: "slave-priority" }),
  "replica-announced": yesNo("yes", LATER),
  "replica-announce-ip": optional({ ...LATER, alias: "slave-announce-ip" }),
  "replica-announce-port": int(0, 0n, 65535n, { ...LATER, alias: "slave-announce-port" }),
  "repl-timeout": int(60, 1n, INT, LATER),
  "repl-ping-replica-period": int(10, 1n, INT, { ...LATER, alias: "repl-ping-slave-period" }),
  "repl-backlog-size": memory(MB, 1n, MAX_I64, {
    ...LATER,
    effect: "replication",
    raisedTo: "16384",
  }),
  "repl-backlog-ttl": int(3600, 0n, MAX_I64, LATER),
  "repl-disable-tcp-nodelay": yesNo("no", LATER),
  "repl-diskless-sync": yesNo("yes", LATER),
  "repl-diskless-sync-delay": int(5, 0n, INT, LATER),
  "repl-diskless-sync-max-replicas": int(0, 0n, INT, LATER),
  "repl-diskless-load": word("disabled", ["disabled", "on-empty-db", "swapdb"], {
    ...LATER,
    denyLoading: true,
  }),
  "rdb-del-sync-files": yesNo("no", LATER),
  "min-replicas-to-write": int(0, 0n, INT, {
    ...LATER,
    alias: "min-slaves-to-write",
    effect: "replication",
  }),
  "min-replicas-max-lag": int(10, 0n, INT, {
    ...LATER,
    alias: "min-slaves-max-lag",
    effect: "replication",
  }),

  // Cluster: this server runs without one.
  "cluster-enabled": yesNo("no", FIXED_INERT),
  "cluster-config-file": text("nodes.conf", {}, FIXED_INERT),
  "cluster-port": int(0, 0n, 65535n, FIXED_INERT),
  "cluster-node-timeout": int(15000, 0n, MAX_I64, INERT),
  "cluster-ping-interval": int(0, 0n, MAX_I64, { hidden: true, inert: true }),
  "cluster-migration-barrier": int(1, 0n, INT, INERT),
  "cluster-replica-validity-factor": int(10, 0n, INT, {
    inert: true,
    alias: "cluster-slave-validity-factor",
  }),
  "cluster-replica-no-failover": yesNo("no", { inert: true, alias: "cluster-slave-no-failover" }),
  "cluster-require-full-coverage": yesNo("yes", INERT),
  "cluster-allow-reads-when-down": yesNo("no", INERT),
  "cluster-allow-pubsubshard-when-down": yesNo("yes", INERT),
  "cluster-allow-replica-migration": yesNo("yes", INERT),
  "cluster-link-sendbuf-limit": memory(0n, 0n, MAX_U64, INERT),
  "cluster-preferred-endpoint-type": word("ip", ["ip", "hostname", "unknown-endpoint"], INERT),
  "cluster-announce-ip": optional(INERT),
  "cluster-announce-hostname": optional(INERT, HOST_NAME),
  "cluster-announce-human-nodename": optional(INERT, NODE_NAME),
  "cluster-announce-port": int(0, 0n, 65535n, INERT),
  "cluster-announce-tls-port": int(0, 0n, 65535n, INERT),
  "cluster-announce-bus-port": int(0, 0n, 65535n, INERT),

  // TLS: this server speaks none.
  "tls-port": int(0, 0n, 65535n, TLS),
  "tls-cert-file": optional(TLS),
  "tls-key-file": optional(TLS),
  "tls-key-file-pass": optional({ ...TLS, sensitive: true }),
  "tls-client-cert-file": optional(TLS),
  "tls-client-key-file": optional(TLS),
  "tls-client-key-file-pass": optional({ ...TLS, sensitive: true }),
  "tls-dh-params-file": optional(TLS),
  "tls-ca-cert-file": optional(TLS),
  "tls-ca-cert-dir": optional(TLS),
  "tls-auth-clients": word("yes", ["no", "yes", "optional"], TLS),
  "tls-replication": yesNo("no", TLS),
  "tls-cluster": yesNo("no", TLS),
  "tls-protocols": optional(TLS),
  "tls-ciphers": optional(TLS),
  "tls-ciphersuites": optional(TLS),
  "tls-prefer-server-ciphers": yesNo("no", TLS),
  "tls-session-caching": yesNo("yes", TLS),
  "tls-session-cache-size": int(20480, 0n, INT, TLS),
  "tls-session-cache-timeout": int(300, 0n, INT, TLS),
} satisfies Record<string, Parameter<unknown>>;

/** The name of a parameter; not an alias. */
export type Name = keyof typeof TABLE;

/** All names, in alphabetical order. */
export const NAMES: readonly Name[] = (Object.keys(TABLE) as Name[]).sort();

/** From every name and alias, in lower case, to the name. */
const CANONICAL: ReadonlyMap<string, Name> = new Map(
  NAMES.flatMap((name) => {
    const { alias } = parameter(name);
    return alias === undefined ? [[name, name]] : [[name, name], [alias, name]];
  }),
);

/** Every name and alias that a pattern may find, in alphabetical order. */
export const VISIBLE: readonly string[] = [...CANONICAL]
  .filter(([, name]) => !parameter(name).hidden)
  .map(([spelling]) => spelling)
  .sort();

/** The row of a parameter. */
export function parameter(name: Name): Parameter<unknown> {
  return TABLE[name];
}

/** The parameter that a name or alias, in any case, stands for; undefined if there is none. */
export function findParameter(spelling: string): Name | undefined {
  return CANONICAL.get(spelling.toLowerCase());
}
