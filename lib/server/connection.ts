/**
 * One client's connection: bytes in, commands to the engine, replies out.
 *
 * All commands that one read brings are executed, and their replies leave in one send. While a
 * send is under way nothing is read, so a slow client slows itself down.
 */

import type { Engine } from "../engine/engine.ts";
import { isOutputExcessive, UNLIMITED_OUTPUT_BYTES } from "../engine/output_limits.ts";
import { ProtocolError } from "../resp/errors.ts";
import type { RequestSource } from "../resp/request_reader.ts";
import type { Socket, SocketHandler } from "../runtime/sockets.ts";
import type { Peer, Session } from "../state/session.ts";
import { isLoopback } from "./addresses.ts";

const FIRST_ROOM = 16 * 1024;
/** The input buffer grows to this when a client sends a lot at once. */
const STEADY_ROOM = 64 * 1024;
/** Replies of so many bytes are sent before the next command is executed. */
const REPLY_BYTES_HELD = 1024 * 1024;

export class Connection implements Peer, SocketHandler {
  readonly address: string;
  readonly localAddress: string;
  readonly descriptor: number;
  readonly isLocal: boolean;
  readonly session: Session;
  readonly #engine: Engine;
  readonly #socket: Socket;
  readonly #reader: RequestSource;
  readonly #onClosed: (connection: Connection) => void;
  /** Bytes received and not executed yet: `#input[#start, #end)`. */
  #input: Uint8Array = NOTHING;
  #start = 0;
  #end = 0;
  /** The buffer that is being sent, and how much of it. */
  #sending: Uint8Array | null = null;
  #sendingBytes = 0;
  #spare: Uint8Array = NOTHING;
  /** Commands wait until the replies before them have been sent. */
  #isHeldBack = false;
  #isClosed = false;

  constructor(
    engine: Engine,
    socket: Socket,
    reader: RequestSource,
    descriptor: number,
    onClosed: (connection: Connection) => void,
  ) {
    this.#engine = engine;
    this.#socket = socket;
    this.#onClosed = onClosed;
    this.address = socket.remoteAddress;
    this.localAddress = socket.localAddress;
    this.descriptor = descriptor;
    this.isLocal = isLoopback(this.address);
    this.#reader = reader;
    this.session = engine.connect(this);
  }

  get inputBytes(): number {
    return this.#end - this.#start;
  }

  get inputRoom(): number {
    return this.#input.length;
  }

  get outputBytes(): number {
    return this.#sendingBytes;
  }

  room(): Uint8Array {
    if (this.#start === this.#end) {
      const { length } = this.#input;
      if (length === 0 || length > STEADY_ROOM) this.#input = new Uint8Array(FIRST_ROOM);
      this.#start = this.#end = 0;
      return this.#input;
    }
    this.#makeRoom(1);
    return this.#input.subarray(this.#end);
  }

  filled(count: number): void {
    const isFull = this.#start === 0 && this.#end === 0 && count === this.#input.length;
    this.#end += count;
    this.#account(count);
    this.#start = this.#process(this.#input, this.#start, this.#end);
    if (isFull && count < STEADY_ROOM && this.#start === this.#end) {
      this.#input = new Uint8Array(STEADY_ROOM);
      this.#start = this.#end = 0;
    }
  }

  arrived(bytes: Uint8Array): void {
    this.#account(bytes.length);
    if (this.#start === this.#end) {
      const done = this.#process(bytes, 0, bytes.length);
      if (done === bytes.length || this.#isClosed) return;
      const rest = bytes.length - done;
      this.#start = this.#end = 0;
      if (this.#input.length < rest) this.#input = new Uint8Array(Math.max(rest, FIRST_ROOM));
      this.#input.set(bytes.subarray(done), 0);
      this.#end = rest;
      this.#reader.rebase(this.#input, -done);
    } else {
      this.#makeRoom(bytes.length);
      this.#input.set(bytes, this.#end);
      this.#end += bytes.length;
      this.#start = this.#process(this.#input, this.#start, this.#end);
    }
  }

  sent(): void {
    const sent = this.#sending!;
    this.#sending = null;
    this.#sendingBytes = 0;
    if (sent.length <= STEADY_ROOM) this.#spare = sent;
    this.#countMemory();
    if (this.#isHeldBack) {
      this.#isHeldBack = false;
      this.#start = this.#process(this.#input, this.#start, this.#end);
      return;
    }
    if (this.session.reply.length > 0) this.flush();
    else if (this.session.isClosing) this.close();
    else this.#watchOutput();
  }

  closed(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#engine.disconnect(this.session);
    this.#onClosed(this);
  }

  flush(): void {
    this.#flush();
    this.#countMemory();
  }

  #flush(): void {
    const { reply } = this.session;
    if (this.#isClosed) return;
    if (this.#sending !== null) return void this.#watchOutput();
    const { appendOnly } = this.#engine.server;
    if (appendOnly !== null && appendOnly.holds(this)) return;
    if (reply.length === 0) {
      if (this.session.isClosing) this.close();
      return;
    }
    const { bytes, length } = reply;
    if (length > UNLIMITED_OUTPUT_BYTES && this.#watchOutput()) return;
    this.session.bytesOut += length;
    this.#engine.server.stats.bytesOut += length;
    this.#engine.server.stats.writes++;
    if (this.#socket.send(bytes, length)) {
      reply.clear();
      this.session.overSoftLimitMs = 0;
      if (this.session.isClosing) this.close();
    } else {
      // The buffer is being sent: replies that come meanwhile go to another one.
      this.#sending = bytes;
      this.#sendingBytes = length;
      reply.bytes = this.#spare;
      reply.length = 0;
      this.#spare = NOTHING;
    }
  }

  #countMemory(): void {
    if (this.#isClosed) return;
    this.#engine.server.clientMemory.count(this.session);
    this.#engine.clientEviction.watch();
  }

  resume(): void {
    this.#start = this.#process(this.#input, this.#start, this.#end);
  }

  finish(): void {
    this.session.isClosing = true;
    this.flush();
  }

  close(): void {
    this.#socket.close();
    this.closed();
  }

  #account(count: number): void {
    this.session.bytesIn += count;
    const { stats } = this.#engine.server;
    stats.bytesIn += count;
    stats.reads++;
  }

  /** Executes what is complete in `bytes[start, end)` and returns where the rest begins. */
  #process(bytes: Uint8Array, start: number, end: number): number {
    const { session } = this;
    const engine = this.#engine;
    const reader = this.#reader;
    if (session.isParked) return this.#checkLimit(start, end);
    reader.isRestricted = engine.mustAuthenticate(session);
    const { queryBufferMax } = engine.settings;
    engine.beginTurn(session);
    try {
      while (!session.isClosing) {
        const next = reader.read(bytes, start, end);
        if (next < 0 || next - start > queryBufferMax) break;
        if (reader.args.count > 0) {
          if (!engine.execute(session, reader.args)) break;
          reader.isRestricted = engine.mustAuthenticate(session);
        }
        start = next;
        if (session.isParked) break;
        if (session.reply.length > REPLY_BYTES_HELD && !this.#sendsAtOnce()) break;
      }
    } catch (error) {
      session.isClosing = true;
      if (error instanceof ProtocolError) {
        const line = `ERR Protocol error: ${error.message}`;
        session.reply.error(line);
        engine.server.stats.countError(line);
      } else {
        // A bug of ours: it is told where it can be seen, and costs one connection, not the server.
        const { stack, message } = error as Error;
        engine.server.host.log("warning", `Bug in a command: ${stack ?? message}`);
        session.reply.error("ERR internal error, see the server's log");
      }
    }
    if (session.isClosing) start = end;
    else start = this.#checkLimit(start, end);
    engine.endTurn();
    this.flush();
    return start;
  }

  /** Cuts off a client that sends more than is ever executed; else all stays as it is. */
  #checkLimit(start: number, end: number): number {
    if (end - start <= this.#engine.settings.queryBufferMax) return start;
    this.#engine.server.stats.inputLimitClosings++;
    this.close();
    return end;
  }

  /** Sends what was answered so far; false if the commands behind it have to wait for that. */
  #sendsAtOnce(): boolean {
    this.flush();
    this.#isHeldBack = this.#sending !== null;
    return !this.#isHeldBack;
  }

  /** Makes `#input` hold at least `size` more bytes, and the bulk string that is being read. */
  #makeRoom(size: number): void {
    const used = this.#end - this.#start;
    const wanted = used + Math.max(size, Math.min(this.#reader.missingBytes, 2 * used));
    if (this.#end + Math.max(size, FIRST_ROOM / 4) <= this.#input.length) return;
    let target = this.#input;
    if (wanted > target.length || target.length === 0) {
      target = new Uint8Array(Math.max(FIRST_ROOM, wanted, 2 * used));
      target.set(this.#input.subarray(this.#start, this.#end));
    } else {
      target.copyWithin(0, this.#start, this.#end);
    }
    this.#reader.rebase(target, -this.#start);
    this.#input = target;
    this.#end = used;
    this.#start = 0;
  }

  /** Cuts off a client, and is true, if its unsent output exceeds `client-output-buffer-limit`. */
  #watchOutput(): boolean {
    const { session } = this;
    const { host, stats } = this.#engine.server;
    const waiting = this.#sendingBytes + session.reply.length;
    if (!isOutputExcessive(this.#engine, session, waiting)) return false;
    host.log("warning", `Closing client ${this.address}: ${waiting} bytes of output wait for it`);
    stats.outputLimitClosings++;
    this.close();
    return true;
  }
}

const NOTHING = new Uint8Array(0);
