/** Replies read as plain data, whichever version of the protocol they came in. */

import { latin1 } from "../resp/args.ts";
import type { Reply } from "../resp/value.ts";

/** What a scalar says, in Latin-1; empty for nil and for aggregates. */
export function textOf(reply: Reply | undefined): string {
  switch (reply?.type) {
    case "bulk":
    case "verbatim":
      return latin1(reply.bytes, 0, reply.bytes.length);
    case "simple":
    case "error":
    case "double":
      return reply.text;
    case "integer":
    case "bignumber":
    case "boolean":
      return String(reply.value);
    default:
      return "";
  }
}

/** A number, also one that came as text; NaN if the reply is none. */
export function numberOf(reply: Reply | undefined): number {
  const text = textOf(reply);
  return text === "" ? NaN : Number(text);
}

/** What a reply is made of; a map is names and values in turn, as RESP2 has it. */
export function itemsOf(reply: Reply | undefined): readonly Reply[] {
  switch (reply?.type) {
    case "array":
    case "set":
    case "push":
      return reply.items;
    case "map":
      return reply.pairs.flat();
    default:
      return [];
  }
}

/** The strings of a list. */
export function textsIn(reply: Reply | undefined): string[] {
  return itemsOf(reply).map(textOf);
}

/** Names and what they name: a map, or a list of both in turn. */
export function* pairsOf(reply: Reply | undefined): Generator<[name: string, value: Reply]> {
  const items = itemsOf(reply);
  for (let i = 0; i + 1 < items.length; i += 2) yield [textOf(items[i]), items[i + 1]];
}

/** The same, for looking names up. */
export function fieldsOf(reply: Reply | undefined): Map<string, Reply> {
  return new Map(pairsOf(reply));
}
