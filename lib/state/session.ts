/** One client as the engine sees it: what it chose, what it waits for, where its replies go. */

import type { Database } from "../keyspace/database.ts";
import type { Args } from "../resp/args.ts";
import { ReplyWriter } from "../resp/reply_writer.ts";
import type { User } from "./acl/user.ts";
import type { Subscriptions } from "./channels.ts";
import type { Tracked } from "./tracking.ts";
import type { Wait } from "./waits.ts";

/** The other end of a session; the server's connection, or a client in memory. */
export interface Peer {
  /** `host:port` of the client, a path for a Unix socket. */
  readonly address: string;
  readonly localAddress: string;
  /** A number that CLIENT LIST shows as `fd`. */
  readonly descriptor: number;
  /** Whether the client sits on this machine (a loopback address or a Unix socket). */
  readonly isLocal: boolean;
  /** Bytes received that are not executed yet, and the room held for them. */
  readonly inputBytes: number;
  readonly inputRoom: number;
  /** Bytes that wait to be sent, besides the session's own reply buffer. */
  readonly outputBytes: number;
  /** Sends what the session's reply holds. */
  flush(): void;
  /** Goes on with commands that arrived while the session was parked. */
  resume(): void;
  /** Ends the connection now, without sending what waits. */
  close(): void;
}

/** A command that waits for EXEC. */
export interface QueuedCommand {
  readonly command: unknown;
  readonly args: Args;
}

/** What one command in a queue takes besides its arguments, in bytes. */
const QUEUED_BYTES = 500;

/** What MULTI opened. */
export class Transaction {
  readonly queue: QueuedCommand[] = [];
  /** Memory that the queue takes. */
  bytes = 0;
  /** A command was refused while queueing: EXEC will answer EXECABORT. */
  isBroken = false;

  /** Queues a command; the arguments are copied. */
  add(command: unknown, args: Args): void {
    const copy = args.clone();
    this.queue.push({ command, args: copy });
    this.bytes += QUEUED_BYTES + copy.bytes.length;
  }
}

/** What the client wants to hear: CLIENT REPLY. `skip` is for the next command, `skipping` now. */
export type ReplyMode = "on" | "off" | "skip" | "skipping";

export class Session {
  readonly id: number;
  readonly peer: Peer;
  readonly reply: ReplyWriter = new ReplyWriter();
  db: Database;
  /** When the client connected, Unix milliseconds. */
  readonly createdMs: number;
  /** When it last sent a command. (Begun as a number, it costs no allocation to set.) */
  activeMs = 0;
  /** CLIENT SETNAME, SETINFO. */
  name = "";
  libraryName = "";
  libraryVersion = "";
  /** The user it is authenticated as. */
  user: User;
  isAuthenticated: boolean;
  transaction: Transaction | null = null;
  /** Keys under WATCH, null if there are none; `isStale` once one of them was changed. */
  watched: WatchedKeys | null = null;
  isStale = false;
  replyMode: ReplyMode = "on";
  /** What it subscribes to; null if that is nothing. */
  subscriptions: Subscriptions | null = null;
  /** CLIENT TRACKING; null while it is off. */
  tracked: Tracked | null = null;
  isMonitor = false;
  noEvict = false;
  noTouch = false;
  /** No further commands are read until it is unparked: paused, or waiting for a key. */
  isParked = false;
  /** What it waits for, if that is a key. */
  wait: Wait | null = null;
  /** Whether it is told something out of turn that is sent when the turn ends. */
  isToldSomething = false;
  /** The connection ends once the replies have been sent. */
  isClosing = false;
  /** Full name of the last command, as CLIENT LIST shows it: `client|list`. */
  lastCommand = "";
  /** Since when its output has been beyond the soft limit, Unix milliseconds; 0: it is not. */
  overSoftLimitMs = 0;
  /** Its last change, counted as `AppendOnly.takenBytes` is. */
  writtenUpTo = 0;
  /** What `ClientMemory` counts for it. */
  countedBytes = 0;
  commandsDone = 0;
  bytesIn = 0;
  bytesOut = 0;

  constructor(
    id: number,
    peer: Peer,
    db: Database,
    nowMs: number,
    user: User,
    isAuthenticated: boolean,
  ) {
    this.id = id;
    this.peer = peer;
    this.db = db;
    this.createdMs = nowMs;
    this.activeMs = nowMs;
    this.user = user;
    this.isAuthenticated = isAuthenticated;
  }

  /** Whether replies are not sent now. */
  get isMuted(): boolean {
    return this.replyMode !== "on" && this.replyMode !== "skip";
  }
}

/** The keys under WATCH of one session. */
export interface WatchedKeys {
  /** By database and key. */
  readonly byName: Map<string, WatchedKey>;
  /** Memory that they take. */
  bytes: number;
}

/** A key under WATCH, with whether it had already expired when the watch began. */
export interface WatchedKey {
  readonly db: Database;
  /** Latin-1. */
  readonly key: string;
  wasExpired: boolean;
}
