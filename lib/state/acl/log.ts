/** ACL LOG: what was refused, newest first; the same again within a minute is counted. */

/** Why something was refused. */
export type DenialReason = "command" | "key" | "channel" | "auth";
/** Where: by itself, or within a transaction. */
export type DenialContext = "toplevel" | "multi";

/** What was refused to whom. */
export interface Refusal {
  readonly reason: DenialReason;
  readonly context: DenialContext;
  /** The command, key or channel. */
  readonly object: string;
  readonly user: string;
  /** The client, as CLIENT LIST shows it. */
  readonly client: string;
}

export interface AclLogEntry extends Refusal {
  readonly id: number;
  readonly count: number;
  /** Unix milliseconds. */
  readonly createdMs: number;
  readonly updatedMs: number;
}

/** How long after, and among how many of the latest, a refusal is taken for the same. */
const SAME_WITHIN_MS = 60_000;
const SAME_AMONG = 10;

export class AclLog {
  readonly entries: AclLogEntry[] = [];
  #nextId = 0;

  /** Records a refusal; at most `lengthMax` are kept. */
  add(refusal: Refusal, nowMs: number, lengthMax: number): void {
    const { entries } = this;
    const at = entries.slice(0, SAME_AMONG).findIndex((entry) => isSame(entry, refusal, nowMs));
    if (at >= 0) {
      const [{ id, count, createdMs }] = entries.splice(at, 1);
      entries.unshift({ ...refusal, id, count: count + 1, createdMs, updatedMs: nowMs });
    } else {
      const id = this.#nextId++;
      entries.unshift({ ...refusal, id, count: 1, createdMs: nowMs, updatedMs: nowMs });
    }
    if (entries.length > lengthMax) entries.length = lengthMax;
  }

  /** ACL LOG RESET. */
  clear(): void {
    this.entries.length = 0;
  }
}

function isSame(entry: AclLogEntry, refusal: Refusal, nowMs: number): boolean {
  return entry.reason === refusal.reason && entry.context === refusal.context &&
    entry.user === refusal.user && entry.object === refusal.object &&
    nowMs - entry.updatedMs <= SAME_WITHIN_MS;
}
