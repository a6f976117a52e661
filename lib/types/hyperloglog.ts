/**
 * HyperLogLog: how many different elements a set has seen, within 0.81 %, in at most 12 KiB
 * (Flajolet et al., 2007; Heule et al., 2013). The bytes are Redis's own, since clients read them
 * with GET and move them with DUMP.
 *
 *   "HYLL"  encoding  0 0 0  cardinality (8 bytes, little-endian)  registers …
 *
 * An element's hash picks one of 2^14 registers with its low 14 bits; the register keeps the
 * longest run of zeros, plus one, that was seen in the remaining 50 bits (1 to 51; 0 is unused).
 * The cardinality is the last count; its top bit says that it is out of date.
 *
 * Encoding 0, dense: registers of 6 bits, packed from the low bits of each byte upward.
 * Encoding 1, sparse: run lengths, see `hyperloglog_sparse.ts`. It turns dense when it grows
 * beyond hll-sparse-max-bytes, or a register exceeds 32.
 */

import { estimateCardinality, HISTOGRAM_SIZE } from "./hyperloglog_estimate.ts";
import { mergeSparse } from "./hyperloglog_sparse.ts";
import { murmurHash64A } from "./murmur64.ts";

export const HLL_REGISTERS = 1 << 14;
export const HLL_HEADER_BYTES = 16;
export const HLL_DENSE_BYTES = HLL_HEADER_BYTES + HLL_REGISTERS * 6 / 8;
export const HLL_DENSE = 0;
export const HLL_SPARSE = 1;

export const NOT_A_HLL = "WRONGTYPE Key is not a valid HyperLogLog string value.";
export const CORRUPTED_HLL = "INVALIDOBJ Corrupted HLL object detected";

const SEED = 0xadc83b19 | 0;
const ENCODING_AT = 4;
const CARDINALITY_AT = 8;
const STALE_AT = 15;
const STALE_BIT = 0x80;

/** Whether a string can be a HyperLogLog, by its header and, if dense, its length. */
export function isHll(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start < HLL_HEADER_BYTES) return false;
  const magic = bytes[start] === 0x48 && bytes[start + 1] === 0x59 &&
    bytes[start + 2] === 0x4c && bytes[start + 3] === 0x4c;
  const encoding = bytes[start + ENCODING_AT];
  return magic && (encoding === HLL_SPARSE ||
    (encoding === HLL_DENSE && end - start === HLL_DENSE_BYTES));
}

/** HLL_DENSE or HLL_SPARSE. */
export function hllEncoding(bytes: Uint8Array, start: number): number {
  return bytes[start + ENCODING_AT];
}

/** Writes the header of an empty HyperLogLog with no valid count. */
export function writeHllHeader(bytes: Uint8Array, start: number, encoding: number): void {
  bytes.fill(0, start, start + HLL_HEADER_BYTES);
  bytes[start] = 0x48;
  bytes[start + 1] = 0x59;
  bytes[start + 2] = 0x4c;
  bytes[start + 3] = 0x4c;
  bytes[start + ENCODING_AT] = encoding;
  invalidateHllCount(bytes, start);
}

/** Says that the cached cardinality no longer holds. */
export function invalidateHllCount(bytes: Uint8Array, start: number): void {
  bytes[start + STALE_AT] |= STALE_BIT;
}

/** The cached cardinality, or −1 if it is out of date. A forged one may need a bigint. */
export function cachedHllCount(bytes: Uint8Array, start: number): number | bigint {
  if (bytes[start + STALE_AT] & STALE_BIT) return -1;
  let count = 0n;
  for (let i = STALE_AT; i >= CARDINALITY_AT; i--) count = count << 8n | BigInt(bytes[start + i]);
  return count <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(count) : count;
}

/** Stores a cardinality as the cached one. */
export function cacheHllCount(bytes: Uint8Array, start: number, count: number): void {
  for (let i = CARDINALITY_AT; i <= STALE_AT; i++) {
    bytes[start + i] = count % 256;
    count = Math.floor(count / 256);
  }
}

const hash = new Int32Array(2);

/**
 * What an element does to a HyperLogLog, as one number: the register in the low 14 bits, and above
 * them the least value that it must have.
 */
export function hllElement(bytes: Uint8Array, start: number, end: number): number {
  murmurHash64A(bytes, start, end, SEED, hash);
  const low = hash[0];
  const high = hash[1];
  const rest = low >>> 14; // 18 bits, and 32 more in the high half.
  const zeros = rest !== 0 ? trailingZeros(rest) : high !== 0 ? 18 + trailingZeros(high) : 50;
  return (zeros + 1) << 14 | low & (HLL_REGISTERS - 1);
}

function trailingZeros(word: number): number {
  return 31 - Math.clz32(word & -word);
}

/** A register of a dense HyperLogLog that begins at `start`. */
export function denseRegister(bytes: Uint8Array, start: number, register: number): number {
  const bit = register * 6;
  const at = start + HLL_HEADER_BYTES + (bit >> 3);
  const shift = bit & 7;
  // The last register ends with its byte, and shifts by 2: nothing behind it is read for it.
  return (shift <= 2 ? bytes[at] >> shift : bytes[at] >> shift | bytes[at + 1] << (8 - shift)) & 63;
}

/** Raises a dense register to a value; false if it was as high already. */
export function raiseDenseRegister(
  bytes: Uint8Array,
  start: number,
  register: number,
  value: number,
): boolean {
  if (denseRegister(bytes, start, register) >= value) return false;
  const bit = register * 6;
  const at = start + HLL_HEADER_BYTES + (bit >> 3);
  const shift = bit & 7;
  bytes[at] = bytes[at] & ~(63 << shift) | value << shift;
  if (shift > 2) {
    bytes[at + 1] = bytes[at + 1] & ~(63 >> (8 - shift)) | value >> (8 - shift);
  }
  return true;
}

/**
 * Raises each of `registers` (one byte each, HLL_REGISTERS of them) to that of a HyperLogLog;
 * false if its bytes are corrupted.
 */
export function mergeHll(
  registers: Uint8Array,
  bytes: Uint8Array,
  start: number,
  end: number,
): boolean {
  if (hllEncoding(bytes, start) === HLL_SPARSE) {
    return mergeSparse(registers, bytes, start + HLL_HEADER_BYTES, end);
  }
  // Three bytes hold four registers.
  for (let i = 0, at = start + HLL_HEADER_BYTES; i < HLL_REGISTERS; i += 4, at += 3) {
    const four = bytes[at] | bytes[at + 1] << 8 | bytes[at + 2] << 16;
    raise(registers, i, four & 63);
    raise(registers, i + 1, four >> 6 & 63);
    raise(registers, i + 2, four >> 12 & 63);
    raise(registers, i + 3, four >> 18);
  }
  return true;
}

function raise(registers: Uint8Array, register: number, value: number): void {
  if (value > registers[register]) registers[register] = value;
}

const scratch = new Uint8Array(HLL_REGISTERS);
const histogram = new Uint32Array(HISTOGRAM_SIZE);

/** The cardinality of a HyperLogLog, computed from its registers; −1 if it is corrupted. */
export function countHll(bytes: Uint8Array, start: number, end: number): number {
  scratch.fill(0);
  return mergeHll(scratch, bytes, start, end) ? countRegisters(scratch) : -1;
}

/** The cardinality that merged registers stand for. */
export function countRegisters(registers: Uint8Array): number {
  histogram.fill(0);
  for (let i = 0; i < HLL_REGISTERS; i++) histogram[registers[i]]++;
  return estimateCardinality(histogram);
}
