/**
 * The command table of one engine: finds a command by the bytes of its name, and keeps the
 * numbers of each.
 */

import { Args, fromLatin1 } from "../resp/args.ts";
import { LatencyHistogram } from "../state/latency_histogram.ts";
import { CATEGORIES, categoriesOf } from "./categories.ts";
import type { CommandDefinition } from "./command.ts";
import type { Execute } from "./context.ts";
import type { CommandFlag, CommandSpec } from "./spec.ts";

/** A command as it runs: its facts in the form that dispatch asks for, and its numbers. */
export class Command {
  readonly spec: CommandSpec;
  /** Lower case, with the container's name: `client|getname`. */
  readonly name: string;
  /** The name it is found by, in capitals. */
  nameBytes: Uint8Array;
  readonly arity: number;
  readonly execute: Execute | undefined;
  /** By name in capitals; null if the command has none. */
  readonly subcommands: ReadonlyMap<string, Command> | null;
  readonly parent: Command | null;
  readonly isWrite: boolean;
  readonly isRead: boolean;
  /** Whether it may change keys, or do something else that replicas have to know of. */
  readonly mayReplicate: boolean;
  readonly deniesOom: boolean;
  readonly needsAuth: boolean;
  readonly isProtected: boolean;
  readonly isHiddenFromMonitor: boolean;
  readonly isHiddenFromSlowLog: boolean;
  readonly isForbiddenInMulti: boolean;
  /** Whether it can be had while the data are being loaded. */
  readonly runsWhileLoading: boolean;
  /** The argument that is its one key, if it always has one and always there; else 0. */
  readonly soleKey: number;
  /** Cheap enough that its time is measured together with that of its neighbours. */
  readonly isQuick: boolean;

  /**
   * Reads or writes one key and nothing else (or is PING): it neither waits nor changes anything of
   * the session or the server.
   */
  readonly isPlain: boolean;

  /** As what the latency monitor knows it. */
  readonly latencyEvent: "command" | "fast-command";
  readonly latency: LatencyHistogram = new LatencyHistogram();
  calls = 0;
  micros = 0;
  rejected = 0;
  failed = 0;

  constructor(definition: CommandDefinition, parent: Command | null) {
    const { spec } = definition;
    const has = (flag: CommandFlag) => spec.flags?.includes(flag) ?? false;
    this.spec = spec;
    this.parent = parent;
    this.name = (parent === null ? spec.name : `${parent.spec.name}|${spec.name}`).toLowerCase();
    this.nameBytes = fromLatin1(spec.name);
    this.arity = spec.arity;
    this.execute = definition.execute;
    this.isWrite = has("write");
    this.isRead = has("readonly");
    this.mayReplicate = this.isWrite || has("may_replicate");
    this.deniesOom = has("denyoom");
    this.needsAuth = !has("no_auth");
    this.isProtected = has("protected");
    this.isHiddenFromMonitor = has("skip_monitor") || has("admin");
    this.isHiddenFromSlowLog = has("skip_slowlog");
    this.isForbiddenInMulti = has("no_multi");
    this.runsWhileLoading = has("loading");
    this.latencyEvent = has("fast") ? "fast-command" : "command";
    this.isQuick = (has("fast") || spec.complexity === "O(1)") && !has("blocking");
    this.soleKey = soleKeyOf(spec);
    const usesOneKey = this.soleKey > 0 && (this.isRead || this.isWrite);
    this.isPlain = this.isQuick && (usesOneKey || this.name === "ping") &&
      this.execute !== undefined;
    const { subcommands } = definition;
    this.subcommands = subcommands.length === 0
      ? null
      : new Map(subcommands.map((sub) => [sub.spec.name, new Command(sub, this)]));
  }

  /** Counts anew. */
  resetStats(): void {
    this.calls =
      this.micros =
      this.rejected =
      this.failed =
        0;
    this.latency.clear();
  }

  /** ACL categories, without `@`. */
  get categories(): string[] {
    return categoriesOf(this.spec);
  }
}

function soleKeyOf({ keys = [] }: CommandSpec): number {
  if (keys.length !== 1) return 0;
  const [{ begin, find, flags }] = keys;
  if (begin === "unknown" || !("index" in begin) || flags.includes("not_key")) return 0;
  return find !== "unknown" && "last" in find && find.last === 0 ? begin.index : 0;
}

const BUCKETS = 1024;

export class CommandTable {
  /** ACL categories, without `@`. */
  readonly categories: readonly string[] = CATEGORIES;
  /** Commands by name in capitals, containers included, in alphabetical order. */
  readonly all: ReadonlyMap<string, Command>;
  readonly #buckets: Command[][] = Array.from({ length: BUCKETS }, () => []);

  constructor(definitions: readonly CommandDefinition[]) {
    const sorted = [...definitions].sort((a, b) => a.spec.name < b.spec.name ? -1 : 1);
    this.all = new Map(sorted.map((each) => [each.spec.name, new Command(each, null)]));
    for (const command of this.all.values()) this.#bucket(command.nameBytes).push(command);
  }

  /** The command that argument 0 names, whatever its case; undefined if there is none. */
  find(args: Args): Command | undefined {
    const { bytes, starts, ends } = args;
    const start = starts[0];
    const end = ends[0];
    const bucket = this.#buckets[bucketOf(bytes, start, end)];
    for (let i = 0; i < bucket.length; i++) {
      if (isName(bucket[i].nameBytes, bytes, start, end)) return bucket[i];
    }
    return undefined;
  }

  /**
   * Has a command found by another name or, if that is empty, by none (`rename-command`): for
   * permissions, statistics and what is logged in its place it keeps its own. Returns why that cannot
   * be, or an empty text.
   */
  rename(from: string, to: string): string {
    const command = this.find(Args.of(from));
    if (command === undefined) return "No such command in rename-command";
    const bucket = this.#bucket(command.nameBytes);
    bucket.splice(bucket.indexOf(command), 1);
    if (to === "") return "";
    if (this.find(Args.of(to)) !== undefined) return "Target command name already exists";
    command.nameBytes = fromLatin1(to.replace(/[a-z]/g, (letter) => letter.toUpperCase()));
    this.#bucket(command.nameBytes).push(command);
    return "";
  }

  #bucket(name: Uint8Array): Command[] {
    return this.#buckets[bucketOf(name, 0, name.length)];
  }

  /** A command by its own full name, `client|getname`, in any case. */
  byName(fullName: string): Command | undefined {
    const [name, sub, ...rest] = fullName.toUpperCase().split("|");
    const command = this.all.get(name);
    if (sub === undefined) return command;
    return rest.length === 0 ? command?.subcommands?.get(sub) : undefined;
  }
}

/** Whether `bytes[start, end)` are this name, whatever their case. */
function isName(name: Uint8Array, bytes: Uint8Array, start: number, end: number): boolean {
  if (name.length !== end - start) return false;
  for (let i = 0; i < name.length; i++) {
    const byte = bytes[start + i];
    if ((byte >= 0x61 && byte <= 0x7a ? byte - 0x20 : byte) !== name[i]) return false;
  }
  return true;
}

/** A cheap hash of a name that ignores case: its length and four of its letters. */
function bucketOf(bytes: Uint8Array, start: number, end: number): number {
  const length = end - start;
  if (length === 0) return 0;
  let hash = length;
  hash = hash * 31 + (bytes[start] & 0x1f);
  hash = hash * 31 + (bytes[start + (length >> 2)] & 0x1f);
  hash = hash * 31 + (bytes[start + (length >> 1)] & 0x1f);
  hash = hash * 31 + (bytes[end - 1] & 0x1f);
  return hash & (BUCKETS - 1);
}
