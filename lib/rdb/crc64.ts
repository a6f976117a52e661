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
    let { low, high } = this;
    let i = start;
    for (const last = end - 8; i <= last; i += 8) {
      const a = low ^
        (bytes[i] | (bytes[i + 1] << 8) | (bytes[i + 2] << 16) | (bytes[i + 3] << 24));
      const b = high ^
        (bytes[i + 4] | (bytes[i + 5] << 8) | (bytes[i + 6] << 16) | (bytes[i + 7] << 24));
      const [a0, a1, a2, a3] = [
        0x700 | (a & 0xff),
        0x600 | ((a >>> 8) & 0xff),
        0x500 | ((a >>> 16) & 0xff),
        0x400 | (a >>> 24),
      ];
      const [b0, b1, b2, b3] = [
        0x300 | (b & 0xff),
        0x200 | ((b >>> 8) & 0xff),
        0x100 | ((b >>> 16) & 0xff),
        b >>> 24,
      ];
      low = LOW[a0] ^ LOW[a1] ^ LOW[a2] ^ LOW[a3] ^ LOW[b0] ^ LOW[b1] ^ LOW[b2] ^ LOW[b3];
      high = HIGH[a0] ^ HIGH[a1] ^ HIGH[a2] ^ HIGH[a3] ^ HIGH[b0] ^ HIGH[b1] ^ HIGH[b2] ^ HIGH[b3];
    }
    for (; i < end; i++) {
      const byte = (low ^ bytes[i]) & 0xff;
      low = ((low >>> 8) | (high << 24)) ^ LOW[byte];
      high = (high >>> 8) ^ HIGH[byte];
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
