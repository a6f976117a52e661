/**
 * What a command says about itself.
 *
 * A command is one object (the facts below) and one function, side by side in one file.
 * COMMAND, COMMAND DOCS, arity checks, ACL categories, key extraction, the prompt's hints and
 * completion are all views of this object; none of them is typed twice.
 */

/** The kinds of argument that COMMAND DOCS knows. */
export type ArgType =
  | "string"
  | "integer"
  | "double"
  | "key"
  | "pattern"
  | "unix-time"
  | "pure-token"
  | "oneof"
  | "block";

/** One argument of a command, as COMMAND DOCS describes it. */
export interface ArgSpec {
  readonly name: string;
  readonly type: ArgType;
  /** The literal word that introduces the argument (or is the argument: `pure-token`). */
  readonly token?: string;
  /** What a person sees in a hint, when it differs from `name`. */
  readonly display?: string;
  readonly summary?: string;
  readonly since?: string;
  readonly deprecatedSince?: string;
  readonly optional?: boolean;
  readonly multiple?: boolean;
  /** With `multiple`: the token is repeated before every value. */
  readonly multipleToken?: boolean;
  /** Index into `CommandSpec.keys`, for arguments of type `key`. */
  readonly keySpec?: number;
  /** The alternatives of a `oneof`, the parts of a `block`. */
  readonly args?: readonly ArgSpec[];
}

/** Flags of COMMAND INFO, in Redis's own spelling. */
export type CommandFlag =
  | "write"
  | "readonly"
  | "denyoom"
  | "admin"
  | "pubsub"
  | "noscript"
  | "blocking"
  | "loading"
  | "stale"
  | "skip_monitor"
  | "skip_slowlog"
  | "asking"
  | "fast"
  | "no_auth"
  | "may_replicate"
  | "no_mandatory_keys"
  | "protected"
  | "sentinel"
  | "no_async_loading"
  | "no_multi"
  | "allow_busy"
  | "movablekeys";

/** Flags of a key specification: how a command uses the keys it names. */
export type KeyFlag =
  | "RO"
  | "RW"
  | "OW"
  | "RM"
  | "access"
  | "update"
  | "insert"
  | "delete"
  | "not_key"
  | "incomplete"
  | "variable_flags";

/** Where the keys of a command stand among its arguments (COMMAND INFO's "key specifications"). */
export interface KeySpec {
  readonly flags: readonly KeyFlag[];
  readonly notes?: string;
  /** The first key: at an index, or after a keyword searched for from an index on. */
  readonly begin:
    | { readonly index: number }
    | { readonly keyword: string; readonly startFrom: number }
    | "unknown";
  /** How the rest is found. `last` is relative to the first key; negative counts from the end. */
  readonly find:
    | { readonly last: number; readonly step: number; readonly limit: number }
    | { readonly keynumIndex: number; readonly firstKey: number; readonly step: number }
    | "unknown";
}

/** The functional group, as `COMMAND DOCS` and the manual name it. */
export type CommandGroup =
  | "string"
  | "bitmap"
  | "hyperloglog"
  | "generic"
  | "list"
  | "hash"
  | "set"
  | "sorted-set"
  | "geo"
  | "stream"
  | "pubsub"
  | "transactions"
  | "scripting"
  | "connection"
  | "server"
  | "cluster";

/** The facts about one command (or, inside `subcommands`, one subcommand). */
export interface CommandSpec {
  /** In capitals; a subcommand carries its own word only: `"GETNAME"`. */
  readonly name: string;
  readonly summary: string;
  readonly since: string;
  readonly group: CommandGroup;
  readonly complexity: string;
  /** The name counts; -2 means "two or more". For a subcommand both words count. */
  readonly arity: number;
  readonly flags?: readonly CommandFlag[];
  readonly keys?: readonly KeySpec[];
  readonly args?: readonly ArgSpec[];
  /** ACL categories beyond those that follow from group and flags, e.g. `["dangerous"]`. */
  readonly categories?: readonly string[];
  /** Hints for clients and proxies, e.g. `"nondeterministic_output"`. */
  readonly tips?: readonly string[];
  readonly history?: readonly (readonly [since: string, change: string])[];
  readonly deprecated?: { readonly since: string; readonly replacedBy: string };
  /** For servers and their testers, not for applications: `syscmd` in COMMAND DOCS. */
  readonly isInternal?: boolean;
  readonly subcommands?: readonly CommandSpec[];
}

/** One key, or a run of keys, at a fixed place: `keyRange(["RO", "access"], 1)`, `(…, 1, -1)`. */
export function keyRange(flags: readonly KeyFlag[], first: number, last = 0, step = 1): KeySpec {
  return { flags, begin: { index: first }, find: { last, step, limit: 0 } };
}

/** Keys counted by an argument: `numkeys key [key ...]`, the count standing at `index`. */
export function keyCount(flags: readonly KeyFlag[], index: number): KeySpec {
  return { flags, begin: { index }, find: { keynumIndex: 0, firstKey: 1, step: 1 } };
}
