/** The parameters whose value is a list with a grammar of its own. */

import { BadValue } from "./error.ts";
import type { Kind, RewrittenLine } from "./kinds.ts";
import { formatMemory, parseLooseInteger, parseMemory } from "./units.ts";

/** An automatic snapshot: after so many seconds, if at least so many changes were made. */
export interface SavePoint {
  readonly seconds: number;
  readonly changes: number;
}

/** `save 3600 1 300 100`: no save points for the empty text. */
export const SAVE_POINTS: Kind<readonly SavePoint[]> = {
  multi: true,
  read(words) {
    const args = words.length === 1 && words[0] === "" ? [] : words;
    const numbers = args.map(parseLooseInteger);
    const valid = numbers.length % 2 === 0 &&
      numbers.every((n, i) => n !== undefined && n >= (i % 2 === 0 ? 1n : 0n));
    if (!valid) throw new BadValue("Invalid save parameters");
    const exact = (numbers as bigint[]).map((n, i) => i % 2 === 0 ? n : BigInt.asIntN(32, n));
    const value: SavePoint[] = [];
    for (let i = 0; i < exact.length; i += 2) {
      value.push({ seconds: Number(exact[i]), changes: Number(exact[i + 1]) });
    }
    return { text: exact.join(" "), value };
  },
  lines(name, text) {
    if (text === "") return [{ line: `${name} ""`, force: true }];
    return chunks(text.split(" "), 2).map((pair) => ({
      line: `${name} ${pair.join(" ")}`,
      force: true,
    }));
  },
};

/** When a client whose replies pile up is disconnected. A limit of 0 never is reached. */
export interface OutputLimit {
  /** Bytes at which the client is disconnected at once. */
  readonly hard: number;
  /** Bytes at which it is disconnected after `seconds` without getting below. */
  readonly soft: number;
  readonly seconds: number;
}

const CLASSES = ["normal", "replica", "pubsub"] as const;

/** `normal 0 0 0 slave 256mb 64mb 60`: classes that are not named keep their limits. */
export const OUTPUT_LIMITS: Kind<Readonly<Record<typeof CLASSES[number], OutputLimit>>> = {
  multi: true,
  read(words, previous) {
    const fields = chunks(previous.split(" "), 4);
    const args = words.length === 1 && words[0] === "" ? [] : words;
    if (args.length % 4) {
      throw new BadValue("Wrong number of arguments in buffer limit configuration.");
    }
    for (const [name, hardText, softText, secondsText] of chunks(args, 4)) {
      const lower = name.toLowerCase();
      const index = CLASSES.findIndex((known) =>
        known === lower || (known === "replica" && lower === "slave")
      );
      if (index < 0) {
        throw new BadValue("Invalid client class specified in buffer limit configuration.");
      }
      const hard = parseMemory(hardText);
      const soft = parseMemory(softText);
      const seconds = parseLooseInteger(secondsText);
      const kept = seconds === undefined ? -1n : BigInt.asIntN(32, seconds);
      if (hard === undefined || soft === undefined || kept < 0n) {
        throw new BadValue(
          "Error in hard, soft or soft_seconds setting in buffer limit configuration.",
        );
      }
      fields[index] = [fields[index][0], `${hard}`, `${soft}`, `${kept}`];
    }
    const [normal, replica, pubsub] = fields.map(([, hard, soft, seconds]) => ({
      hard: Number(hard),
      soft: Number(soft),
      seconds: Number(seconds),
    }));
    return { text: fields.flat().join(" "), value: { normal, replica, pubsub } };
  },
  lines(name, text, initial): RewrittenLine[] {
    const before = chunks(initial.split(" "), 4);
    return chunks(text.split(" "), 4).map(([, hard, soft, seconds], i) => ({
      line: [
        name,
        CLASSES[i],
        formatMemory(BigInt(hard)),
        formatMemory(BigInt(soft)),
        seconds,
      ].join(" "),
      force: [hard, soft, seconds].join() !== before[i].slice(1).join(),
    }));
  },
};

/** What keyspace notifications are sent, as bits; the same bits that Redis's modules know. */
export const NOTIFY = {
  keyspace: 1 << 0,
  keyevent: 1 << 1,
  generic: 1 << 2,
  string: 1 << 3,
  list: 1 << 4,
  set: 1 << 5,
  hash: 1 << 6,
  zset: 1 << 7,
  expired: 1 << 8,
  evicted: 1 << 9,
  stream: 1 << 10,
  keyMiss: 1 << 11,
  module: 1 << 13,
  new: 1 << 14,
} as const;

/** The letters in the order in which they are printed. */
const EVENT_LETTERS: readonly (readonly [string, number])[] = [
  ["g", NOTIFY.generic],
  ["$", NOTIFY.string],
  ["l", NOTIFY.list],
  ["s", NOTIFY.set],
  ["h", NOTIFY.hash],
  ["z", NOTIFY.zset],
  ["x", NOTIFY.expired],
  ["e", NOTIFY.evicted],
  ["t", NOTIFY.stream],
  ["d", NOTIFY.module],
  ["n", NOTIFY.new],
  ["K", NOTIFY.keyspace],
  ["E", NOTIFY.keyevent],
  ["m", NOTIFY.keyMiss],
];

/** The classes that the letter `A` stands for: all but key misses and new keys. */
const ALL_EVENTS = EVENT_LETTERS
  .filter(([letter]) => !"nKEm".includes(letter))
  .reduce((bits, [, bit]) => bits | bit, 0);

/** `KEA`, `Kg$`, …: which keyspace notifications are sent, as `NOTIFY` bits; 0 for none. */
export const NOTIFICATIONS: Kind<number> = {
  multi: false,
  read([word]) {
    let value = 0;
    for (const letter of word.split("\0", 1)[0]) {
      const bit = letter === "A"
        ? ALL_EVENTS
        : EVENT_LETTERS.find(([known]) => known === letter)?.[1];
      if (bit === undefined) {
        throw new BadValue("Invalid event class character. Use 'Ag$lshzxeKEtmdn'.");
      }
      value |= bit;
    }
    // With all classes on, Redis prints neither them nor `n`, which then is lost on a rewrite.
    const all = (value & ALL_EVENTS) === ALL_EVENTS;
    const hidden = all ? ALL_EVENTS | NOTIFY.new : 0;
    const letters = EVENT_LETTERS
      .filter(([, bit]) => value & bit & ~hidden)
      .map(([letter]) => letter);
    return { text: (all ? "A" : "") + letters.join(""), value };
  },
  lines: (name, text) => [{ line: `${name} "${text}"`, force: text !== "" }],
};

/** Adjustments of the kernel's out-of-memory score for a master, a replica, a child process. */
export const OOM_SCORES: Kind<readonly number[]> = {
  multi: true,
  read(words) {
    if (words.length !== 3) throw new BadValue("wrong number of arguments");
    const value = words.map((word) => {
      const score = parseLooseInteger(word);
      if (score === undefined || score < -2000n || score > 2000n) {
        throw new BadValue(
          "Invalid oom-score-adj-values, elements must be between -2000 and 2000.",
        );
      }
      return Number(score);
    });
    return { text: value.join(" "), value };
  },
  lines: (name, text, initial) => [{ line: `${name} ${text}`, force: text !== initial }],
};

/** Percentiles from 0 to 100, printed with up to six decimals. */
export const PERCENTILES: Kind<readonly number[]> = {
  multi: true,
  read(words) {
    const args = words.length === 1 && words[0] === "" ? [] : words;
    const value = args.map((word) => {
      const number = parseFloatStrictly(word);
      if (number === undefined) {
        throw new BadValue("Invalid latency-tracking-info-percentiles parameters");
      }
      if (number < 0 || number > 100) {
        throw new BadValue(
          "latency-tracking-info-percentiles parameters should sit between [0.0,100.0]",
        );
      }
      return number;
    });
    return { text: value.map((n) => n.toFixed(6).replace(/\.?0+$/, "")).join(" "), value };
  },
  lines: (name, text) => [{ line: `${name} ${text || '""'}`, force: true }],
};

/** A C floating point number without blanks around it; undefined for anything else and for NaN. */
function parseFloatStrictly(word: string): number | undefined {
  const infinity = /^([+-]?)inf(inity)?$/i.exec(word);
  if (infinity) return infinity[1] === "-" ? -Infinity : Infinity;
  const decimal = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(word);
  return decimal || /^0x[0-9a-f]+$/i.test(word) ? Number(word) : undefined;
}

/** Most addresses that `bind` takes. */
const BIND_MAX = 16;

/** Redis's default, which a rewritten file leaves out. Another default stays where it is stated. */
export const EVERYWHERE: string = "* -::*";

/**
 * Addresses to listen on. One that starts with `-` may be unavailable; `*` and `::*` are all
 * addresses of IPv4 and IPv6.
 */
export const ADDRESSES: Kind<readonly string[]> = {
  multi: true,
  read(words) {
    if (words.length > BIND_MAX) throw new BadValue("Too many bind addresses specified.");
    const value = words.length === 1 && words[0] === "" ? [] : words;
    return { text: value.join(" "), value };
  },
  lines(name, text, initial) {
    if (text === initial && text === EVERYWHERE) return [];
    return [{ line: `${name} ${text || '""'}`, force: text !== initial }];
  },
};

/** The master to follow. */
export interface MasterAddress {
  readonly host: string;
  readonly port: number;
}

/** `replicaof HOST PORT`; `no one`, like the empty text, is no master. */
export const MASTER: Kind<MasterAddress | undefined> = {
  multi: true,
  read(words) {
    if (words.length === 1 && words[0] === "") return { text: "", value: undefined };
    if (words.length !== 2) throw new BadValue("wrong number of arguments");
    const [host, portText] = words;
    if (host.toLowerCase() === "no" && portText.toLowerCase() === "one") {
      return { text: "", value: undefined };
    }
    const port = parseLooseInteger(portText);
    if (port === undefined || port < 0n || port > 65535n) throw new BadValue("Invalid master port");
    return { text: `${host} ${port}`, value: { host, port: Number(port) } };
  },
  lines: (name, text) => text === "" ? [] : [{ line: `${name} ${text}`, force: true }],
};

function chunks<T>(list: readonly T[], size: number): T[][] {
  const parts: T[][] = [];
  for (let i = 0; i < list.length; i += size) parts.push(list.slice(i, i + size));
  return parts;
}
