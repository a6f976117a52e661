/** `\peek`: what a key is, and the beginning of what is in it. Works from Redis 4 on. */

import { fromLatin1 } from "../../resp/args.ts";
import type { Reply } from "../../resp/value.ts";
import { toBytesText } from "../print/utf8.ts";
import { dateText, durationText } from "../print/values/time.ts";
import { quotedText } from "../print/values/text.ts";
import { asideOf, type Send } from "./aside.ts";
import { type OwnCommand, type OwnContext, OwnError } from "./command.ts";
import { bytesText, countText, itemsOf, numberOf, printerOf, textOf, themeOf } from "./look.ts";

/** Strings up to here are shown whole. */
const STRING_BYTES_MAX = 4096;
const STRING_HEAD_BYTES = 512;
/** Rows for what is not content. */
const OTHER_ROWS = 6;
const ELEMENTS_MIN = 5;

export const PEEK: OwnCommand = {
  name: "peek",
  usage: "KEY [COUNT]",
  summary: "type, encoding, lifetime, memory of a key, and the beginning of its content",
  args: ["key"],
  async run(context, [key, count]) {
    if (key === undefined) throw new OwnError("\\peek needs a key");
    if (count !== undefined && !/^[1-9]\d{0,5}$/.test(count)) {
      throw new OwnError("COUNT must be a number");
    }
    const elements = Number(count ?? Math.max(ELEMENTS_MIN, context.terminal.rows - OTHER_ROWS));
    const send = await asideOf(context);
    const facts = await factsOf(send, key);
    if (facts === null) {
      return context.output.text(`${quotedText(fromLatin1(key))} does not exist\n`);
    }
    const { length, show } = CONTENTS[facts.type] ?? {};
    const size = length && numberOf(await send([length[0], key]));
    const { key: keyColour, note } = themeOf(context);
    const head = [
      facts.type,
      facts.encoding,
      length && countText(size!, ...length[1]),
      facts.memory,
    ]
      .filter((text) => text !== undefined);
    const more = [facts.lifetime, facts.use].filter((text) => text !== undefined);
    context.output.text(
      `${keyColour(quotedText(fromLatin1(key)))}  ${head.join(", ")}\n` +
        `${note(toBytesText(more.join(", ")))}\n`,
    );
    await show?.({ context, send, key, length: size!, elements });
  },
};

interface Facts {
  readonly type: string;
  readonly encoding?: string;
  readonly memory?: string;
  readonly lifetime: string;
  readonly use?: string;
}

/** Null if there is no such key. What this server does not say is left out. */
async function factsOf(send: Send, key: string): Promise<Facts | null> {
  const [type, encoding, idle, frequency, ttl, memory] = await Promise.all([
    send(["TYPE", key]),
    send(["OBJECT", "ENCODING", key]),
    send(["OBJECT", "IDLETIME", key]),
    send(["OBJECT", "FREQ", key]),
    send(["PTTL", key]),
    send(["MEMORY", "USAGE", key]),
  ]);
  if (type.type === "error") throw new OwnError(type.text);
  const name = textOf(type) ?? "";
  if (name === "none") return null;
  const [ttlMs, bytes, uses] = [ttl, memory, frequency].map(numberOf);
  const idleSeconds = numberOf(idle);
  return {
    type: name,
    encoding: textOf(encoding),
    memory: bytes === undefined ? undefined : `${bytesText(bytes)} of memory`,
    lifetime: ttlMs === undefined || ttlMs < 0
      ? "never expires"
      : `expires in ${durationText(ttlMs)}, ${
        dateText(Math.round((Date.now() + ttlMs) / 1000) * 1000)
      }`,
    use: idleSeconds !== undefined
      ? `idle for ${durationText(idleSeconds * 1000)}`
      : uses === undefined
      ? undefined
      : `frequency ${uses}`,
  };
}

/** A key that is looked into. */
interface Look {
  readonly context: OwnContext;
  readonly send: Send;
  readonly key: string;
  readonly length: number;
  /** How many elements are shown at most. */
  readonly elements: number;
}

interface Content {
  /** The command that counts, and what it counts. */
  readonly length: readonly [command: string, names: readonly [one: string, many?: string]];
  show(look: Look): Promise<void>;
}

const CONTENTS: Readonly<Record<string, Content | undefined>> = {
  string: { length: ["STRLEN", ["byte"]], show: showString },
  list: { length: ["LLEN", ["element"]], show: showList },
  hash: { length: ["HLEN", ["field"]], show: showHash },
  set: { length: ["SCARD", ["member"]], show: showSet },
  zset: { length: ["ZCARD", ["member"]], show: showSortedSet },
  stream: { length: ["XLEN", ["entry", "entries"]], show: showStream },
  vectorset: { length: ["VCARD", ["element"]], show: showVectorSet },
};

/** Prints a reply as that to a command; an error as one. */
function print(context: OwnContext, reply: Reply, words: readonly string[]): void {
  context.output.text(printerOf(context).reply(reply, words.map(fromLatin1)));
}

function tellMore(context: OwnContext, left: number, where = "more"): void {
  if (left <= 0) return;
  const text = toBytesText(`… ${left.toLocaleString("en")} ${where}`);
  context.output.text(`${themeOf(context).note(text)}\n`);
}

async function showString({ context, send, key, length }: Look): Promise<void> {
  if (length <= STRING_BYTES_MAX) return print(context, await send(["GET", key]), ["GET"]);
  const words = ["GETRANGE", key, "0", String(STRING_HEAD_BYTES - 1)];
  print(context, await send(words), words);
  tellMore(context, length - STRING_HEAD_BYTES, "more bytes");
}

async function showList({ context, send, key, length, elements }: Look): Promise<void> {
  const isAll = length <= elements;
  const head = isAll ? length : Math.ceil(elements / 2);
  const tail = isAll ? 0 : Math.floor(elements / 2);
  const words = ["LRANGE", key, "0", String(head - 1)];
  print(context, await send(words), words);
  if (tail === 0) return tellMore(context, length - head);
  tellMore(context, length - head - tail, "between the beginning and the end");
  const end = await send(["LRANGE", key, String(-tail), "-1"]);
  const { mark } = themeOf(context);
  const printer = printerOf(context);
  itemsOf(end).forEach((item, i) => {
    context.output.text(`${mark(`${length - tail + i + 1}) `)}${printer.reply(item, [])}`);
  });
}

async function showHash({ context, send, key, length, elements }: Look): Promise<void> {
  const reply = await send(["HSCAN", key, "0", "COUNT", String(elements)]);
  if (reply.type === "error") return print(context, reply, []);
  const items = itemsOf(itemsOf(reply)[1]).slice(0, 2 * elements);
  print(context, { type: "array", items }, ["HGETALL"]);
  tellMore(context, length - items.length / 2);
}

async function showSet({ context, send, key, length, elements }: Look): Promise<void> {
  const reply = await send(["SSCAN", key, "0", "COUNT", String(elements)]);
  if (reply.type === "error") return print(context, reply, []);
  const items = itemsOf(itemsOf(reply)[1]).slice(0, elements);
  print(context, { type: "set", items }, []);
  tellMore(context, length - items.length);
}

/** Some of them: there is no order. */
async function showVectorSet({ context, send, key, length, elements }: Look): Promise<void> {
  const reply = await send(["VRANDMEMBER", key, String(elements)]);
  if (reply.type === "error") return print(context, reply, []);
  const items = itemsOf(reply);
  print(context, { type: "set", items }, []);
  tellMore(context, length - items.length);
}

/** By their order, which SCAN does not know. */
async function showSortedSet({ context, send, key, length, elements }: Look): Promise<void> {
  const words = ["ZRANGE", key, "0", String(elements - 1), "WITHSCORES"];
  print(context, await send(words), words);
  tellMore(context, length - elements);
}

async function showStream({ context, send, key, length, elements }: Look): Promise<void> {
  const [groups, entries] = await Promise.all([
    send(["XINFO", "GROUPS", key]),
    send(["XREVRANGE", key, "+", "-", "COUNT", String(elements)]),
  ]);
  const { heading } = themeOf(context);
  if (itemsOf(groups).length > 0) {
    context.output.text(`${heading("groups")}\n`);
    print(context, groups, ["XINFO", "GROUPS"]);
  }
  context.output.text(`${heading("last entries")}\n`);
  print(context, entries, ["XREVRANGE"]);
  tellMore(context, length - elements);
}
