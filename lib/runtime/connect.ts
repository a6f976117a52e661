/** Outgoing connections, on TCP or a Unix socket. */

import net from "node:net";

/** Where a server is. */
export type Target =
  | { readonly host: string; readonly port: number }
  | { readonly path: string };

/** What becomes of a connection once it stands. */
export interface LinkEvents {
  /** Bytes arrived; they belong to the receiver. */
  data(bytes: Uint8Array): void;
  /** The connection is gone; without an error, one side closed it. Called once. */
  close(error: Error | undefined): void;
}

/** A connection that stands. */
export interface Link {
  write(bytes: Uint8Array): void;
  /** Closes at once. */
  close(): void;
  /** Reads nothing for now, if it can: what arrives waits at the sender. */
  pause?(): void;
  resume?(): void;
  /** Resolves when there is room for more to write; without it, there always is. */
  drained?(): Promise<void>;
}

/** Connects. Rejects with the system's error, which has a `code`. */
export function connect(target: Target, events: LinkEvents): Promise<Link> {
  return new Promise((resolve, reject) => {
    const socket = "path" in target
      ? net.createConnection({ path: target.path })
      : net.createConnection({ host: target.host, port: target.port, noDelay: true });
    let isOpen = false;
    let failure: Error | undefined;
    socket.once("connect", () => {
      isOpen = true;
      resolve({
        write: (bytes) => void socket.write(bytes),
        close: () => void socket.destroy(),
        pause: () => void socket.pause(),
        resume: () => void socket.resume(),
        drained: () => drained(socket),
      });
    });
    socket.on("data", (bytes: Uint8Array) => events.data(bytes));
    socket.on("error", (error) => {
      failure = error;
      if (!isOpen) reject(error);
    });
    socket.on("end", () => socket.destroy());
    socket.on("close", () => {
      if (isOpen) events.close(failure);
      else reject(failure ?? new Error("The connection was closed"));
    });
  });
}

function drained(socket: net.Socket): Promise<void> {
  if (!socket.writableNeedDrain) return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      socket.off("drain", done).off("close", done);
      resolve();
    };
    socket.on("drain", done).on("close", done);
  });
}
