/**
 * The nodes of a list, from the first to the last. Before a node changes, before another one follows
 * it, and before it goes, it is kept: its bytes, and which one followed it. So there is always a way
 * from each node of the list as it was to the next one. Nodes that need not be kept (any more), new
 * ones and those that were written, are settled too, with nothing kept of them.
 *
 *   kept   node u32 → | node behind u32 | is plain u8 | bytes … |
 */

import { copyBytes } from "../../memory/bytes.ts";
import { readHandle, writeHandle } from "../../memory/entry.ts";
import type { Memory } from "../../memory/memory.ts";
import type { NodeKeeper, Quicklist, VisitNode } from "../../memory/quicklist.ts";
import { Settled } from "./settled.ts";
import type { Walk } from "./walk.ts";

const HEADER_BYTES = 5;
/** Scratch: a node as a key. */
const KEY = new Uint8Array(4);

export class ListWalk implements Walk, NodeKeeper {
  readonly #list: Quicklist;
  readonly #write: VisitNode;
  /** The next node to be written, and how many are left. */
  #node: number;
  #left: number;
  #settled: Settled | null = null;

  constructor(list: Quicklist, write: VisitNode) {
    this.#list = list;
    this.#write = write;
    this.#node = list.firstNode;
    this.#left = list.nodes;
  }

  step(): boolean {
    if (this.#left === 0) return true;
    this.#left--;
    const node = this.#node;
    writeHandle(KEY, 0, node);
    const kept = this.#settled === null ? null : this.#settled.find(KEY, 0, KEY.length);
    if (kept !== null) {
      const { valueBytes, valueStart, valueEnd } = kept;
      this.#node = readHandle(valueBytes, valueStart);
      const isPlain = valueBytes[valueStart + 4] === 1;
      this.#write(valueBytes, valueStart + HEADER_BYTES, valueEnd, isPlain);
    } else {
      this.#node = this.#list.nodeBehind(node);
      this.#list.visitNode(node, this.#write);
    }
    writeHandle(KEY, 0, node);
    if (this.#settled !== null) this.#settled.put(KEY, 0, KEY.length, 0);
    return this.#left === 0;
  }

  watch(memory: Memory): void {
    this.#settled = new Settled(memory);
    this.#list.keeper = this;
  }

  close(): void {
    if (this.#list.keeper === this) this.#list.keeper = null;
  }

  changes(node: number): void {
    const settled = this.#settled!;
    writeHandle(KEY, 0, node);
    if (this.#left === 0 || settled.find(KEY, 0, KEY.length) !== null) return;
    const behind = this.#list.nodeBehind(node);
    this.#list.visitNode(node, (bytes, start, end, isPlain) => {
      const { valueBytes, valueStart } = settled.put(
        KEY,
        0,
        KEY.length,
        HEADER_BYTES + end - start,
      );
      writeHandle(valueBytes, valueStart, behind);
      valueBytes[valueStart + 4] = isPlain ? 1 : 0;
      copyBytes(valueBytes, valueStart + HEADER_BYTES, bytes, start, end);
    });
  }

  adds(node: number): void {
    const settled = this.#settled!;
    writeHandle(KEY, 0, node);
    if (settled.find(KEY, 0, KEY.length) === null) settled.put(KEY, 0, KEY.length, 0);
  }
}
