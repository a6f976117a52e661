/** Values that are stored in another form: unpacked, and shown as what they are then. */

import { Buffer } from "node:buffer";
import { brotliDecompressSync, gunzipSync, inflateRawSync, inflateSync } from "node:zlib";
import { latin1 } from "../../../resp/args.ts";
import { utf8TextOf } from "../utf8.ts";
import { DecodeError, type Decoder, type Place } from "./decoder.ts";
import { hexDump } from "./hex.ts";
import { formatJsonText, jsonTextOf } from "./json.ts";
import { isMostlyBinary, quotedText, shownText } from "./text.ts";
import { dateText, isPlausibleDate, toMs } from "./time.ts";

/** What is unpacked may not be larger. */
const BYTES_MAX = 64 * 1024 * 1024;

/** Formats that pack other bytes. */
const UNPACK: Readonly<Record<string, (bytes: Uint8Array) => Uint8Array>> = {
  gzip: (bytes) => gunzipSync(bytes, { maxOutputLength: BYTES_MAX }),
  zlib: (bytes) => inflateSync(bytes, { maxOutputLength: BYTES_MAX }),
  deflate: (bytes) => inflateRawSync(bytes, { maxOutputLength: BYTES_MAX }),
  brotli: fromBrotli,
  base64: fromBase64,
};

/** Formats that are shown. */
const SHOW: Readonly<Record<string, Decoder | (() => Promise<Decoder>)>> = {
  json: showJson,
  hex: (bytes, { indent }) => hexDump(bytes, indent),
  text: showText,
  date: showDate,
};

export const DECODINGS: readonly string[] = [
  ...Object.keys(UNPACK),
  "msgpack",
  ...Object.keys(SHOW),
];

/**
 * The decoder for these formats, one after the other: `gzip,msgpack`. If the last one unpacks, what
 * comes out is shown as it suits. Throws DecodeError for a name that is none.
 */
export async function decoderFor(names: string): Promise<Decoder> {
  const formats = names.toLowerCase().split(",");
  const last = formats.at(-1)!;
  const unknown = formats.find((name, i) =>
    !DECODINGS.includes(name) || (i < formats.length - 1 && !Object.hasOwn(UNPACK, name))
  );
  if (unknown !== undefined) {
    throw new DecodeError(
      DECODINGS.includes(unknown)
        ? `${unknown} can only be the last format`
        : `There is no format ${unknown}: use ${DECODINGS.join(", ")}`,
    );
  }
  const show = last === "msgpack" ? await messagePack() : (SHOW[last] ?? showAny) as Decoder;
  const steps = formats.filter((name) => Object.hasOwn(UNPACK, name));
  return (bytes, place) => show(steps.reduce(unpacked, bytes), place);
}

function unpacked(bytes: Uint8Array, name: string): Uint8Array {
  try {
    return UNPACK[name](bytes);
  } catch (error) {
    throw error instanceof DecodeError ? error : notIn(name, error);
  }
}

function notIn(name: string, error?: unknown): DecodeError {
  const reason = error instanceof Error ? `: ${error.message}` : "";
  return new DecodeError(`not ${name}${reason}`);
}

/** Deno 2.9 takes what is no Brotli for nothing at all; what says nothing is one byte long. */
function fromBrotli(bytes: Uint8Array): Uint8Array {
  const plain = brotliDecompressSync(bytes, { maxOutputLength: BYTES_MAX });
  if (plain.length === 0 && bytes.length !== 1) throw notIn("brotli");
  return plain;
}

/** Both alphabets, with and without padding and line ends (RFC 4648). */
function fromBase64(bytes: Uint8Array): Uint8Array {
  const text = latin1(bytes, 0, bytes.length).replace(/\s+/g, "");
  if (!/^[\w+/-]*={0,2}$/.test(text) || text.replace(/=+$/, "").length % 4 === 1) {
    throw notIn("base64");
  }
  return new Uint8Array(Buffer.from(text, "base64"));
}

function showJson(bytes: Uint8Array, { theme, indent }: Place): string {
  const text = utf8TextOf(bytes);
  try {
    JSON.parse(text ?? "");
  } catch (error) {
    throw notIn("json", error);
  }
  return formatJsonText(text!, theme, indent, 1);
}

function showText(bytes: Uint8Array, { indent }: Place): string {
  const text = utf8TextOf(bytes);
  if (text === null) throw notIn("text", new Error("the bytes are not UTF-8"));
  return shownText(text.replace(/\n$/, "")).replaceAll("\n", `\n${indent}`);
}

/** Seconds, milliseconds or microseconds since 1970: whichever makes a time of this century. */
function showDate(bytes: Uint8Array, { theme }: Place): string {
  const text = latin1(bytes, 0, bytes.length).trim();
  const found = /^(\d{1,16})(?:\.\d+)?(?:-\d+)?$/.exec(text);
  for (const unit of found === null ? [] : ["s", "ms", "us"] as const) {
    const ms = toMs(Number(found![1]), unit);
    if (isPlausibleDate(ms)) return `${theme.string(text)}  ${theme.note(dateText(ms))}`;
  }
  throw notIn("date");
}

function showAny(bytes: Uint8Array, place: Place): string {
  const json = jsonTextOf(bytes);
  if (json !== null) return formatJsonText(json, place.theme, place.indent, place.width);
  if (isMostlyBinary(bytes)) return hexDump(bytes, place.indent);
  return place.theme.string(quotedText(bytes));
}

async function messagePack(): Promise<Decoder> {
  const { decode } = await import("@msgpack/msgpack");
  return (bytes, { theme, indent, width }) => {
    let value: unknown;
    try {
      value = decode(bytes, { useBigInt64: true });
    } catch (error) {
      throw notIn("msgpack", error);
    }
    return formatJsonText(jsonOf(value), theme, indent, width);
  };
}

/** What MessagePack holds, in JSON's syntax; bytes and extensions by their hexadecimal digits. */
function jsonOf(value: unknown): string {
  if (typeof value === "bigint") return String(value);
  if (typeof value === "number" && !Number.isFinite(value)) return JSON.stringify(String(value));
  if (value === null || typeof value !== "object") return JSON.stringify(value) ?? "null";
  if (Array.isArray(value)) return `[${value.map(jsonOf).join(",")}]`;
  if (value instanceof Uint8Array) return `{"bytes":"${hexOf(value)}"}`;
  if (value instanceof Date) return JSON.stringify(dateText(value.getTime()));
  if ("type" in value && "data" in value && value.data instanceof Uint8Array) {
    return `{"extension":${value.type},"bytes":"${hexOf(value.data)}"}`;
  }
  const pairs = Object.entries(value).map(([key, each]) =>
    `${JSON.stringify(key)}:${jsonOf(each)}`
  );
  return `{${pairs.join(",")}}`;
}

function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}
