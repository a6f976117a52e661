/** A way to a server: a socket to a real one, or ours in memory. */

import { Buffer } from "node:buffer";
import net from "node:net";
import { Wire } from "../../support/wire.ts";
import { frameEnd } from "./frames.ts";

/** One connection. Wire text is Latin-1. */
export interface Link {
  /** Sends bytes and waits for so many whole replies; `(closed)` stands for those lost to a hang-up. */
  send(wire: string, replies: number): Promise<string[]>;
  /** Sends bytes and returns all that comes back, with `(closed)` if the server hangs up. */
  raw(wire: string): Promise<string>;
  /** Sends the last bytes and returns all that comes back. */
  last(wire: string): Promise<string>;
  close(): void;
}

/** A server to talk to. */
export interface Target {
  connect(): Promise<Link>;
  /** Whether connections go through a listener, with what it says to them. */
  readonly isRemote: boolean;
  /** Lets time pass. */
  wait(ms: number): Promise<void>;
}

/** Silence after which a server is taken to have said everything. */
const QUIET_MS = 60;
const TIMEOUT_MS = 10_000;
/** What is sent and not answered is given so much time to be understood before all that follows. */
const ARRIVAL_MS = 10;
/** How far the clock of a server in memory is moved on for replies that do not come. */
const WAIT_MS_MAX = 20;

/** A server that listens on a port of this machine. */
export function remote(port: number): Target {
  return {
    connect: () => SocketLink.open(port),
    isRemote: true,
    wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  };
}

/** Ours, in memory, with a clock that is moved by hand; with `live` it follows the real time. */
export function embedded({ live = false }: { readonly live?: boolean } = {}): Target {
  const server = new Wire(undefined, { "enable-debug-command": "yes" });
  const follow = () => {
    if (live) server.clock.advance(Math.max(0, Date.now() - server.clock.nowMs()));
  };
  return {
    isRemote: false,
    connect() {
      const client = server.client();
      let received = "";
      const link: Link = {
        send(sent, replies) {
          follow();
          received += client.send(sent);
          // What waits for the server's next turn, or for a short time, is answered then.
          for (let ms = 0; ms <= WAIT_MS_MAX && !client.isClosed(); ms++) {
            if (hasFrames(received, replies)) break;
            server.clock.advance(Math.min(ms, 1));
            server.engine.tick();
            received += client.send("");
          }
          const frames = split(received, replies, client.isClosed());
          received = received.slice(frames.join("").length);
          return Promise.resolve(frames);
        },
        raw(sent) {
          const all = received + client.send(sent) + (client.isClosed() ? "(closed)" : "");
          received = "";
          return Promise.resolve(all);
        },
        last: (sent) => Promise.resolve(client.send(sent)),
        close: client.close,
      };
      return Promise.resolve(link);
    },
    wait(ms) {
      server.clock.advance(ms);
      server.engine.tick();
      return Promise.resolve();
    },
  };
}

function hasFrames(wire: string, count: number): boolean {
  let at = 0;
  while (count > 0 && at >= 0 && at < wire.length) {
    at = frameEnd(wire, at);
    count--;
  }
  return count === 0 && at >= 0;
}

function split(wire: string, replies: number, isClosed: boolean): string[] {
  const frames: string[] = [];
  let at = 0;
  while (frames.length < replies) {
    const end = at < wire.length ? frameEnd(wire, at) : -1;
    if (end < 0 && isClosed) {
      frames.push("(closed)");
      continue;
    }
    if (end < 0) {
      throw new Error(`${frames.length} of ${replies} replies in ${JSON.stringify(wire)}`);
    }
    frames.push(wire.slice(at, end));
    at = end;
  }
  return frames;
}

class SocketLink implements Link {
  readonly #socket: net.Socket;
  #received = "";
  #isClosed = false;
  #wake: () => void = () => {};

  constructor(socket: net.Socket) {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.on("data", (bytes: Buffer) => {
      this.#received += bytes.toString("latin1");
      this.#wake();
    });
    socket.on("error", () => {});
    socket.on("close", () => {
      this.#isClosed = true;
      this.#wake();
    });
  }

  static open(port: number): Promise<SocketLink> {
    return new Promise((resolve, reject) => {
      const socket = net.connect(port, "127.0.0.1");
      socket.once("error", reject);
      socket.once("connect", () => resolve(new SocketLink(socket)));
    });
  }

  async send(wire: string, replies: number): Promise<string[]> {
    this.#socket.write(Buffer.from(wire, "latin1"));
    if (replies === 0) await this.#more(ARRIVAL_MS);
    const frames: string[] = [];
    let at = 0;
    while (frames.length < replies) {
      const end = at < this.#received.length ? frameEnd(this.#received, at) : -1;
      if (end >= 0) {
        frames.push(this.#received.slice(at, end));
        at = end;
      } else if (this.#isClosed) {
        frames.push("(closed)");
      } else if (!await this.#more(TIMEOUT_MS)) {
        throw new Error(`No reply: ${frames.length} of ${replies}, ${this.#received.slice(at)}`);
      }
    }
    this.#received = this.#received.slice(at);
    return frames;
  }

  async raw(wire: string): Promise<string> {
    this.#socket.write(Buffer.from(wire, "latin1"));
    while (!this.#isClosed && await this.#more(QUIET_MS));
    const all = this.#received;
    this.#received = "";
    return all + (this.#isClosed ? "(closed)" : "");
  }

  async last(wire: string): Promise<string> {
    this.#socket.end(Buffer.from(wire, "latin1"));
    while (!this.#isClosed && await this.#more(TIMEOUT_MS));
    return this.#received;
  }

  close(): void {
    this.#socket.destroy();
  }

  /** Waits for more to arrive; false if nothing came in time. */
  #more(timeoutMs: number): Promise<boolean> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(false), timeoutMs);
      this.#wake = () => {
        clearTimeout(timer);
        resolve(true);
      };
    });
  }
}
