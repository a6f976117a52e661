/** What servers say about themselves, and how a question puts it. Texts are Latin-1. */

import { fromLatin1, latin1 } from "../../resp/args.ts";
import type { Reply } from "../../resp/value.ts";

const NAMES_SHOWN = 5;
const NAME_CHARACTERS_MAX = 40;
const UTF8 = new TextDecoder("utf-8", { fatal: true });

/** Asks the server for a fact; null if it does not say. Words are Latin-1. */
export type Inquiry = (...words: string[]) => Promise<Reply | null>;

/** How many keys there are in all databases; null if the server does not say. */
export async function keysOfAll(inquire: Inquiry): Promise<number | null> {
  const sizes = await databaseSizes(inquire);
  return sizes && [...sizes.values()].reduce((one, other) => one + other, 0);
}

/** The sizes of all databases that have keys; null if the server does not say. */
export async function databaseSizes(inquire: Inquiry): Promise<Map<number, number> | null> {
  const text = textOf(await inquire("INFO", "keyspace"));
  if (text === null) return null;
  const found = text.matchAll(/^db(\d+):keys=(\d+)/gm);
  return new Map([...found].map(([, db, keys]) => [Number(db), Number(keys)]));
}

export function textOf(reply: Reply | null): string | null {
  if (reply?.type === "bulk" || reply?.type === "verbatim") {
    return latin1(reply.bytes, 0, reply.bytes.length);
  }
  return reply?.type === "simple" ? reply.text : null;
}

export function integerOf(reply: Reply | null): number | null {
  return reply?.type === "integer" ? Number(reply.value) : null;
}

/** The value behind a name, in a map or in an array of names and values. */
export function fieldOf(reply: Reply, name: string): string | null {
  if (reply.type === "map") {
    const entry = reply.pairs.find(([key]) => textOf(key) === name);
    return entry === undefined ? null : textOf(entry[1]);
  }
  if (reply.type !== "array") return null;
  const at = reply.items.findIndex((item, i) => i % 2 === 0 && textOf(item) === name);
  return at < 0 ? null : textOf(reply.items[at + 1] ?? null);
}

/** `1 key`, `12,345 keys`. */
export function keysText(number: number): string {
  return count(number, "key");
}

export function count(number: number, one: string, many = `${one}s`): string {
  return `${number.toLocaleString("en-US")} ${number === 1 ? one : many}`;
}

/** The first names of a list, and how many more there are. */
export function listed(names: readonly string[]): string {
  const first = names.slice(0, NAMES_SHOWN).map(shown).join(", ");
  const rest = names.length - NAMES_SHOWN;
  return rest > 0 ? `${first} and ${count(rest, "more", "more")}` : first;
}

/** A word as people read it: UTF-8 as text, other bytes escaped, long ones cut. */
export function shown(word: string): string {
  let text = word;
  try {
    text = UTF8.decode(fromLatin1(word));
  } catch {
    // Latin-1 it is, escaped below.
  }
  const isText = text !== word || /^[\x20-\x7e]*$/.test(word);
  const characters = [...text].map((character) =>
    /[\p{Cc}\p{Cf}]/u.test(character) || !isText && character > "\x7e"
      ? `\\x${character.charCodeAt(0).toString(16).padStart(2, "0")}`
      : character
  );
  const cut = characters.length > NAME_CHARACTERS_MAX;
  return characters.slice(0, NAME_CHARACTERS_MAX).join("") + (cut ? "…" : "");
}
