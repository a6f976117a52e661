/** A server: an engine with listeners, a beating clock and the process around it. */

import fs from "node:fs";
import { Engine } from "../engine/engine.ts";
import { codeOf, reasonOf } from "../runtime/failures.ts";
import { loadSockets, type Sockets } from "../runtime/host.ts";
import type { Listener, Socket, SocketHandler } from "../runtime/sockets.ts";
import type { Config } from "../state/config/config.ts";
import { BadValue } from "../state/config/error.ts";
import { textToUtf8 } from "../state/config/text.ts";
import type { Clock } from "../state/clock.ts";
import type { Host } from "../state/server.ts";
import { ANY_V4, ANY_V6, bindAddresses, isLoopback } from "./addresses.ts";
import { Connection } from "./connection.ts";
import { type Dialect, REDIS } from "./dialect.ts";
import { PROTECTED_MODE, Refusal, TOO_MANY_CLIENTS } from "./refusal.ts";

/** How long clients are given to read their last replies when the server stops. */
const FAREWELL_MS = 1000;

export interface ServerOptions {
  readonly config: Config;
  readonly clock: Clock;
  readonly random: () => number;
  readonly host: Host;
  /** What is spoken; Redis's commands in RESP if absent. */
  readonly dialect?: Dialect;
}

/** An address cannot be listened on; the message says which and why. */
export class ListenError extends Error {
  override readonly name: string = "ListenError";
  readonly code: string;

  constructor(address: string, cause: unknown) {
    super(`Cannot listen on ${address}: ${reasonOf(cause)}`, { cause });
    this.code = codeOf(cause);
  }
}

/** Errors for which Redis leaves an address out even if it is not marked as optional. */
const UNSUPPORTED = ["ENOPROTOOPT", "EPROTONOSUPPORT", "ESOCKTNOSUPPORT", "EAFNOSUPPORT"];

export class RespiteServer {
  readonly engine: Engine;
  readonly #config: Config;
  readonly #dialect: Dialect;
  readonly #connections = new Set<Connection>();
  #sockets: Sockets | undefined;
  #tcpListeners: Listener[] = [];
  #unixListener: Listener | undefined;
  #timer: ReturnType<typeof setInterval> | undefined;
  #nextDescriptor = 8;
  #onEmpty: () => void = () => {};

  constructor({ config, clock, random, host, dialect = REDIS }: ServerOptions) {
    this.#config = config;
    this.#dialect = dialect;
    this.engine = new Engine({ config, clock, random, host, commands: dialect.commands });
    config.onChange("port", () => this.#listenAnew("Unable to listen on this port."));
    config.onChange("bind", () => this.#listenAnew("Failed to bind to specified addresses."));
    config.onEffect("timers", () => this.#beat());
  }

  /** The TCP port in use, or 0 if only a Unix socket is served. */
  get port(): number {
    return this.#tcpListeners[0]?.port ?? 0;
  }

  /**
   * Opens the listeners that the configuration names: none for TCP if `port` is 0, unless
   * `anyPort` asks for a free one. Throws ListenError.
   */
  async start({ anyPort = false }: { readonly anyPort?: boolean } = {}): Promise<void> {
    const { port, unixsocket } = this.#config.values;
    this.#sockets = await loadSockets();
    try {
      if (port > 0 || anyPort) this.#tcpListeners = this.#listenTcp(port);
      if (unixsocket !== "") this.#unixListener = this.#listenUnix(textToUtf8(unixsocket));
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
    for (const listener of this.#tcpListeners) listener.close();
    this.#tcpListeners = [];
    if (this.#unixListener) {
      this.#unixListener.close();
      fs.rmSync(textToUtf8(this.#config.values.unixsocket), { force: true });
      this.#unixListener = undefined;
    }
  }

  /** Listens on all of `bind`, or throws for the first address that it must but cannot have. */
  #listenTcp(port: number): Listener[] {
    const { listen, isDualStack } = this.#sockets!;
    const { bind, tcpBacklog: backlog } = this.#config.values;
    const addresses = bindAddresses(bind);
    if (isDualStack) {
      addresses.sort((a, b) => Number(b.host === ANY_V6) - Number(a.host === ANY_V6));
    }
    const open = new Set<string>();
    const listeners: Listener[] = [];
    for (const { host, isOptional } of addresses) {
      if (isDualStack && host === ANY_V4 && open.has(ANY_V6)) continue;
      // Several addresses share the port that the first one got.
      const wanted = listeners[0]?.port ?? port;
      try {
        listeners.push(listen({ host, port: wanted, backlog }, (socket) => this.#accept(socket)));
        open.add(host);
      } catch (cause) {
        const code = codeOf(cause);
        if ((isOptional && code === "EADDRNOTAVAIL") || UNSUPPORTED.includes(code)) continue;
        for (const listener of listeners) listener.close();
        throw new ListenError(`${host.includes(":") ? `[${host}]` : host}:${port}`, cause);
      }
    }
    return listeners;
  }

  /** A socket that a server left behind is removed; any other file there is a mistake. */
  #listenUnix(path: string): Listener {
    try {
      if (fs.lstatSync(path, { throwIfNoEntry: false })?.isSocket()) fs.rmSync(path);
      const listener = this.#sockets!.listen({ path }, (socket) => this.#accept(socket));
      const mode = this.#config.values.unixsocketperm;
      if (mode !== 0) fs.chmodSync(path, mode);
      return listener;
    } catch (cause) {
      throw new ListenError(path, cause);
    }
  }

  #accept(socket: Socket): SocketHandler {
    const { engine } = this;
    const { maxclients, protectedMode, tcpKeepalive } = this.#config.values;
    const refusal = this.#connections.size >= maxclients
      ? TOO_MANY_CLIENTS
      : protectedMode && engine.settings.isOpen && !isLoopback(socket.remoteAddress)
      ? PROTECTED_MODE
      : "";
    if (refusal !== "") {
      engine.server.stats.connectionsRejected++;
      return new Refusal(socket, refusal);
    }
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
    if (this.#sockets === undefined) return;
    const { port } = this.#config.values;
    const old = this.#tcpListeners;
    try {
      // The old ones go first: old and new addresses may overlap.
      for (const listener of old) listener.close();
      this.#tcpListeners = port > 0 ? this.#listenTcp(port) : [];
    } catch (error) {
      if (!(error instanceof ListenError)) throw error;
      this.#tcpListeners = [];
      this.engine.server.host.log("warning", error.message);
      throw new BadValue(`${refusal} Check server logs.`);
    }
  }

  #beat(): void {
    clearInterval(this.#timer);
    this.#timer = setInterval(() => this.engine.tick(), 1000 / this.#config.values.hz);
  }
}
