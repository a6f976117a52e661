/** A server: an engine with listeners, a beating clock and the process around it. */

import fs from "node:fs";
import { Engine } from "../engine/engine.ts";
import { loadSockets, type Sockets } from "../runtime/host.ts";
import type { Listener, Socket, SocketHandler } from "../runtime/sockets.ts";
import type { Config } from "../state/config/config.ts";
import { BadValue } from "../state/config/error.ts";
import { textToUtf8 } from "../state/config/text.ts";
import type { Clock } from "../state/clock.ts";
import type { Host } from "../state/server.ts";
import { isLoopback } from "./addresses.ts";
import { Connection } from "./connection.ts";
import { type Dialect, REDIS } from "./dialect.ts";
import { PROTECTED_MODE, Refusal, TOO_MANY_CLIENTS } from "./refusal.ts";
import { ListenError, TcpListeners } from "./tcp_listeners.ts";

/** How long clients are given to read their last replies when the server stops. */
const FAREWELL_MS = 1000;

/** Timers take no longer delays. */
const LONGEST_ALARM_MS = 2 ** 31 - 1;

export interface ServerOptions {
  readonly config: Config;
  readonly clock: Clock;
  readonly random: () => number;
  readonly host: Host;
  /** What is spoken; Redis's commands in RESP if absent. */
  readonly dialect?: Dialect;
}

export class RespiteServer {
  readonly engine: Engine;
  readonly #config: Config;
  readonly #dialect: Dialect;
  readonly #connections = new Set<Connection>();
  #tcp: TcpListeners | undefined;
  #unixListener: Listener | undefined;
  #timer: ReturnType<typeof setInterval> | undefined;
  #alarm: ReturnType<typeof setTimeout> | undefined;
  #alarmAtMs = Infinity;
  #nextDescriptor = 8;
  #onEmpty: () => void = () => {};

  constructor({ config, clock, random, host, dialect = REDIS }: ServerOptions) {
    this.#config = config;
    this.#dialect = dialect;
    this.engine = new Engine({ config, clock, random, host, commands: dialect.commands });
    this.engine.askForTurn = (delayMs) => this.#setAlarm(delayMs);
    config.onChange(
      "port",
      () => this.#listenAnew("Unable to listen on this port. Check server logs."),
    );
    config.onChange("bind", () => this.#listenAnew("Failed to bind to specified addresses."));
    config.onEffect("timers", () => this.#beat());
  }

  /** The TCP port in use, or 0 if only a Unix socket is served. */
  get port(): number {
    return this.#tcp?.port ?? 0;
  }

  /**
   * Opens the listeners that the configuration names: none for TCP if `port` is 0, unless
   * `anyPort` asks for a free one. Throws ListenError.
   */
  async start({ anyPort = false }: { readonly anyPort?: boolean } = {}): Promise<void> {
    const { port, bind, tcpBacklog, unixsocket } = this.#config.values;
    const sockets = await loadSockets();
    const { log } = this.engine.server.host;
    this.#tcp = new TcpListeners(
      sockets,
      (socket) => this.accept(socket),
      (error) => log("warning", error.message),
    );
    try {
      if (port > 0 || anyPort) this.#tcp.listen(bind, port, tcpBacklog);
      if (anyPort) this.#config.preset("port", [`${this.port}`]);
      if (unixsocket !== "") this.#unixListener = this.#listenUnix(sockets, textToUtf8(unixsocket));
    } catch (error) {
      this.#closeListeners();
      throw error;
    }
    this.#beat();
  }

  /**
   * Stops accepting and executing, and resolves when all clients have got their replies or a
   * second has passed.
   */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    clearTimeout(this.#alarm);
    this.#closeListeners();
    for (const connection of [...this.#connections]) connection.finish();
    if (this.#connections.size > 0) {
      let deadline: ReturnType<typeof setTimeout> | undefined;
      await new Promise<void>((resolve) => {
        this.#onEmpty = resolve;
        deadline = setTimeout(resolve, FAREWELL_MS);
      });
      clearTimeout(deadline);
    }
    for (const connection of [...this.#connections]) connection.close();
  }

  #closeListeners(): void {
    this.#tcp?.close();
    if (this.#unixListener) {
      this.#unixListener.close();
      fs.rmSync(textToUtf8(this.#config.values.unixsocket), { force: true });
      this.#unixListener = undefined;
    }
  }

  /**
   * A socket that a server left behind is removed, and so is an empty file, with which one reserves
   * a name; any other file there is a mistake.
   */
  #listenUnix(sockets: Sockets, path: string): Listener {
    try {
      const found = fs.lstatSync(path, { throwIfNoEntry: false });
      if (found?.isSocket() || (found?.isFile() && found.size === 0)) fs.rmSync(path);
      const listener = sockets.listen({ path }, (socket) => this.accept(socket));
      const mode = this.#config.values.unixsocketperm;
      if (mode !== 0) fs.chmodSync(path, mode);
      return listener;
    } catch (cause) {
      throw new ListenError(path, cause);
    }
  }

  /** Serves a connection, or refuses it; also one that came by no listener. */
  accept(socket: Socket): SocketHandler {
    const { engine } = this;
    const { maxclients, protectedMode, tcpKeepalive } = this.#config.values;
    const refusal = this.#connections.size >= maxclients
      ? TOO_MANY_CLIENTS
      : protectedMode && engine.server.acl.defaultUser.needsNoPassword &&
          !isLoopback(socket.remoteAddress)
      ? PROTECTED_MODE
      : "";
    const { stats, host } = engine.server;
    if (refusal !== "") {
      stats.connectionsRejected++;
      host.log("verbose", `Refused ${socket.remoteAddress}`);
      return new Refusal(socket, refusal);
    }
    host.log("verbose", `Accepted ${socket.remoteAddress}`);
    if (tcpKeepalive > 0) socket.keepAlive(tcpKeepalive);
    const reader = this.#dialect.newReader(engine.settings.limits);
    const served = new Connection(engine, socket, reader, this.#nextDescriptor++, (closed) => {
      this.#connections.delete(closed);
      if (this.#connections.size === 0) this.#onEmpty();
    });
    this.#connections.add(served);
    return served;
  }

  /** After CONFIG SET: the new addresses are had, or the old ones stay. */
  #listenAnew(refusal: string): void {
    const { port, bind, tcpBacklog } = this.#config.values;
    try {
      if (port > 0) this.#tcp?.listen(bind, port, tcpBacklog);
      else this.#tcp?.close();
    } catch (error) {
      if (!(error instanceof ListenError)) throw error;
      this.engine.server.host.log("warning", error.message);
      throw new BadValue(refusal);
    }
  }

  /** Has the engine take a turn in so many milliseconds, unless it takes one earlier. */
  #setAlarm(delayMs: number): void {
    const atMs = performance.now() + delayMs;
    if (atMs >= this.#alarmAtMs) return;
    clearTimeout(this.#alarm);
    this.#alarmAtMs = atMs;
    this.#alarm = setTimeout(() => {
      this.#alarmAtMs = Infinity;
      this.engine.takeTurn();
    }, Math.min(delayMs, LONGEST_ALARM_MS));
  }

  #beat(): void {
    clearInterval(this.#timer);
    this.#timer = setInterval(() => this.engine.tick(), 1000 / this.#config.values.hz);
  }
}
