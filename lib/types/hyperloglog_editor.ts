/**
 * Changing a HyperLogLog. A dense one is changed where it lies. A sparse one changes its length,
 * and may become dense, so it is copied into a buffer of the editor and has to be stored again.
 */

import {
  CORRUPTED_HLL,
  HLL_DENSE,
  HLL_DENSE_BYTES,
  HLL_HEADER_BYTES,
  HLL_REGISTERS,
  HLL_SPARSE,
  hllElement,
  hllEncoding,
  invalidateHllCount,
  mergeHll,
  raiseDenseRegister,
  writeHllHeader,
} from "./hyperloglog.ts";
import {
  mergeSparse,
  setSparse,
  SPARSE_CORRUPTED,
  SPARSE_GROWTH_MAX,
  SPARSE_TOO_LARGE,
  SPARSE_UNCHANGED,
  writeEmptySparse,
} from "./hyperloglog_sparse.ts";

/** The bytes of a HyperLogLog do not make sense; Redis's answer is the message. */
export class CorruptedHll extends Error {
  constructor() {
    super(CORRUPTED_HLL);
    this.name = "CorruptedHll";
  }
}

const registers = new Uint8Array(HLL_REGISTERS);

export class HyperLogLogEditor {
  /** The HyperLogLog is `bytes[start, end)`, valid until the editor is used again. */
  bytes: Uint8Array = new Uint8Array(0);
  start = 0;
  end = 0;
  /** Whether anything was changed since it was opened. */
  changed = false;
  /** Whether the changes were made where the HyperLogLog lies, so that nothing is to be stored. */
  inPlace = false;
  #own = new Uint8Array(HLL_DENSE_BYTES);

  /** Begins with an empty, sparse HyperLogLog. */
  create(): void {
    this.#use(this.#own, 0, 0, false);
    writeHllHeader(this.bytes, 0, HLL_SPARSE);
    this.end = writeEmptySparse(this.bytes, HLL_HEADER_BYTES);
    this.changed = true;
  }

  /** Begins with the HyperLogLog `bytes[start, end)`, for which `isHll` holds. */
  open(bytes: Uint8Array, start: number, end: number): void {
    if (hllEncoding(bytes, start) === HLL_DENSE) return this.#use(bytes, start, end, true);
    this.#reserve(end - start);
    for (let i = start; i < end; i++) this.#own[i - start] = bytes[i];
    this.#use(this.#own, 0, end - start, false);
  }

  #use(bytes: Uint8Array, start: number, end: number, inPlace: boolean): void {
    this.bytes = bytes;
    this.start = start;
    this.end = end;
    this.inPlace = inPlace;
    this.changed = false;
  }

  #reserve(length: number): void {
    if (this.#own.length < length + SPARSE_GROWTH_MAX) this.#own = new Uint8Array(2 * length);
  }

  /**
   * Adds an element; true if that raised a register. `sparseBytesMax` is hll-sparse-max-bytes.
   * Throws CorruptedHll.
   */
  add(element: Uint8Array, start: number, end: number, sparseBytesMax: number): boolean {
    const hashed = hllElement(element, start, end);
    return this.raise(hashed & (HLL_REGISTERS - 1), hashed >> 14, sparseBytesMax);
  }

  /** Raises one register to a value; true if it was lower. Throws CorruptedHll. */
  raise(register: number, value: number, sparseBytesMax: number): boolean {
    if (hllEncoding(this.bytes, this.start) === HLL_SPARSE) {
      this.#grow();
      const end = setSparse(
        this.bytes,
        HLL_HEADER_BYTES,
        this.end,
        sparseBytesMax,
        register,
        value,
      );
      if (end >= 0) {
        this.end = end;
        return this.#touch();
      }
      if (end === SPARSE_CORRUPTED) throw new CorruptedHll();
      if (end === SPARSE_UNCHANGED) return false;
      if (end === SPARSE_TOO_LARGE) this.toDense();
    }
    return raiseDenseRegister(this.bytes, this.start, register, value) && this.#touch();
  }

  #touch(): true {
    invalidateHllCount(this.bytes, this.start);
    this.changed = true;
    return true;
  }

  /** Makes sure that one more change fits the editor's own buffer. */
  #grow(): void {
    if (this.end + SPARSE_GROWTH_MAX <= this.#own.length) return;
    const larger = new Uint8Array(2 * this.end);
    larger.set(this.#own.subarray(0, this.end));
    this.bytes = this.#own = larger;
  }

  /** Makes a sparse HyperLogLog dense; true if it was not yet. Throws CorruptedHll. */
  toDense(): boolean {
    if (hllEncoding(this.bytes, this.start) === HLL_DENSE) return false;
    registers.fill(0);
    if (!mergeSparse(registers, this.bytes, HLL_HEADER_BYTES, this.end)) throw new CorruptedHll();
    const dense = this.#own;
    dense[4] = HLL_DENSE;
    dense.fill(0, HLL_HEADER_BYTES, HLL_DENSE_BYTES);
    for (let i = 0; i < HLL_REGISTERS; i++) {
      if (registers[i] > 0) raiseDenseRegister(dense, 0, i, registers[i]);
    }
    this.#use(dense, 0, HLL_DENSE_BYTES, false);
    this.changed = true;
    return true;
  }

  /**
   * PFMERGE: raises all registers to those given, one byte each, as `mergeHll` collects them; dense
   * from the start if any source was. Afterwards it counts as changed. Throws CorruptedHll.
   */
  mergeRegisters(merged: Uint8Array, dense: boolean, sparseBytesMax: number): void {
    if (dense) this.toDense();
    for (let i = 0; i < HLL_REGISTERS; i++) {
      if (merged[i] > 0) this.raise(i, merged[i], sparseBytesMax);
    }
    this.#touch();
  }
}

/** Raises `into` to a HyperLogLog's registers; throws CorruptedHll. */
export function collectHll(
  into: Uint8Array,
  bytes: Uint8Array,
  start: number,
  end: number,
): void {
  if (!mergeHll(into, bytes, start, end)) throw new CorruptedHll();
}
