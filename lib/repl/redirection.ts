/** A cluster's answer to who asks the wrong node. */

import type { Reply } from "../resp/value.ts";

export interface Redirection {
  readonly slot: number;
  /** Empty: the host that was asked. */
  readonly host: string;
  readonly port: number;
  /** Whether the slot is on its way, so that the node must be told to answer all the same. */
  readonly isAsking: boolean;
}

const REDIRECTION = /^(MOVED|ASK) (\d+) (.*):(\d+)$/;

/** The other node of `-MOVED slot host:port` or `-ASK …`; null if the reply says something else. */
export function redirectionOf(reply: Reply): Redirection | null {
  const parts = reply.type === "error" ? REDIRECTION.exec(reply.text) : null;
  if (parts === null) return null;
  const [, kind, slot, host, port] = parts;
  return { slot: Number(slot), host, port: Number(port), isAsking: kind === "ASK" };
}
