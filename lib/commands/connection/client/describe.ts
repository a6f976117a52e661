/** A client as one line of CLIENT LIST, with the fields of Redis 7.4 in their order. */

import type { Session } from "../../../state/session.ts";
import { sessionBytes } from "../../../state/memory.ts";

/** The line, without its end. */
export function describeClient(session: Session, nowMs: number): string {
  const { peer, reply, transaction } = session;
  const queued = transaction?.queue ?? [];
  const queuedBytes = queued.reduce((sum, { args }) => sum + args.bytes.length, 0);
  const age = Math.max(0, Math.floor((nowMs - session.createdMs) / 1000));
  const idle = Math.max(0, Math.floor((nowMs - session.activeMs) / 1000));
  return `id=${session.id} addr=${peer.address} laddr=${peer.localAddress} fd=${peer.descriptor} ` +
    `name=${session.name} age=${age} idle=${idle} flags=${
      flagsOf(session)
    } db=${session.db.index} ` +
    `sub=0 psub=0 ssub=0 multi=${transaction === null ? -1 : queued.length} ` +
    `watch=${session.watched.length} qbuf=${peer.inputBytes} ` +
    `qbuf-free=${
      Math.max(0, peer.inputRoom - peer.inputBytes)
    } argv-mem=0 multi-mem=${queuedBytes} ` +
    `rbs=${reply.bytes.length} rbp=${reply.bytes.length} obl=${reply.length} oll=0 ` +
    `omem=${peer.outputBytes} tot-mem=${sessionBytes(session) + queuedBytes} events=r ` +
    `cmd=${session.lastCommand || "NULL"} user=${session.user} redir=-1 resp=${reply.protocol} ` +
    `lib-name=${session.libraryName} lib-ver=${session.libraryVersion}`;
}

/** One letter for each thing that is special about a client; `N` for none. */
function flagsOf(session: Session): string {
  const { peer } = session;
  const flags = [
    session.isMonitor ? "O" : "",
    session.transaction !== null ? "x" : "",
    session.isStale ? "d" : "",
    session.isClosing ? "c" : "",
    peer.address.startsWith("/") ? "U" : "",
    session.noEvict ? "e" : "",
    session.noTouch ? "T" : "",
  ].join("");
  return flags === "" ? "N" : flags;
}
