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

/** Listens on this runtime's fastest sockets. Throws if it cannot. */
export async function listen(address: Address, accept: Accept): Promise<Listener> {
  if ("deno" in process.versions) {
    tuneCopy(32); // Where a view and `set` win over a loop; measured.
    return (await import("./deno_sockets.ts")).listen(address, accept);
  }
  tuneCopy(256);
  return (await import("./bun_sockets.ts")).listen(address, accept);
}
