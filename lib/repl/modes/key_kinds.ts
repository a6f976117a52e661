/** Types of keys, and how large a key of each type is. */

import { quoted } from "../../resp/quoted.ts";
import type { Reply } from "../../resp/value.ts";
import { textOf } from "../read_reply.ts";
import { type ModeContext, ModeError } from "./mode.ts";
import type { ModeClient } from "./mode_client.ts";

export interface KeyKind {
  /** As TYPE says it. */
  readonly name: string;
  /** The command that counts; null if there is none, for a type of a module. */
  readonly sizeCommand: string | null;
  /** What it counts. */
  readonly unit: string;
}

/** The types that every server has, in the order of redis-cli's reports. */
export const KINDS: readonly KeyKind[] = [
  { name: "list", sizeCommand: "LLEN", unit: "items" },
  { name: "hash", sizeCommand: "HLEN", unit: "fields" },
  { name: "string", sizeCommand: "STRLEN", unit: "bytes" },
  { name: "stream", sizeCommand: "XLEN", unit: "entries" },
  { name: "set", sizeCommand: "SCARD", unit: "members" },
  { name: "zset", sizeCommand: "ZCARD", unit: "members" },
];

/** The kind of this name, a new one if need be. */
export function kindOf(name: string): KeyKind {
  return KINDS.find((kind) => kind.name === name) ?? { name, sizeCommand: null, unit: "?" };
}

/** A key that was there when it was looked at. */
export interface TypedKey {
  readonly key: Uint8Array;
  readonly kind: string;
}

/** Asks for the types of keys; those that are gone are left out. Throws ModeError. */
export async function typedKeys(
  client: ModeClient,
  keys: readonly Uint8Array[],
): Promise<TypedKey[]> {
  const replies = await Promise.all(keys.map((key) => client.send("TYPE", key)));
  return replies.flatMap((reply, i) => {
    if (reply.type === "error") throw new ModeError(`TYPE returned an error: ${reply.text}`);
    const kind = textOf(reply);
    return kind === "none" ? [] : [{ key: keys[i], kind }];
  });
}

/** How to ask for a size, and what that is called in a warning; null: it has none. */
export type SizeQuestion = (
  key: TypedKey,
) => { readonly words: readonly (string | Uint8Array)[]; readonly name: string } | null;

/** Asks how many elements there are. */
export const askLength: SizeQuestion = ({ key, kind }) => {
  const { sizeCommand } = kindOf(kind);
  return sizeCommand === null ? null : { words: [sizeCommand, key], name: sizeCommand };
};

/** Asks how many bytes of memory there are, by so many samples of the elements. */
export function askMemory(samples: number | undefined): SizeQuestion {
  const options = samples === undefined ? [] : ["SAMPLES", String(samples)];
  return ({ key }) => ({ words: ["MEMORY", "USAGE", key, ...options], name: "MEMORY USAGE" });
}

/** Asks for sizes; what cannot be told is 0, with a warning if it should have been. */
export async function sizesOf(
  { problem }: Pick<ModeContext, "problem">,
  client: ModeClient,
  keys: readonly TypedKey[],
  ask: SizeQuestion,
): Promise<number[]> {
  const questions = keys.map(ask);
  const replies: (Reply | null)[] = await Promise.all(
    questions.map((question) => question && client.send(...question.words)),
  );
  return replies.map((reply, i) => {
    if (reply === null) return 0;
    if (reply.type === "integer") return Number(reply.value);
    const { key } = keys[i];
    const name = shownKey(key);
    problem(`Warning:  ${questions[i]!.name} on '${name}' failed (may have changed type)`);
    return 0;
  });
}

/** A key in quotes, as redis-cli shows it. */
export function shownKey(key: Uint8Array): string {
  return quoted(key, 0, key.length);
}
