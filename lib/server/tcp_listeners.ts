/** The TCP listeners of a server: what `bind` and `port` name, also when CONFIG SET changes them. */

import { codeOf, reasonOf } from "../runtime/failures.ts";
import type { Sockets } from "../runtime/host.ts";
import type { Accept, Listener } from "../runtime/sockets.ts";
import { ANY_V4, ANY_V6, bindAddresses } from "./addresses.ts";

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

/** Deno lets go of a listening socket some time after it was closed. */
const RELEASE_MS = 10;

export class TcpListeners {
  readonly #sockets: Sockets;
  readonly #accept: Accept;
  readonly #onLateFailure: (error: Error) => void;
  /** By `HOST:PORT`. */
  #open: Map<string, Listener> = new Map();

  /** `onLateFailure` hears of an address that could not be had after `listen` returned. */
  constructor(sockets: Sockets, accept: Accept, onLateFailure: (error: Error) => void) {
    this.#sockets = sockets;
    this.#accept = accept;
    this.#onLateFailure = onLateFailure;
  }

  /** The port in use; 0 if there is none. */
  get port(): number {
    for (const { port } of this.#open.values()) return port;
    return 0;
  }

  /**
   * Listens on these words of `bind` and nowhere else; port 0 asks for a free one, the same for
   * all. Throws ListenError, and then everything is as it was.
   *
   * An address that only our own listeners stand in the way of, such as `127.0.0.1` of `*`, is
   * taken as soon as the system has let go of those.
   */
  listen(bind: readonly string[], port: number, backlog: number): void {
    const { listen, isDualStack } = this.#sockets;
    const addresses = bindAddresses(bind);
    if (isDualStack) {
      addresses.sort((a, b) => Number(b.host === ANY_V6) - Number(a.host === ANY_V6));
    }
    const next: Map<string, Listener> = new Map();
    const late: string[] = [];
    for (const { host, isOptional } of addresses) {
      const hasAll = late.includes(ANY_V6) || next.has(`${ANY_V6}:${port}`);
      if (isDualStack && host === ANY_V4 && hasAll) continue;
      const old = this.#open.get(`${host}:${port}`);
      if (old !== undefined) {
        next.set(`${host}:${port}`, old);
        continue;
      }
      try {
        const listener = listen({ host, port, backlog }, this.#accept);
        port = listener.port;
        next.set(`${host}:${port}`, listener);
      } catch (cause) {
        const code = codeOf(cause);
        if ((isOptional && code === "EADDRNOTAVAIL") || UNSUPPORTED.includes(code)) continue;
        if (code === "EADDRINUSE" && this.#open.size > 0 && this.port === port) {
          late.push(host);
          continue;
        }
        for (const [key, listener] of next) if (!this.#open.has(key)) listener.close();
        throw new ListenError(`${host.includes(":") ? `[${host}]` : host}:${port}`, cause);
      }
    }
    for (const [key, listener] of this.#open) if (!next.has(key)) listener.close();
    this.#open = next;
    if (late.length > 0) setTimeout(() => this.#listenLate(late, port, backlog), RELEASE_MS);
  }

  close(): void {
    for (const listener of this.#open.values()) listener.close();
    this.#open.clear();
  }

  #listenLate(hosts: readonly string[], port: number, backlog: number): void {
    for (const host of hosts) {
      try {
        const listener = this.#sockets.listen({ host, port, backlog }, this.#accept);
        this.#open.set(`${host}:${port}`, listener);
      } catch (cause) {
        this.#onLateFailure(new ListenError(`${host}:${port}`, cause));
      }
    }
  }
}
