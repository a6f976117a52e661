/**
 * XXH3 with 64 bits, seed 0 and the default secret: the hash of Redis's DIGEST, SET IFDEQ and
 * DELEX IFDEQ (the xxHash specification 0.2.0, Yann Collet).
 *
 * There is a way of its own for each class of lengths: 0, 1–3, 4–8, 9–16, 17–128, 129–240 bytes,
 * and longer ones. The short ones are done in BigInt. The long ones eat 64 bytes a step, in 32-bit
 * halves and without allocating, into eight accumulators that BigInt folds at the end.
 */

import { multiplyHigh } from "./multiply_high.ts";

const SECRET = Uint8Array.from(
  ("b8fe6c3923a44bbe7c01812cf721ad1cded46de9839097db7240a4a4b7b3671f" +
    "cb79e64eccc0e578825ad07dccff7221b8084674f743248ee03590e6813a264c" +
    "3c2852bb91c300cb88d0658b1b532ea371644897a20df94e3819ef46a9deacd8" +
    "a8fa763fe39c343ff9dcbbc7c70b4f1d8a51e04bcdb45931c89f7ec9d9787364" +
    "eac5ac8334d3ebc3c581a0fffa1363eb170ddd51b7f0da49d316552629d4689e" +
    "2b16be587d47a1fc8ff8b8d17ad031ce45cb3a8f95160428afd7fbcabb4b407e").match(/../g)!,
  (pair) => parseInt(pair, 16),
);

const PRIME32_1 = 0x9e3779b1;
const PRIME32_2 = 0x85ebca77;
const PRIME32_3 = 0xc2b2ae3d;
const PRIME64_1 = 0x9e3779b185ebca87n;
const PRIME64_2 = 0xc2b2ae3d27d4eb4fn;
const PRIME64_3 = 0x165667b19e3779f9n;
const PRIME64_4 = 0x85ebca77c2b2ae63n;
const PRIME64_5 = 0x27d4eb2f165667c5n;
const PRIME_MX1 = 0x165667919e3779f9n;
const PRIME_MX2 = 0x9fb21c651e98df25n;

/** The hash of `bytes[start, end)`, as an unsigned 64-bit integer. */
export function xxh3(bytes: Uint8Array, start: number, end: number): bigint {
  const length = end - start;
  if (length > 240) return hashLong(bytes, start, end);
  if (length > 128) return hash129To240(bytes, start, end);
  if (length > 16) return hash17To128(bytes, start, end);
  if (length > 8) return hash9To16(bytes, start, end);
  if (length > 3) return hash4To8(bytes, start, end);
  if (length > 0) return hash1To3(bytes, start, end);
  return avalancheXxh64(read64(SECRET, 56) ^ read64(SECRET, 64));
}

/** The hash of `bytes[start, end)` as DIGEST replies it: 16 hexadecimal digits in lower case. */
export function xxh3Hex(bytes: Uint8Array, start: number, end: number): string {
  return xxh3(bytes, start, end).toString(16).padStart(16, "0");
}

function hash1To3(bytes: Uint8Array, start: number, end: number): bigint {
  const length = end - start;
  const middle = bytes[start + (length >> 1)];
  const combined = bytes[end - 1] | length << 8 | bytes[start] << 16 | middle << 24;
  return avalancheXxh64(BigInt((read32(SECRET, 0) ^ read32(SECRET, 4) ^ combined) >>> 0));
}

function hash4To8(bytes: Uint8Array, start: number, end: number): bigint {
  const first = BigInt(read32(bytes, start) >>> 0);
  const last = BigInt(read32(bytes, end - 4) >>> 0);
  let value = read64(SECRET, 8) ^ read64(SECRET, 16) ^ (first << 32n | last);
  value ^= rotateLeft(value, 49n) ^ rotateLeft(value, 24n);
  value = u64(value * PRIME_MX2);
  value ^= (value >> 35n) + BigInt(end - start);
  value = u64(value * PRIME_MX2);
  return value ^ value >> 28n;
}

function hash9To16(bytes: Uint8Array, start: number, end: number): bigint {
  const low = read64(SECRET, 24) ^ read64(SECRET, 32) ^ read64(bytes, start);
  const high = read64(SECRET, 40) ^ read64(SECRET, 48) ^ read64(bytes, end - 8);
  const length = BigInt(end - start);
  return avalanche(u64(length + byteSwap(low) + high + foldedProduct(low, high)));
}

function hash17To128(bytes: Uint8Array, start: number, end: number): bigint {
  const length = end - start;
  let sum = BigInt(length) * PRIME64_1;
  for (let i = (length - 1) >> 5; i >= 0; i--) {
    sum += mix16(bytes, start + i * 16, i * 32);
    sum += mix16(bytes, end - i * 16 - 16, i * 32 + 16);
  }
  return avalanche(u64(sum));
}

function hash129To240(bytes: Uint8Array, start: number, end: number): bigint {
  const length = end - start;
  let sum = BigInt(length) * PRIME64_1;
  for (let i = 0; i < 8; i++) sum += mix16(bytes, start + i * 16, i * 16);
  sum = avalanche(u64(sum));
  for (let i = 8; i < length >> 4; i++) sum += mix16(bytes, start + i * 16, (i - 8) * 16 + 3);
  sum += mix16(bytes, end - 16, 119);
  return avalanche(u64(sum));
}

function mix16(bytes: Uint8Array, at: number, secretAt: number): bigint {
  return foldedProduct(
    read64(bytes, at) ^ read64(SECRET, secretAt),
    read64(bytes, at + 8) ^ read64(SECRET, secretAt + 8),
  );
}

const STRIPE_BYTES = 64;
const BLOCK_BYTES = 1024;
const LANES = 8;

const INITIAL = BigUint64Array.of(
  BigInt(PRIME32_3),
  PRIME64_1,
  PRIME64_2,
  PRIME64_3,
  PRIME64_4,
  BigInt(PRIME32_2),
  PRIME64_5,
  BigInt(PRIME32_1),
);
const sums = new BigUint64Array(LANES);
/** The accumulators in halves: the low one of lane i at 2i, the high one at 2i + 1. */
const halves = new Int32Array(2 * LANES);

function hashLong(bytes: Uint8Array, start: number, end: number): bigint {
  for (let i = 0; i < LANES; i++) {
    halves[2 * i] = Number(INITIAL[i] & 0xffffffffn);
    halves[2 * i + 1] = Number(INITIAL[i] >> 32n);
  }
  let at = start;
  for (; end - at > BLOCK_BYTES; at += BLOCK_BYTES) {
    for (let i = 0; i < BLOCK_BYTES; i += STRIPE_BYTES) accumulate(bytes, at + i, i >> 3);
    scramble();
  }
  for (let secretAt = 0; end - at > STRIPE_BYTES; at += STRIPE_BYTES, secretAt += 8) {
    accumulate(bytes, at, secretAt);
  }
  accumulate(bytes, end - STRIPE_BYTES, SECRET.length - 71);
  return merge(end - start);
}

/** One stripe: each lane is added to its neighbour, and multiplied by itself with the secret. */
function accumulate(bytes: Uint8Array, at: number, secretAt: number): void {
  for (let i = 0; i < 2 * LANES; i += 2, at += 8, secretAt += 8) {
    const low = read32(bytes, at);
    const high = read32(bytes, at + 4);
    add(i ^ 2, low, high);
    const keyedLow = low ^ read32(SECRET, secretAt);
    const keyedHigh = high ^ read32(SECRET, secretAt + 4);
    add(i, Math.imul(keyedLow, keyedHigh), multiplyHigh(keyedLow, keyedHigh));
  }
}

function add(lane: number, low: number, high: number): void {
  const sum = halves[lane] + low | 0;
  const carry = sum >>> 0 < low >>> 0 ? 1 : 0;
  halves[lane] = sum;
  halves[lane + 1] += high + carry;
}

function scramble(): void {
  const secretAt = SECRET.length - STRIPE_BYTES;
  for (let i = 0; i < 2 * LANES; i += 2) {
    const high = halves[i + 1] ^ read32(SECRET, secretAt + 4 * i + 4);
    const low = halves[i] ^ halves[i + 1] >>> 15 ^ read32(SECRET, secretAt + 4 * i);
    halves[i] = Math.imul(low, PRIME32_1);
    halves[i + 1] = multiplyHigh(low, PRIME32_1) + Math.imul(high, PRIME32_1);
  }
}

function merge(length: number): bigint {
  for (let i = 0; i < LANES; i++) {
    sums[i] = BigInt(halves[2 * i + 1] >>> 0) << 32n | BigInt(halves[2 * i] >>> 0);
  }
  let result = BigInt(length) * PRIME64_1;
  for (let i = 0; i < LANES; i += 2) {
    result += foldedProduct(
      sums[i] ^ read64(SECRET, 11 + 8 * i),
      sums[i + 1] ^ read64(SECRET, 19 + 8 * i),
    );
  }
  return avalanche(u64(result));
}

/** The two halves of a 128-bit product, xored. */
function foldedProduct(a: bigint, b: bigint): bigint {
  const product = a * b;
  return u64(product) ^ product >> 64n;
}

function avalanche(x: bigint): bigint {
  x = u64((x ^ x >> 37n) * PRIME_MX1);
  return x ^ x >> 32n;
}

function avalancheXxh64(x: bigint): bigint {
  x = u64((x ^ x >> 33n) * PRIME64_2);
  x = u64((x ^ x >> 29n) * PRIME64_3);
  return x ^ x >> 32n;
}

function u64(x: bigint): bigint {
  return BigInt.asUintN(64, x);
}

function rotateLeft(x: bigint, bits: bigint): bigint {
  return u64(x << bits) | x >> 64n - bits;
}

function byteSwap(x: bigint): bigint {
  let swapped = 0n;
  for (let i = 0; i < 8; i++, x >>= 8n) swapped = swapped << 8n | x & 0xffn;
  return swapped;
}

function read32(bytes: Uint8Array, at: number): number {
  return bytes[at] | bytes[at + 1] << 8 | bytes[at + 2] << 16 | bytes[at + 3] << 24;
}

function read64(bytes: Uint8Array, at: number): bigint {
  return BigInt(read32(bytes, at + 4) >>> 0) << 32n | BigInt(read32(bytes, at) >>> 0);
}
