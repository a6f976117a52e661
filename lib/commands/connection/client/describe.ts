/** A client as one line of CLIENT LIST, with the fields of Redis 7.4 in their order. */

import { sessionBytes } from "../../../state/memory.ts";
import type { Session } from "../../../state/session.ts";

/** The line, without its end. */
export function describeClient(session: Session, nowMs: number): string {
  const { peer, reply, subscriptions, tracked, transaction } = session;
  const fields: readonly (readonly [name: string, value: string | number])[] = [
    ["id", session.id],
    ["addr", peer.address],
    ["laddr", peer.localAddress],
    ["fd", peer.descriptor],
    ["name", session.name],
    ["age", secondsSince(session.createdMs, nowMs)],
    ["idle", secondsSince(session.activeMs, nowMs)],
    ["flags", flagsOf(session)],
    ["db", session.db.index],
    ["sub", subscriptions?.channel.size ?? 0],
    ["psub", subscriptions?.pattern.size ?? 0],
    ["ssub", subscriptions?.shard.size ?? 0],
    ["multi", transaction?.queue.length ?? -1],
    ["watch", session.watched?.byName.size ?? 0],
    ["qbuf", peer.inputBytes],
    ["qbuf-free", Math.max(0, peer.inputRoom - peer.inputBytes)],
    ["argv-mem", 0],
    ["multi-mem", transaction?.bytes ?? 0],
    ["rbs", reply.bytes.length],
    ["rbp", reply.bytes.length],
    ["obl", reply.length],
    ["oll", peer.outputBytes > 0 ? 1 : 0],
    ["omem", peer.outputBytes > 0 ? peer.outputBytes + reply.length : 0],
    ["tot-mem", sessionBytes(session)],
    ["events", peer.outputBytes > 0 ? "rw" : "r"],
    ["cmd", session.lastCommand || "NULL"],
    ["user", session.user.name],
    ["redir", tracked?.redirect ?? -1],
    ["resp", reply.protocol],
    ["lib-name", session.libraryName],
    ["lib-ver", session.libraryVersion],
  ];
  return fields.map(([name, value]) => `${name}=${value}`).join(" ");
}

function secondsSince(thenMs: number, nowMs: number): number {
  return Math.max(0, Math.floor((nowMs - thenMs) / 1000));
}

/** One letter for each thing that is special about a client; `N` for none. */
function flagsOf(session: Session): string {
  const flags = [
    session.isMonitor ? "O" : "",
    session.subscriptions !== null ? "P" : "",
    session.transaction !== null ? "x" : "",
    session.isParked ? "b" : "",
    session.tracked !== null ? "t" : "",
    session.tracked?.isRedirectBroken ? "R" : "",
    session.tracked?.isBroadcast ? "B" : "",
    session.isStale ? "d" : "",
    session.isClosing ? "c" : "",
    session.peer.address.startsWith("/") ? "U" : "",
    session.noEvict ? "e" : "",
    session.noTouch ? "T" : "",
  ].join("");
  return flags === "" ? "N" : flags;
}
