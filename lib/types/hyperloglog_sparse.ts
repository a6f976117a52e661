/**
 * Registers of a sparse HyperLogLog: runs of equal registers, one or two bytes each.
 *
 *   00llllll            ZERO    l + 1 registers (1 to 64) are 0
 *   01llllll llllllll   XZERO   l + 1 registers (1 to 16384) are 0
 *   1vvvvvll            VAL     l + 1 registers (1 to 4) are v + 1 (1 to 32)
 *
 * Together the runs cover all registers, in order. An empty HyperLogLog is one XZERO: 7f ff.
 */

const REGISTERS = 1 << 14;
const ZERO_RUN_MAX = 64;
const VAL_RUN_MAX = 4;
/** The largest register value that a VAL can hold. */
export const SPARSE_VALUE_MAX = 32;

const XZERO_BIT = 0x40;
const VAL_BIT = 0x80;

/** How many bytes more `setSparse` may need at its end. */
export const SPARSE_GROWTH_MAX = 4;

/** Answers of `setSparse`, apart from the new end. */
export const SPARSE_CORRUPTED = -1;
export const SPARSE_UNCHANGED = -2;
export const SPARSE_TOO_LARGE = -3;

function isXZero(opcode: number): boolean {
  return (opcode & 0xc0) === XZERO_BIT;
}

/** The length of the run that begins at `at`. A second byte that was cut off counts as 0. */
function runLength(bytes: Uint8Array, at: number, end: number): number {
  const opcode = bytes[at];
  if (opcode & VAL_BIT) return (opcode & 3) + 1;
  if (!isXZero(opcode)) return opcode + 1;
  return ((opcode & 0x3f) << 8 | (at + 1 < end ? bytes[at + 1] : 0)) + 1;
}

function valueOf(opcode: number): number {
  return opcode & VAL_BIT ? (opcode >> 2 & 0x1f) + 1 : 0;
}

function valOpcode(value: number, run: number): number {
  return VAL_BIT | (value - 1) << 2 | run - 1;
}

/** Writes a run of zeros, as short as possible; returns the offset after it. */
function writeZeros(out: Uint8Array, at: number, run: number): number {
  if (run <= ZERO_RUN_MAX) {
    out[at] = run - 1;
    return at + 1;
  }
  out[at] = XZERO_BIT | run - 1 >> 8;
  out[at + 1] = run - 1 & 0xff;
  return at + 2;
}

/** Writes the runs of an empty HyperLogLog; returns the offset after them. */
export function writeEmptySparse(out: Uint8Array, at: number): number {
  return writeZeros(out, at, REGISTERS);
}

/**
 * Raises each of `registers` (one byte each) to those of the runs in `bytes[start, end)`; false if
 * the runs do not cover all registers exactly.
 */
export function mergeSparse(
  registers: Uint8Array,
  bytes: Uint8Array,
  start: number,
  end: number,
): boolean {
  let register = 0;
  for (let at = start; at < end; at += isXZero(bytes[at]) ? 2 : 1) {
    const next = register + runLength(bytes, at, end);
    if (next > REGISTERS) return false;
    const value = valueOf(bytes[at]);
    for (; register < next; register++) {
      if (value > registers[register]) registers[register] = value;
    }
  }
  return register === REGISTERS;
}

/**
 * The runs in words, as PFDEBUG DECODE shows them, be they right or not: `Z:8 z:64 v:2,1`, with an
 * upper Z for XZERO.
 */
export function describeSparse(bytes: Uint8Array, start: number, end: number): string {
  const runs: string[] = [];
  for (let at = start; at < end; at += isXZero(bytes[at]) ? 2 : 1) {
    const run = runLength(bytes, at, end);
    const value = valueOf(bytes[at]);
    runs.push(value > 0 ? `v:${value},${run}` : `${isXZero(bytes[at]) ? "Z" : "z"}:${run}`);
  }
  return runs.join(" ");
}

const replacement = new Uint8Array(5);

/**
 * Raises one register, in the runs at `bytes[start, end)`, which may grow by SPARSE_GROWTH_MAX
 * bytes as long as they end at or before `limit`. Returns their new end, or one of:
 *
 *   SPARSE_UNCHANGED    the register was as high already
 *   SPARSE_TOO_LARGE    the value or the runs no longer fit; nothing was changed
 *   SPARSE_CORRUPTED    no run covers the register
 */
export function setSparse(
  bytes: Uint8Array,
  start: number,
  end: number,
  limit: number,
  register: number,
  value: number,
): number {
  if (value > SPARSE_VALUE_MAX) return SPARSE_TOO_LARGE;
  let at = start;
  let previous = start; // The run before the one at hand, where merging may begin.
  let first = 0; // The first register of the run at hand.
  let run = 0;
  while (at < end) {
    run = runLength(bytes, at, end);
    if (register < first + run) break;
    previous = at;
    at += isXZero(bytes[at]) ? 2 : 1;
    first += run;
  }
  if (at >= end) return SPARSE_CORRUPTED;
  const old = valueOf(bytes[at]);
  if (old >= value) return SPARSE_UNCHANGED;
  if (run === 1 && !isXZero(bytes[at])) bytes[at] = valOpcode(value, 1);
  else {
    const oldLength = isXZero(bytes[at]) ? 2 : 1;
    const length = splitRun(old, register - first, value, first + run - 1 - register);
    const growth = length - oldLength;
    if (growth > 0 && end + growth > limit) return SPARSE_TOO_LARGE;
    bytes.copyWithin(at + length, at + oldLength, end);
    for (let i = 0; i < length; i++) bytes[at + i] = replacement[i];
    end += growth;
  }
  return mergeValues(bytes, previous, end);
}

/** Puts in `replacement` what stands for `before` old registers, the new one, `after` old ones. */
function splitRun(old: number, before: number, value: number, after: number): number {
  let length = 0;
  if (before > 0) length = writeRun(length, old, before);
  length = writeRun(length, value, 1);
  return after > 0 ? writeRun(length, old, after) : length;
}

function writeRun(at: number, value: number, run: number): number {
  if (value === 0) return writeZeros(replacement, at, run);
  replacement[at] = valOpcode(value, run);
  return at + 1;
}

/** A change touches at most so many runs, counted from the one before it. */
const MERGE_STEPS = 5;

/** Joins neighbouring VALs of one value near a change; returns the new end of the runs. */
function mergeValues(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  for (let step = 0; step < MERGE_STEPS && at < end; step++) {
    const opcode = bytes[at];
    const next = at + 1 < end ? bytes[at + 1] : 0;
    if (!(opcode & VAL_BIT)) {
      at += isXZero(opcode) ? 2 : 1;
      continue;
    }
    const run = (opcode & 3) + (next & 3) + 2;
    if (next & VAL_BIT && valueOf(opcode) === valueOf(next) && run <= VAL_RUN_MAX) {
      bytes[at + 1] = valOpcode(valueOf(opcode), run);
      bytes.copyWithin(at, at + 1, end);
      end--;
    } else at++;
  }
  return end;
}
