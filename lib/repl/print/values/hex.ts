/** Bytes as a hex dump, and what they seem to be. */

const [ROW, HALF] = [16, 8];

/**
 * Rows of sixteen bytes: offset, hexadecimal, ASCII. Ends without a line end; rows but the first
 * are indented. What is beyond `bytesMax` is only counted.
 *
 *   00000000  1f 8b 08 00 00 00 00 00  00 03 ab 56 ca 48 cd c9  |...........V.H..|
 */
export function hexDump(bytes: Uint8Array, indent = "", bytesMax = Infinity): string {
  const rows: string[] = [];
  const end = Math.min(bytes.length, bytesMax);
  for (let at = 0; at < end; at += ROW) {
    const row = Array.from(bytes.subarray(at, Math.min(at + ROW, end)));
    const pairs = row.map((byte) => byte.toString(16).padStart(2, "0"));
    const halves = [pairs.slice(0, HALF), pairs.slice(HALF)].map((half) => half.join(" "));
    const ascii = row.map((byte) => byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : ".");
    const hex = halves.map((half) => half.padEnd(3 * HALF - 1)).join("  ");
    rows.push(`${at.toString(16).padStart(8, "0")}  ${hex}  |${ascii.join("")}|`);
  }
  const left = bytes.length - end;
  if (left > 0) rows.push(`... ${left.toLocaleString("en")} more bytes`);
  return rows.join(`\n${indent}`);
}

/** How files and values of some kinds begin, in Latin-1; and the format `\as` knows them by. */
const MAGIC: readonly (readonly [begin: string, name: string])[] = [
  ["\x1f\x8b", "gzip"],
  ["\x78\x01", "zlib"],
  ["\x78\x5e", "zlib"],
  ["\x78\x9c", "zlib"],
  ["\x78\xda", "zlib"],
  ["\x28\xb5\x2f\xfd", "Zstandard"],
  ["\x04\x22\x4d\x18", "LZ4"],
  ["\x89PNG\r\n", "PNG"],
  ["\xff\xd8\xff", "JPEG"],
  ["GIF8", "GIF"],
  ["PK\x03\x04", "ZIP"],
  ["%PDF-", "PDF"],
  ["HYLL", "HyperLogLog"],
  ["\xac\xed\x00\x05", "Java serialisation"],
  ["\x80\x04\x95", "Python pickle"],
  ["\x80\x05\x95", "Python pickle"],
];

/** What bytes seem to be by their begin; null if nothing is known. */
export function sniff(bytes: Uint8Array): string | null {
  const begins = (begin: string) =>
    bytes.length > begin.length &&
    Array.prototype.every.call(begin, (char: string, i) => bytes[i] === char.charCodeAt(0));
  return MAGIC.find(([begin]) => begins(begin))?.[1] ?? null;
}
