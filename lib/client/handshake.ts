/** The first words on a connection: protocol, user and password, database. */

import { fromLatin1 } from "../resp/args.ts";
import type { Reply } from "../resp/value.ts";

/** What a connection shall be before it is used. */
export interface Handshake {
  /** Which RESP; only of 3 the server must be told. */
  readonly protocol?: 2 | 3;
  /** Whether a server that does not speak RESP3 is as welcome. */
  readonly mayRefuseProtocol?: boolean;
  readonly user?: string;
  readonly password?: string;
  readonly db?: number;
  /** What the server calls the connection, in CLIENT LIST. */
  readonly name?: string;
}

/** The server refused a part of the handshake. */
export class HandshakeError extends Error {
  override readonly name = "HandshakeError";
  /** What was refused: `AUTH`, `HELLO 3`, `SELECT 2`. */
  readonly part: string;

  constructor(part: string, reason: string) {
    super(`${part} failed: ${reason}`);
    this.part = part;
  }
}

/** Sends one command and waits for its reply. */
export interface Sender {
  send(words: readonly Uint8Array[]): Promise<Reply>;
}

const UTF8 = new TextEncoder();
const UTF8_TEXT = new TextDecoder();

/**
 * Says AUTH, HELLO, SELECT and CLIENT SETNAME as far as they are needed, in one go. What the server
 * refuses goes to `onRefusal`; without one, it rejects with HandshakeError.
 */
export async function shakeHands(
  sender: Sender,
  handshake: Handshake,
  onRefusal?: (error: HandshakeError) => void,
): Promise<void> {
  const steps = handshakeSteps(handshake);
  const replies = await Promise.all(steps.map(({ words }) => sender.send(words)));
  for (const [i, reply] of replies.entries()) {
    if (reply.type !== "error") continue;
    const error = new HandshakeError(steps[i].title, reply.text);
    const isFatal = !handshake.mayRefuseProtocol || error.part !== "HELLO 3";
    if (onRefusal === undefined && isFatal) throw error;
    onRefusal?.(error);
  }
}

/**
 * The handshake that leads back to where a connection is after a command: it may have chosen
 * another database, user or protocol. `reply` is what the server said to it.
 */
export function followHandshake(
  handshake: Handshake,
  words: readonly Uint8Array[],
  reply: Reply,
): Handshake {
  if (reply.type === "error") return handshake;
  const [name = "", ...rest] = words.map((word) => UTF8_TEXT.decode(word));
  switch (name.toUpperCase()) {
    case "SELECT":
      return { ...handshake, db: Number(rest[0]) };
    case "AUTH":
      return { ...handshake, ...credentials(rest) };
    case "HELLO": {
      if (rest.length === 0) return handshake;
      const at = rest.findIndex((word) => word.toUpperCase() === "AUTH");
      const given = at < 0 ? {} : credentials(rest.slice(at + 1, at + 3));
      const nameAt = rest.findIndex((word) => word.toUpperCase() === "SETNAME");
      const named = nameAt < 0 ? {} : { name: rest[nameAt + 1] };
      return { ...handshake, ...given, ...named, protocol: rest[0] === "3" ? 3 : 2 };
    }
    case "CLIENT":
      return rest[0].toUpperCase() === "SETNAME" ? { ...handshake, name: rest[1] } : handshake;
    case "RESET": // The user is forgotten by the server, but not by us.
      return { ...handshake, db: 0, protocol: undefined, name: undefined };
    default:
      return handshake;
  }
}

/** A password, or a user and a password. */
function credentials(words: readonly string[]): Handshake {
  return words.length < 2 ? { password: words[0] } : { user: words[0], password: words[1] };
}

/** The commands of a handshake, each with the title under which its failure is reported. */
export function handshakeSteps(
  { protocol, user, password, db, name }: Handshake,
): { words: Uint8Array[]; title: string }[] {
  const steps: { words: Uint8Array[]; title: string }[] = [];
  if (password !== undefined) {
    const names = user === undefined ? [password] : [user, password];
    steps.push({
      words: [fromLatin1("AUTH"), ...names.map((name) => UTF8.encode(name))],
      title: "AUTH",
    });
  }
  if (protocol === 3) steps.push({ words: ["HELLO", "3"].map(fromLatin1), title: "HELLO 3" });
  if (db !== undefined && db !== 0) {
    steps.push({ words: ["SELECT", String(db)].map(fromLatin1), title: `SELECT ${db}` });
  }
  if (name !== undefined) {
    const words = [...["CLIENT", "SETNAME"].map(fromLatin1), UTF8.encode(name)];
    steps.push({ words, title: "CLIENT SETNAME" });
  }
  return steps;
}
