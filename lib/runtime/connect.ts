/** Outgoing connections, on TCP or a Unix socket, with TLS or without. */

import type { Buffer } from "node:buffer";
import fs from "node:fs";
import net from "node:net";
import path from "node:path";
import process from "node:process";
import tls from "node:tls";
import { reasonOf } from "./failures.ts";

/** Where a server is, and how to get there. */
export type Target = Place & {
  readonly tls?: TlsOptions;
  /** Milliseconds that connecting may take; 0 or none: as long as the system tries. */
  readonly timeoutMs?: number;
};

type Place =
  | {
    readonly host: string;
    readonly port: number;
    /** Which addresses of the name are tried; by default all. */
    readonly family?: 4 | 6;
  }
  | { readonly path: string };

/** How to speak TLS. Files are in PEM. */
export interface TlsOptions {
  /** The server's name, which its certificate must have. */
  readonly serverName?: string;
  /**
   * Whom to trust, instead of those whom the system trusts. As in redis-cli, the certificate's name
   * does not matter then, unless `serverName` is given: it may be anything in a private network.
   */
  readonly caFile?: string;
  readonly caFolder?: string;
  /** Trust anybody. */
  readonly isInsecure?: boolean;
  readonly certificateFile?: string;
  readonly keyFile?: string;
  /** Names as OpenSSL knows them, with colons in between: for TLS 1.2 and before, and for 1.3. */
  readonly ciphers?: string;
  readonly cipherSuites?: string;
}

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

/** The connection that stands has no TLS, and so is of no use. */
export class TlsError extends Error {
  override readonly name = "TlsError";
}

/** Connects. Rejects with the system's error, which has a `code`, or with a TlsError. */
export function connect(target: Target, events: LinkEvents): Promise<Link> {
  return new Promise((resolve, reject) => {
    const socket = dial(target);
    let isOpen = false;
    let failure: Error | undefined;
    const timer = target.timeoutMs
      ? setTimeout(() => socket.destroy(timedOut()), target.timeoutMs)
      : undefined;
    socket.once(target.tls ? "secureConnect" : "connect", () => {
      clearTimeout(timer);
      isOpen = true;
      resolve({
        write: (bytes) => void socket.write(bytes),
        close: () => void socket.destroy(),
        pause: () => breather.pause(),
        resume: () => breather.resume(),
        drained: () => drained(socket),
      });
    });
    const breather = new Breather(socket);
    socket.on("data", (bytes: Uint8Array) => {
      events.data(bytes);
      breather.count(bytes.length);
    });
    socket.on("error", (error) => {
      clearTimeout(timer);
      failure = error;
      if (!isOpen) reject(error);
    });
    socket.on("end", () => socket.destroy());
    socket.on("close", () => {
      clearTimeout(timer);
      if (isOpen) events.close(failure);
      else reject(failure ?? new Error("The connection was closed"));
    });
  });
}

/** After so much, others have their turn. */
const BREATH_BYTES = 1024 * 1024;

/**
 * Stops reading for a moment, now and then: on Deno, as long as one socket has something to read,
 * the keyboard is not heard.
 */
class Breather {
  readonly #socket: net.Socket;
  readonly #isNeeded = "deno" in process.versions;
  #bytes = 0;
  #isPaused = false;

  constructor(socket: net.Socket) {
    this.#socket = socket;
  }

  count(bytes: number): void {
    if (!this.#isNeeded || (this.#bytes += bytes) < BREATH_BYTES) return;
    this.#bytes = 0;
    if (this.#isPaused) return;
    this.#socket.pause();
    setTimeout(() => {
      if (!this.#isPaused) this.#socket.resume();
    }, 0);
  }

  pause(): void {
    this.#isPaused = true;
    this.#socket.pause();
  }

  resume(): void {
    this.#isPaused = false;
    this.#socket.resume();
  }
}

function dial(target: Target): net.Socket {
  const place = "path" in target
    ? { path: target.path }
    : { host: target.host, port: target.port, family: target.family, noDelay: true };
  if (target.tls === undefined) return net.createConnection(place);
  const { serverName, isInsecure, caFile, caFolder, ...rest } = target.tls;
  const { certificateFile, keyFile, ciphers, cipherSuites } = rest;
  const authorities = [
    ...(caFile === undefined ? [] : [pem(caFile)]),
    ...(caFolder === undefined ? [] : pemFolder(caFolder)),
  ];
  const host = "path" in target ? "localhost" : target.host;
  const allCiphers = [cipherSuites, ciphers].filter((list) => list !== undefined).join(":");
  const options: tls.ConnectionOptions = {
    ...place,
    // An address is no name to ask for, but Bun compares certificates with this name alone.
    ...(net.isIP(serverName ?? host) ? {} : { servername: serverName ?? host }),
    rejectUnauthorized: !isInsecure,
    ...(authorities.length > 0 && { ca: authorities }),
    ...(authorities.length > 0 && serverName === undefined &&
      { checkServerIdentity: () => undefined }),
    ...(certificateFile !== undefined && { cert: pem(certificateFile) }),
    ...(keyFile !== undefined && { key: pem(keyFile) }),
    ...(allCiphers !== "" && { ciphers: allCiphers }),
    ...(ciphers !== undefined && cipherSuites === undefined && { maxVersion: "TLSv1.2" }),
  };
  try {
    return tls.connect(options);
  } catch (error) {
    throw new TlsError((error as Error).message, { cause: error });
  }
}

function pem(file: string): Buffer {
  try {
    return fs.readFileSync(file);
  } catch (error) {
    throw new TlsError(`${file}: ${reasonOf(error)}`, { cause: error });
  }
}

/** The certificates of a folder; other files are passed over. */
function pemFolder(folder: string): Buffer[] {
  let names: string[];
  try {
    names = fs.readdirSync(folder);
  } catch (error) {
    throw new TlsError(`${folder}: ${reasonOf(error)}`, { cause: error });
  }
  return names.map((name) => path.join(folder, name))
    .filter((file) => fs.statSync(file).isFile())
    .map(pem)
    .filter((bytes) => new TextDecoder().decode(bytes).includes("BEGIN CERTIFICATE"));
}

function timedOut(): Error {
  return Object.assign(new Error("Connection timed out"), { code: "ETIMEDOUT" });
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
