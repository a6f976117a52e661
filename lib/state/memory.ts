/** Where the memory goes: the numbers behind INFO memory and MEMORY. All in bytes. */

import type { Server } from "./server.ts";
import type { Session } from "./session.ts";

export interface MemoryReport {
  /** Everything accounted for: keys, values, tables, buffers of clients. */
  readonly used: number;
  readonly peak: number;
  /** What the process holds, as the system sees it. */
  readonly resident: number;
  /** Buffers of all clients, and what is kept for them. */
  readonly clients: number;
  /** Used by an empty server. */
  readonly startup: number;
  /** Tables, clients and what their caches hold: all that is not keys and values. */
  readonly overhead: number;
  /** Keys and values. */
  readonly dataset: number;
  /** Held for keys and values, free blocks included. */
  readonly reserved: number;
}

/** Counts the memory now. */
export function memoryReport(server: Server): MemoryReport {
  const { clientMemory, keyspace, host, stats, tracking: { usedBytes: tracking } } = server;
  for (const session of server.sessions.values()) clientMemory.count(session);
  const clients = clientMemory.bytes;
  const data = keyspace.usedBytes;
  let tables = 0;
  for (const db of keyspace.databases) tables += db.tableBytes;
  const used = data + clients + tracking;
  stats.peakMemory = Math.max(stats.peakMemory, used);
  return {
    used,
    peak: stats.peakMemory,
    resident: host.residentBytes(),
    clients,
    startup: server.startupMemory,
    overhead: tables + clients + tracking,
    dataset: data - tables,
    reserved: keyspace.reservedBytes + clients,
  };
}

/** What all clients take, kept up to date as they send and are sent. */
export class ClientMemory {
  bytes = 0;

  /** Counts a client anew. */
  count(session: Session): void {
    const bytes = sessionBytes(session);
    this.bytes += bytes - session.countedBytes;
    session.countedBytes = bytes;
  }

  /** The client is gone. */
  forget(session: Session): void {
    this.bytes -= session.countedBytes;
    session.countedBytes = 0;
  }
}

/** The buffers of one client, and what it has the server keep for it. */
export function sessionBytes(session: Session): number {
  const { peer, reply, subscriptions, tracked, transaction, watched } = session;
  let bytes = peer.inputRoom + reply.bytes.length + peer.outputBytes;
  if (transaction !== null) bytes += transaction.bytes;
  if (watched !== null) bytes += watched.bytes;
  if (subscriptions !== null) bytes += subscriptions.bytes;
  if (tracked !== null) bytes += tracked.prefixBytes;
  return bytes;
}

/** Bytes for people: `1.50M`. */
export function humanBytes(bytes: number): string {
  if (bytes < 1024) return `${bytes}B`;
  let value = bytes;
  for (const unit of ["K", "M", "G", "T"]) {
    value /= 1024;
    if (value < 1024 || unit === "T") return `${value.toFixed(2)}${unit}`;
  }
  return `${bytes}B`;
}
