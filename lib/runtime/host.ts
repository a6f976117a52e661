/** What differs between the runtimes besides sockets: their name, and the kind of listener. */

import process from "node:process";
import { tuneCopy } from "../memory/bytes.ts";
import type { Accept, Address, Listener } from "./sockets.ts";

/** The runtime and its version: `deno 2.9.6`. */
export const RUNTIME: string = "deno" in process.versions
  ? `deno ${process.versions.deno}`
  : "bun" in process.versions
  ? `bun ${process.versions.bun}`
  : `node ${process.versions.node}`;

/** Listens at once, and calls `accept` for each connection. Throws if it cannot. */
export type Listen = (address: Address, accept: Accept) => Listener;

/** This runtime's fastest sockets. */
export interface Sockets {
  readonly listen: Listen;
  /** A socket on all IPv6 addresses takes IPv4 connections too, and excludes one for IPv4. */
  readonly isDualStack: boolean;
}

/** Loads the sockets of this runtime. */
export async function loadSockets(): Promise<Sockets> {
  if ("deno" in process.versions) {
    tuneCopy(32); // Where a view and `set` win over a loop; measured.
    const { listen } = await import("./deno_sockets.ts");
    return { listen, isDualStack: true };
  }
  tuneCopy(256);
  const { listen } = await import("./bun_sockets.ts");
  return { listen, isDualStack: false };
}
