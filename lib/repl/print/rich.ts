/**
 * Replies for people on a terminal: the layout of redis-cli, with colours; and values that are
 * recognised. Without colours and recognition it is redis-cli's output, byte for byte.
 *
 * Text is Latin-1, one character a byte, and so are the values in it.
 */

import { latin1 } from "../../resp/args.ts";
import { quoted } from "../../resp/quoted.ts";
import type { ReplyHead } from "../../resp/reply_decoder.ts";
import type { Reply, ReplyPair } from "../../resp/value.ts";
import { textOf } from "../read_reply.ts";
import { formatInvalidation, formatText, isText } from "./print_reply.ts";
import type { PiecesPrinter } from "./pieces.ts";
import type { Printer } from "./printer.ts";
import { colourText } from "./rich_text.ts";
import { type Shape, shapeOf } from "./shapes.ts";
import { type Theme, withoutColours } from "./theme.ts";
import { toBytesText } from "./utf8.ts";
import { decodeProblem, type Decoder } from "./values/decoder.ts";
import { hexDump, sniff } from "./values/hex.ts";
import { formatJsonText, jsonTextOf } from "./values/json.ts";
import { isMostlyBinary, quotedText } from "./values/text.ts";
import { dateText, durationText, isPlausibleDate, toMs } from "./values/time.ts";

/** Shorter ones are escaped as Redis does, on the line where they stand. */
const DUMP_FROM_BYTES = 17;
const DUMP_BYTES_MAX = 512;
const ID = /^(\d{13})-\d+$/;

const AGGREGATES = {
  array: [")", "(empty array)"],
  set: ["~", "(empty set)"],
  push: [">", "(empty push)"],
  map: ["#", "(empty hash)"],
  attributes: ["|", "(empty attributes)"],
} as const;

type Container = keyof typeof AGGREGATES;
/** Writes the element at a place; `format` is told how deep its further lines are indented. */
type Row = (i: number, format: (indent: string) => string) => string;

export interface RichOptions {
  readonly theme: Theme;
  /** Whether values and the replies of known commands are shown as what they are. */
  readonly isRecognising: boolean;
  /** How wide the terminal is now. */
  readonly columns: () => number;
  /** Milliseconds since 1970, to tell when something expires. */
  readonly now: () => number;
  /** Shows strings in place of what they are recognised as; but names of fields stay. */
  readonly decoder?: Decoder;
}

export class RichPrinter implements Printer {
  readonly isForPeople = true;
  readonly #options: RichOptions;
  readonly #theme: Theme;
  /** How many columns of the line are taken by the name of the value that comes next. */
  #lead = 0;

  constructor(options: RichOptions) {
    this.#options = options;
    this.#theme = options.theme;
  }

  reply(reply: Reply, words: readonly Uint8Array[]): string {
    const { isRecognising } = this.#options;
    // redis-cli shows even errors of such a command as texts.
    if (isText(words) && !(isRecognising && reply.type === "error")) {
      const text = formatText(reply);
      return isRecognising ? colourText(text, this.#theme) : text;
    }
    const manual = isRecognising ? manualOf(reply, words) : null;
    if (manual !== null) return manual;
    return this.#value(reply, "", this.#shapeOf(words));
  }

  push(reply: Reply): string {
    return formatInvalidation(reply) ?? this.#value(reply, "", null);
  }

  /** Prints a large reply while it arrives; all its texts together are what `reply` says. */
  pieces(head: ReplyHead, words: readonly Uint8Array[]): PiecesPrinter {
    const shape = fitting(head.type, this.#shapeOf(words));
    const isFlat = head.type === "array" && shape !== null &&
      (shape.kind === "map" || shape.kind === "pairs");
    return isFlat ? this.#flatPieces(head, shape) : this.#plainPieces(head, shape);
  }

  #plainPieces({ type, count, attributes }: ReplyHead, shape: Shape | null): PiecesPrinter {
    const row = this.#rows(type, count, "");
    let i = 0;
    return {
      begin: () => attributes === undefined ? "" : this.#attributes(attributes, ""),
      item: (item) => row(i, (deeper) => this.#value(item, deeper, itemShape(shape, i++))),
      pair: (pair) => row(i++, (deeper) => this.#pair(pair, deeper, shape)),
      end: () => i === 0 ? `${this.#theme.nil(AGGREGATES[type][1])}\n` : "",
    };
  }

  /** Fields and values that come one after the other; or members in pairs of their own. */
  #flatPieces(head: ReplyHead, shape: Shape & { kind: "map" | "pairs" }): PiecesPrinter {
    const plain = this.#plainPieces(head, null);
    let isNested: boolean | null = null;
    let row: Row | null = null;
    let key: Reply | null = null;
    let i = 0;
    return {
      ...plain,
      item: (item) => {
        isNested ??= isPair(item) || head.count % 2 !== 0;
        const mark = shape.kind === "map" ? "map" : "array";
        row ??= this.#rows(mark, isNested ? head.count : head.count / 2, "");
        if (isNested) return row(i++, (deeper) => this.#member(item, deeper, shape));
        if (key === null) {
          key = item;
          return "";
        }
        const pair = [key, item] as const;
        key = null;
        return row(i++, (deeper) => this.#pair(pair, deeper, shape));
      },
      end: () => i === 0 ? plain.end() : "",
    };
  }

  #shapeOf(words: readonly Uint8Array[]): Shape | null {
    if (!this.#options.isRecognising) return null;
    return shapeOf(words.map((word) => latin1(word, 0, word.length)));
  }

  /** A reply behind what the line begins with; its further lines begin with `indent`. */
  #value(reply: Reply, indent: string, shape: Shape | null): string {
    const { attributes } = reply;
    const front = attributes === undefined ? "" : this.#attributes(attributes, indent) + indent;
    return front + this.#body(reply, indent, shape);
  }

  #attributes(pairs: readonly ReplyPair[], indent: string): string {
    return this.#list("attributes", pairs, indent, (pair, deeper) => {
      return this.#pair(pair, deeper, null);
    });
  }

  #body(reply: Reply, indent: string, given: Shape | null): string {
    const shape = fitting(reply.type, given);
    const { mark, nil, error, number, boolean, status } = this.#theme;
    switch (reply.type) {
      case "simple":
        return `${status(reply.text)}\n`;
      case "error":
        return `${error(`(error) ${reply.text}`)}\n`;
      case "integer":
        return `${mark("(integer) ")}${number(`${reply.value}`)}${this.#remark(reply, shape)}\n`;
      case "double":
        if (shape?.kind === "number") return `${number(reply.text)}\n`;
        return `${mark("(double) ")}${number(reply.text)}\n`;
      case "bignumber":
        return `${mark("(big number) ")}${number(`${reply.value}`)}\n`;
      case "boolean":
        return `${boolean(`(${reply.value})`)}\n`;
      case "nil":
        return `${nil("(nil)")}\n`;
      case "bulk":
        return this.#bulk(reply.bytes, indent, shape);
      case "verbatim":
        return `${latin1(reply.bytes, 0, reply.bytes.length)}\n`;
      case "map":
        return this.#pairs(reply.pairs, indent, shape);
      default:
        return this.#items(reply, indent, shape);
    }
  }

  #items(
    { type, items }: Extract<Reply, { items: readonly Reply[] }>,
    indent: string,
    shape: Shape | null,
  ): string {
    if (shape !== null && items.length > 0) {
      switch (shape.kind) {
        case "map":
        case "pairs": {
          const isNested = items.every(isPair);
          if (isNested) {
            return this.#list(
              shape.kind === "map" ? "map" : "array",
              items,
              indent,
              (item, deep) => this.#member(item, deep, shape),
            );
          }
          if (items.length % 2 === 0 && type === "array") {
            return this.#pairs(flatPairs(items), indent, shape);
          }
          break;
        }
        case "entry":
          if (items.length === 2) return this.#entry(items[0], items[1], indent);
          break;
        case "place":
          if (items.length === 2) {
            const texts = items.map((item) => this.#theme.number(textOf(item)));
            return `${texts.join(", ")}  ${this.#theme.note("longitude, latitude")}\n`;
          }
          break;
        case "slow":
          if (items.length >= 4) return this.#slow(items, indent);
          break;
        case "command":
          if (items.length >= 6) return this.#command(items);
      }
    }
    return this.#list(type, items, indent, (item, deeper, i) => {
      return this.#value(item, deeper, itemShape(shape, i));
    });
  }

  #pairs(pairs: readonly ReplyPair[], indent: string, shape: Shape | null): string {
    const mark = shape?.kind === "pairs" ? "array" : "map";
    return this.#list(mark, pairs, indent, (pair, deeper) => this.#pair(pair, deeper, shape));
  }

  #pair([key, value]: ReplyPair, indent: string, shape: Shape | null): string {
    const isMember = shape?.kind === "pairs";
    const keyText = isMember ? this.#value(key, indent, null) : this.#key(key, indent);
    this.#lead = value.type === "bulk" ? widthOf(keyText) + " => ".length : 0;
    const text = this.#value(value, indent, fieldShape(shape, key));
    this.#lead = 0;
    // redis-cli puts what is a block of lines below its name.
    const isBlock = value.type in AGGREGATES && text.indexOf("\n") < text.length - 1;
    const start = isBlock ? `\n${indent}` : "";
    return `${keyText.slice(0, -1)}${this.#theme.mark(" => ")}${start}${text}`;
  }

  /** A pair that is an array of its own. */
  #member(item: Reply, indent: string, shape: Shape): string {
    if (!isPair(item)) return this.#value(item, indent, null);
    return this.#pair([item.items[0], item.items[1]], indent, shape);
  }

  /** A name: short, and in another colour. */
  #key(key: Reply, indent: string): string {
    if (key.type === "bulk" && !isMostlyBinary(key.bytes)) {
      return `${this.#theme.key(this.#quoted(key.bytes))}\n`;
    }
    if (key.type === "simple") return `${this.#theme.key(key.text)}\n`;
    return this.#value(key, indent, null);
  }

  #quoted(bytes: Uint8Array): string {
    return this.#options.isRecognising ? quotedText(bytes) : quoted(bytes, 0, bytes.length);
  }

  #bulk(bytes: Uint8Array, indent: string, shape: Shape | null): string {
    const { string, number, mark, note } = this.#theme;
    const { decoder } = this.#options;
    if (decoder !== undefined && shape === null) {
      return `${this.#decoded(bytes, indent, decoder)}\n`;
    }
    if (!this.#options.isRecognising) return `${string(quoted(bytes, 0, bytes.length))}\n`;
    if (shape !== null) {
      const text = latin1(bytes, 0, Math.min(bytes.length, 64));
      const isNumber = shape.kind === "number" && /^[-+]?(\d[\d.e+-]*|inf|nan)$/i.test(text);
      if (isNumber) return `${number(text)}\n`;
      return `${string(this.#quoted(bytes))}${this.#remark({ type: "bulk", bytes }, shape)}\n`;
    }
    const json = jsonTextOf(bytes);
    if (json !== null) {
      return `${formatJsonText(json, this.#theme, indent, this.#width(indent))}\n`;
    }
    if (bytes.length < DUMP_FROM_BYTES || !isMostlyBinary(bytes)) {
      return `${string(this.#quoted(bytes))}\n`;
    }
    const kind = sniff(bytes);
    const head = `(${bytes.length.toLocaleString("en")} bytes${kind === null ? "" : `, ${kind}`})`;
    const advice = kind === "gzip" || kind === "zlib"
      ? note(`  \\as ${kind} shows what is in it`)
      : "";
    return `${mark(head)}${advice}\n${indent}${hexDump(bytes, indent, DUMP_BYTES_MAX)}\n`;
  }

  #decoded(bytes: Uint8Array, indent: string, decoder: Decoder): string {
    try {
      return decoder(bytes, { theme: this.#theme, indent, width: this.#width(indent) });
    } catch (error) {
      return `${this.#theme.string(this.#quoted(bytes))}  ${
        this.#theme.note(decodeProblem(error))
      }`;
    }
  }

  #width(indent: string): number {
    return Math.max(20, this.#options.columns() - indent.length - this.#lead - 1);
  }

  /** What a number means as a time, in grey behind it; empty if it means none. */
  #remark(reply: Reply, shape: Shape | null): string {
    if (shape === null) return "";
    const text = this.#timeOf(textOf(reply), shape);
    return text === null ? "" : this.#theme.note(`  ${toBytesText(text)}`);
  }

  #timeOf(text: string, shape: Shape): string | null {
    if (shape.kind === "id") {
      const ms = Number(ID.exec(text)?.[1]);
      return isPlausibleDate(ms) ? dateText(ms) : null;
    }
    if (!("unit" in shape) || !/^\d{1,16}$/.test(text)) return null;
    const ms = toMs(Number(text), shape.unit);
    if (shape.kind === "duration") return durationText(ms);
    if (shape.kind === "date") return isPlausibleDate(ms) ? dateText(ms) : null;
    const end = this.#options.now() + ms;
    const until = isPlausibleDate(end) ? `, until ${dateText(Math.floor(end / 1000) * 1000)}` : "";
    return `${durationText(ms)}${until}`;
  }

  #entry(id: Reply, fields: Reply, indent: string): string {
    const head = this.#value(id, indent, { kind: "id" });
    if (fields.type !== "array" || fields.items.length % 2 !== 0) {
      return `${head}${indent}${this.#value(fields, indent, null)}`;
    }
    const lines = flatPairs(fields.items).map((pair) => indent + this.#pair(pair, indent, null));
    return head + lines.join("");
  }

  #slow(items: readonly Reply[], indent: string): string {
    const { note, number, mark, key } = this.#theme;
    const [id, time, elapsed, words, address, name] = items;
    const ms = toMs(Number(textOf(time)), "s");
    const took = durationText(toMs(Number(textOf(elapsed)), "us"));
    const who = [address, name].map((reply) => reply === undefined ? "" : textOf(reply));
    const head = [
      `${mark("#")}${number(textOf(id))}`,
      note(isPlausibleDate(ms) ? dateText(ms) : textOf(time)),
      number(toBytesText(took)),
      ...who.filter((text) => text !== "").map(note),
    ];
    const isWords = words.type === "array" && words.items.every(({ type }) => type === "bulk");
    if (!isWords) return `${head.join("  ")}\n${indent}${this.#value(words, indent, null)}`;
    const texts = words.items.map((word, i) => {
      const text = word.type === "bulk" ? this.#quoted(word.bytes) : "";
      return i === 0 ? key(text) : this.#theme.string(text);
    });
    return `${head.join("  ")}\n${indent}${texts.join(" ")}\n`;
  }

  /** `get  arity 2  keys 1..1 step 1  readonly fast  @read @string @fast` */
  #command(items: readonly Reply[]): string {
    const { key, number, note, mark } = this.#theme;
    const [name, arity, flags, first, last, step, categories] = items;
    const texts = (reply: Reply | undefined) =>
      reply !== undefined && "items" in reply ? reply.items.map(textOf).join(" ") : "";
    const keys = textOf(first) === "0"
      ? mark("no keys")
      : `${mark("keys ")}${number(`${textOf(first)}..${textOf(last)}`)}` +
        `${mark(" step ")}${number(textOf(step))}`;
    return [
      key(textOf(name)),
      `${mark("arity ")}${number(textOf(arity))}`,
      keys,
      texts(flags),
      note(texts(categories)),
    ].filter((text) => text !== "").join("  ") + "\n";
  }

  #list<Item>(
    type: Container,
    items: readonly Item[],
    indent: string,
    format: (item: Item, indent: string, i: number) => string,
  ): string {
    if (items.length === 0) return `${this.#theme.nil(AGGREGATES[type][1])}\n`;
    const row = this.#rows(type, items.length, indent);
    return items.map((item, i) => row(i, (deeper) => format(item, deeper, i))).join("");
  }

  /** Numbers the elements of an aggregate; the first stands on a line that is begun already. */
  #rows(type: Container, count: number, indent: string): Row {
    const width = Number.isFinite(count) ? String(count).length : 1;
    const deeper = indent + " ".repeat(width + 2);
    return (i, format) => {
      const number = `${String(i + 1).padStart(width)}${AGGREGATES[type][0]} `;
      return `${i === 0 ? "" : indent}${this.#theme.mark(number)}${format(deeper)}`;
    };
  }
}

/** Only arrays may be pairs in disguise; and only maps, besides, have fields. */
function fitting(type: Reply["type"], shape: Shape | null): Shape | null {
  if (shape === null || type === "array") return shape;
  if (shape.kind === "pairs" || (shape.kind === "map" && type !== "map")) return null;
  return shape;
}

/** The columns of a short text that ends a line, if each of its characters takes one. */
function widthOf(text: string): number {
  return withoutColours(text).replace(/[\x80-\xbf]/g, "").length - 1;
}

function itemShape(shape: Shape | null, i: number): Shape | null {
  if (shape?.kind === "list") return shape.item;
  return shape?.kind === "tuple" ? shape.items[i] ?? null : null;
}

function fieldShape(shape: Shape | null, key: Reply): Shape | null {
  if (shape?.kind === "pairs") return shape.value;
  if (shape?.kind !== "map") return null;
  const name = textOf(key);
  const { fields = {}, value = null } = shape;
  return Object.hasOwn(fields, name) ? fields[name] : value;
}

function isPair(reply: Reply): reply is Reply & { type: "array" } {
  return reply.type === "array" && reply.items.length === 2;
}

function flatPairs(items: readonly Reply[]): ReplyPair[] {
  const pairs: ReplyPair[] = [];
  for (let i = 0; i + 1 < items.length; i += 2) pairs.push([items[i], items[i + 1]]);
  return pairs;
}

/** What `XINFO HELP` and its like say, line by line; null if it is none of them. */
function manualOf(reply: Reply, words: readonly Uint8Array[]): string | null {
  const isAsked = words.length === 2 && /^help$/i.test(latin1(words[1], 0, words[1].length));
  if (!isAsked || reply.type !== "array") return null;
  const lines = reply.items.map((item) => item.type === "simple" ? `${item.text}\n` : null);
  return lines.includes(null) ? null : lines.join("");
}
