/**
 * What a command's function is given. One object, reused for every command of an engine: nothing
 * of it may be kept beyond the call.
 */

import type { Database } from "../keyspace/database.ts";
import type { Args } from "../resp/args.ts";
import type { ReplyWriter } from "../resp/reply_writer.ts";
import type { Server } from "../state/server.ts";
import type { Session } from "../state/session.ts";
import type { Goal, Wait } from "../state/waits.ts";
import type { Command, CommandTable } from "./table.ts";

export interface Context {
  readonly args: Args;
  readonly reply: ReplyWriter;
  /** The session's selected database. */
  readonly db: Database;
  readonly session: Session;
  readonly server: Server;
  readonly commands: CommandTable;
  /** The time of this turn, Unix milliseconds. */
  readonly nowMs: number;
  /** Whether the command runs within EXEC, where nothing may wait. */
  readonly isInTransaction: boolean;

  /**
   * Reports that the key named by argument `i` was changed: it counts as dirty, whoever watches it
   * is told, and so are the listeners to keyspace notifications, unless `event` is empty.
   */
  changed(i: number, kind: EventKind, event: string): void;
  /** The same for a key that is not an argument, or lies in another database. */
  changedKey(
    db: Database,
    key: Uint8Array,
    start: number,
    end: number,
    kind: EventKind,
    event: string,
  ): void;
  /** Tells listeners to keyspace notifications of one more event of a change already reported. */
  notify(i: number, kind: EventKind, event: string): void;
  /**
   * Gives the command that has this command's effect when it is replayed, to be logged in its
   * place (`EXPIRE` becomes `PEXPIREAT`). Called more than once, it makes a transaction. Words are
   * strings (one byte a character), numbers, or indexes of arguments wrapped by `arg`.
   */
  effect(...words: readonly EffectWord[]): void;
  /** Whether anybody listens to effects: else those that are costly to tell need not be told. */
  readonly hasEffectListeners: boolean;
  /**
   * Makes the client wait until one of the keys, arguments `first` to `last`, holds a value of this
   * type and was changed: then the same command is executed again, from its beginning. To wait again
   * then keeps the client's place among those who wait. After `timeoutMs` (0: never) the null array is
   * replied; where nothing may wait, at once. With `mindsLoss` it is executed again when a key is
   * deleted or gets another type, too. `standIn`, if there is one, is executed in the command's place:
   * the same with what was relative to the time of waiting made absolute.
   */
  block(
    type: number,
    first: number,
    last: number,
    timeoutMs: number,
    mindsLoss?: boolean,
    standIn?: Args,
  ): void;
  /** Has the client wait for something that is no key; within MULTI it is answered at once. */
  blockFor(goal: Goal, timeoutMs: number): void;
  /** Wakes those who wait for the key that argument `i` names, though nothing in it was changed. */
  wake(i: number): void;
  /** Ends another client's wait, with this error or, if empty, as if its time were up. */
  endWait(wait: Wait, error: string): void;
  /** With how many more bytes of output the client is cut off; Infinity: there is no limit. */
  outputRoom(): number;
  /** Executes a command that was queued, as if the session had sent it. */
  run(command: Command, args: Args): void;
}

/** A word of an effect: text, a number, or the bytes of an argument. */
export type EffectWord = string | number | ArgWord;

/** Stands for the bytes of an argument in an effect. */
export interface ArgWord {
  readonly arg: number;
}

/** Argument `i`, as a word of an effect. */
export function arg(i: number): ArgWord {
  return { arg: i };
}

/** Classes of keyspace notifications, as `notify-keyspace-events` names them. */
export type EventKind =
  | "generic"
  | "string"
  | "list"
  | "set"
  | "hash"
  | "zset"
  | "expired"
  | "evicted"
  | "stream"
  | "new"
  | "miss";

/** What a command does. Failing checks may throw `ReplyError`; what was replied is then dropped. */
export type Execute = (context: Context) => void;
