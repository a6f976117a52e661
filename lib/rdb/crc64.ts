/**
 * CRC-64 with the polynomial of Jones, as RDB files and DUMP payloads end with it: reflected,
 * initial value and final exclusive or 0 (the CRC catalogue has it as CRC-64/REDIS).
 *
 * The register is kept in two 32-bit halves. Eight bytes are taken in at a time, with a table for
 * each of them (slicing by eight; Kounavis and Berry, 2005).
 */

const POLYNOMIAL = 0x95ac9329ac4bc9b5n; // 0xad93d23594c935a9 with its bits reversed.
const SLICES = 8;

/** `LOW[slice << 8 | byte]` and `HIGH[…]`: what a byte, so many bytes before the end, contributes. */
const LOW = new Int32Array(SLICES * 256);
const HIGH = new Int32Array(SLICES * 256);

for (let byte = 0; byte < 256; byte++) {
  let crc = BigInt(byte);
  for (let bit = 0; bit < 8; bit++) crc = (crc >> 1n) ^ ((crc & 1n) === 1n ? POLYNOMIAL : 0n);
  LOW[byte] = Number(BigInt.asIntN(32, crc));
  HIGH[byte] = Number(BigInt.asIntN(32, crc >> 32n));
}
for (let i = 256; i < SLICES * 256; i++) {
  const low = LOW[i - 256];
  const high = HIGH[i - 256];
  LOW[i] = ((low >>> 8) | (high << 24)) ^ LOW[low & 0xff];
  HIGH[i] = (high >>> 8) ^ HIGH[low & 0xff];
}

export class Crc64 {
  /** The lower and the upper half, as signed numbers. */
  low = 0;
  high = 0;

  /** Takes in `bytes[start, end)`. */
  update(bytes: Uint8Array, start: number, end: number): void {
    const { buffer, byteOffset } = bytes;
    // Up to where whole words begin; then by words of this machine, which is little-endian.
    const first = Math.min(start + (-(byteOffset + start) & 3), end);
    const last = first + ((end - first) & ~7);
    this.#bytes(bytes, start, first);
    if (last > first) this.#words(new Int32Array(buffer, byteOffset + first, (last - first) >> 2));
    this.#bytes(bytes, last, end);
  }

  #bytes(bytes: Uint8Array, start: number, end: number): void {
    let { low, high } = this;
    for (let i = start; i < end; i++) {
      const byte = (low ^ bytes[i]) & 0xff;
      low = ((low >>> 8) | (high << 24)) ^ LOW[byte];
      high = (high >>> 8) ^ HIGH[byte];
    }
    this.low = low;
    this.high = high;
  }

  #words(words: Int32Array): void {
    let { low, high } = this;
    for (let i = 0; i < words.length; i += 2) {
      const a = low ^ words[i];
      const b = high ^ words[i + 1];
      const a0 = 0x700 | (a & 0xff);
      const a1 = 0x600 | ((a >>> 8) & 0xff);
      const a2 = 0x500 | ((a >>> 16) & 0xff);
      const a3 = 0x400 | (a >>> 24);
      const b0 = 0x300 | (b & 0xff);
      const b1 = 0x200 | ((b >>> 8) & 0xff);
      const b2 = 0x100 | ((b >>> 16) & 0xff);
      const b3 = b >>> 24;
      low = LOW[a0] ^ LOW[a1] ^ LOW[a2] ^ LOW[a3] ^ LOW[b0] ^ LOW[b1] ^ LOW[b2] ^ LOW[b3];
      high = HIGH[a0] ^ HIGH[a1] ^ HIGH[a2] ^ HIGH[a3] ^ HIGH[b0] ^ HIGH[b1] ^ HIGH[b2] ^ HIGH[b3];
    }
    this.low = low;
    this.high = high;
  }

  /** Writes the sum, eight bytes, little-endian. */
  write(bytes: Uint8Array, at: number): void {
    for (let i = 0; i < 4; i++) {
      bytes[at + i] = this.low >>> (8 * i);
      bytes[at + 4 + i] = this.high >>> (8 * i);
    }
  }

  /** Whether the eight bytes at `at` are this sum. */
  matches(bytes: Uint8Array, at: number): boolean {
    for (let i = 0; i < 4; i++) {
      if (bytes[at + i] !== ((this.low >>> (8 * i)) & 0xff)) return false;
      if (bytes[at + 4 + i] !== ((this.high >>> (8 * i)) & 0xff)) return false;
    }
    return true;
  }
}
