/** PFSELFTEST: whether HyperLogLogs work on this machine. */

import {
  countHll,
  denseRegister,
  HLL_DENSE,
  HLL_DENSE_BYTES,
  HLL_REGISTERS,
  raiseDenseRegister,
  writeHllHeader,
} from "./hyperloglog.ts";
import { HyperLogLogEditor } from "./hyperloglog_editor.ts";

const ROUNDS = 20;
const ELEMENTS = 100_000;
const SPARSE_BYTES_MAX = 3000;
const STANDARD_ERROR = 1.04 / Math.sqrt(HLL_REGISTERS);

/** What is wrong, as an error reply, or undefined. `random` gives numbers in [0, 1). */
export function hllSelfTest(random: () => number): string | undefined {
  for (let round = 0; round < ROUNDS; round++) {
    const failure = testRegisters(random);
    if (failure) return failure;
  }
  return testEstimates(random);
}

/** Packed registers against an array of bytes. */
function testRegisters(random: () => number): string | undefined {
  const packed = new Uint8Array(HLL_DENSE_BYTES);
  const plain = new Uint8Array(HLL_REGISTERS);
  for (let i = 0; i < HLL_REGISTERS; i++) {
    const register = Math.floor(random() * HLL_REGISTERS);
    const value = Math.floor(random() * 64);
    plain[register] = Math.max(plain[register], value);
    raiseDenseRegister(packed, 0, register, value);
  }
  for (let i = 0; i < HLL_REGISTERS; i++) {
    const found = denseRegister(packed, 0, i);
    if (found !== plain[i]) {
      return `TESTFAILED Register ${i} should be ${plain[i]} but is ${found}`;
    }
  }
}

/** Estimates against the truth, and the two encodings against each other. */
function testEstimates(random: () => number): string | undefined {
  const dense = new HyperLogLogEditor();
  const empty = new Uint8Array(HLL_DENSE_BYTES);
  writeHllHeader(empty, 0, HLL_DENSE);
  dense.open(empty, 0, empty.length);
  const sparse = new HyperLogLogEditor();
  sparse.create();
  const element = new Uint32Array([0, Math.floor(random() * 2 ** 32)]);
  const bytes = new Uint8Array(element.buffer);
  for (let size = 1, checkpoint = 1; size <= ELEMENTS; size++) {
    element[0] = size;
    dense.add(bytes, 0, bytes.length, SPARSE_BYTES_MAX);
    sparse.add(bytes, 0, bytes.length, SPARSE_BYTES_MAX);
    if (size < checkpoint) continue;
    checkpoint *= 10;
    const count = countHll(dense.bytes, dense.start, dense.end);
    if (count !== countHll(sparse.bytes, sparse.start, sparse.end)) {
      return "TESTFAILED dense/sparse disagree";
    }
    const error = Math.abs(count - size);
    if (error > Math.ceil(6 * STANDARD_ERROR * size)) {
      return `TESTFAILED Too big error. card:${size} abserr:${error}`;
    }
  }
}
