/** What the server of the captures holds. */

import { gzipSync } from "node:zlib";
import { encode } from "@msgpack/msgpack";

const PEOPLE: readonly (readonly [name: string, city: string])[] = [
  ["Ada", "London"],
  ["Zoë", "Rome"],
  ["Björn", "Malmö"],
  ["Chen", "Taipei"],
  ["Dalia", "Haifa"],
  ["Emeka", "Lagos"],
];
/** 2026-11-02, in milliseconds. */
const MONDAY_MS = 1_793_577_600_000;

/** Lines for a pipe. */
export function sampleLines(): string[] {
  const people = Array.from({ length: 24 }, (_, i) => {
    const [name, city] = PEOPLE[i % PEOPLE.length];
    return `HSET user:${i + 1} name ${name} city ${city} born ${1990 - 3 * i % 40}`;
  });
  const sessions = Array.from({ length: 120 }, (_, i) => {
    const json = { user: 1 + i % 24, roles: i % 3 ? ["reader"] : ["reader", "editor"], ip: null };
    return `SET session:${100 + i} ${word(JSON.stringify(json))} EX ${900 + 60 * i}`;
  });
  const orders = Array.from({ length: 300 }, (_, i) => {
    const month = ["09", "10", "11"][i % 3];
    return `SET order:2026-${month}:${1000 + i} ${i % 7 + 1}`;
  });
  const events = Array.from({ length: 40 }, (_, i) => {
    const kind = ["login", "order", "logout"][i % 3];
    return `XADD events ${MONDAY_MS + i * 61_000}-0 kind ${kind} user ${1 + i % 24}`;
  });
  const cart = encode({ user: 7, items: [{ sku: "A-17", count: 2 }, { sku: "C-3", count: 1 }] });
  return [
    ...people,
    ...sessions,
    ...orders,
    ...events,
    "XGROUP CREATE events mailers 0",
    "XREADGROUP GROUP mailers worker-1 COUNT 3 STREAMS events >",
    "ZADD board 9 bob 12.5 ann 30 zoe 4 chen",
    "RPUSH tasks write test ship",
    "SADD tags blue green red",
    "GEOADD offices 12.4964 41.9028 rome 121.5654 25.033 taipei",
    `SET profile:7 ${
      word(
        '{"name":"Zoë","langs":["it","en"],"address":{"city":"Rome","zip":"00184"},' +
          '"seen":1793577600,"premium":true,"score":12.50}',
      )
    }`,
    `SET cart:7 ${word(gzipSync(cart))}`,
    `SET avatar:7 ${word(Uint8Array.from({ length: 48 }, (_, i) => (i * 73 + 137) % 256))}`,
    "SET greeting hello",
    "SET visits 41",
    "PFADD seen a b c",
  ];
}

/** A word as it is typed in a line, whatever bytes it has. */
function word(value: string | Uint8Array): string {
  const bytes = typeof value === "string" ? new TextEncoder().encode(value) : value;
  const chars = Array.from(bytes, (byte) => {
    const char = String.fromCharCode(byte);
    if (char === '"' || char === "\\") return `\\${char}`;
    return byte >= 0x20 && byte < 0x7f ? char : `\\x${byte.toString(16).padStart(2, "0")}`;
  });
  return `"${chars.join("")}"`;
}
