import assert from "node:assert/strict";
import { test } from "node:test";
import { SyncReader } from "../../../lib/repl/modes/sync.ts";
import { fromLatin1, latin1 } from "../../../lib/resp/args.ts";

const MARK = "0123456789abcdef0123456789abcdef01234567";

const STREAMS: readonly (readonly [name: string, wire: string, told: string])[] = [
  ["a snapshot of known size", "$5\r\nREDISmore", "head 5, REDIS, end, +more"],
  ["an empty snapshot", "$0\r\n", "head 0, end"],
  ["blank lines in front", "\n\n$2\r\nab", "head 2, ab, end"],
  ["line ends within", "$4\r\n\r\n\n\n*1\r\n", "head 4, \r\n\n\n, end, +*1\r\n"],
  ["a snapshot with a mark", `$EOF:${MARK}\r\nREDIS${MARK}`, "head null, REDIS, end"],
  [
    "what is like the mark, and commands behind it",
    `\n$EOF:${MARK}\r\na${MARK.slice(0, 39)}b${MARK}*1\r\n`,
    `head null, a${MARK.slice(0, 39)}b, end, +*1\r\n`,
  ],
  ["a refusal", "\n-ERR no\r\n", "refused -ERR no"],
  ["what is none of it", "+OK\r\n", "refused +OK"],
  ["a size that is none", "$-1\r\n", "refused $-1"],
];

function read(chunks: readonly Uint8Array[]): string {
  const reader = new SyncReader();
  let told = "";
  let last = "";
  for (const part of chunks.flatMap((chunk) => reader.push(chunk))) {
    const isMore = part.part === last && "bytes" in part;
    if (!isMore) told += told === "" ? "" : ", ";
    last = part.part;
    if (part.part === "head") told += `head ${part.bytes}`;
    else if (part.part === "refusal") told += `refused ${part.line}`;
    else if (part.part === "end") told += "end";
    else {
      const text = latin1(part.bytes, 0, part.bytes.length);
      told += part.part === "stream" && !isMore ? `+${text}` : text;
    }
  }
  return told;
}

for (const [name, wire, told] of STREAMS) {
  test(`SyncReader reads ${name}, wherever the pieces end`, () => {
    const bytes = fromLatin1(wire);
    for (let cut = 0; cut < bytes.length; cut++) {
      assert.equal(read([bytes.slice(0, cut), bytes.slice(cut)]), told, `cut at ${cut}`);
    }
    assert.equal(read(Array.from(bytes, (byte) => Uint8Array.of(byte))), told);
  });
}
