/**
 * How many nodes the radix tree would have in which Redis keeps the blocks of a stream (its rax.c):
 * XINFO tells. A chain of bytes is one node, a branching another, and so is the end of each key.
 */

import type { StreamBlocks } from "./stream_blocks.ts";
import { ID_KEY_BYTES, StreamId } from "./stream_id.ts";

/** The nodes of the tree for these blocks' first IDs; O(blocks). */
export function radixNodes(blocks: StreamBlocks): number {
  if (blocks.count === 0) return 1;
  const id = new StreamId();
  const keys = Array.from({ length: blocks.count }, (_, i) => {
    const key = new Uint8Array(ID_KEY_BYTES);
    blocks.readId(i, id);
    id.writeKey(key, 0);
    return key;
  });
  return nodesOf(keys, 0, keys.length, 0);
}

/** The nodes for keys `from` up to `to`, which are in order, behind `depth` bytes they share. */
function nodesOf(keys: readonly Uint8Array[], from: number, to: number, depth: number): number {
  const [first, last] = [keys[from], keys[to - 1]];
  if (to - from === 1) return depth === ID_KEY_BYTES ? 1 : 2;
  let shared = depth;
  while (first[shared] === last[shared]) shared++;
  let nodes = shared > depth ? 2 : 1;
  for (let i = from; i < to;) {
    let next = i + 1;
    while (next < to && keys[next][shared] === keys[i][shared]) next++;
    nodes += nodesOf(keys, i, next, shared + 1);
    i = next;
  }
  return nodes;
}
