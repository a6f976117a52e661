/** The first words on a connection: protocol, user and password, database. */

import { fromLatin1 } from "../resp/args.ts";
import type { Reply } from "../resp/value.ts";

/** What a connection shall be before it is used. */
export interface Handshake {
  /** Which RESP; without it, nothing is said, and the server speaks RESP2. */
  readonly protocol?: 2 | 3;
  readonly user?: string;
  readonly password?: string;
  readonly db?: number;
}

/** The server refused a part of the handshake. */
export class HandshakeError extends Error {
  override readonly name = "HandshakeError";
}

/** Sends one command and waits for its reply. */
export interface Sender {
  send(words: readonly Uint8Array[]): Promise<Reply>;
}

const UTF8 = new TextEncoder();

/** Says AUTH, HELLO and SELECT as far as they are needed. Rejects with HandshakeError. */
export async function shakeHands(sender: Sender, handshake: Handshake): Promise<void> {
  for (const { words, title } of handshakeSteps(handshake)) {
    const reply = await sender.send(words);
    if (reply.type === "error") throw new HandshakeError(`${title} failed: ${reply.text}`);
  }
}

/** The commands of a handshake, each with the title under which its failure is reported. */
export function handshakeSteps(
  { protocol, user, password, db }: Handshake,
): { words: Uint8Array[]; title: string }[] {
  const steps: { words: Uint8Array[]; title: string }[] = [];
  if (password !== undefined) {
    const names = user === undefined ? [password] : [user, password];
    steps.push({
      words: [fromLatin1("AUTH"), ...names.map((name) => UTF8.encode(name))],
      title: "AUTH",
    });
  }
  if (protocol !== undefined) {
    const words = ["HELLO", String(protocol)].map(fromLatin1);
    steps.push({ words, title: `HELLO ${protocol}` });
  }
  if (db !== undefined && db !== 0) {
    steps.push({ words: ["SELECT", String(db)].map(fromLatin1), title: `SELECT ${db}` });
  }
  return steps;
}
