import assert from "node:assert/strict";
import { test } from "node:test";
import { xxh3, xxh3Hex } from "../../lib/types/xxh3.ts";

/** The input that xxHash's own sanity test makes. */
function sanityBytes(length: number): Uint8Array {
  let generator = 2654435761n;
  return Uint8Array.from({ length }, () => {
    const byte = Number(generator >> 56n);
    generator = BigInt.asUintN(64, generator * 11400714785074694797n);
    return byte;
  });
}

const latin1 = (text: string): Uint8Array => Uint8Array.from(text, (char) => char.charCodeAt(0));

/** Published with xxHash (tests/sanity_test_vectors.h), seed 0. */
const SANITY: [length: number, hash: string][] = [
  [0, "2d06800538d394c2"],
  [1, "c44bdff4074eecdb"],
  [2, "7a9978044cb8a8bb"],
  [3, "54247382a8d6b94d"],
  [4, "e5dc74bc51848a51"],
  [5, "e4243f00720306bb"],
  [6, "27b56a84cd2d7325"],
  [7, "9941e0007f555e50"],
  [8, "24ccc9acaa9f65e4"],
  [9, "14d5001c15dd3f2b"],
  [16, "981b17d36c7498c9"],
  [31, "5d516692ca764c50"],
  [32, "9feaddbdbf57eed3"],
  [33, "abfb2d081b400a10"],
  [64, "9cb48487720ec49d"],
  [129, "98f1b0a679a2ca29"],
  [240, "81c3c2b67f568ccf"],
  [256, "55de574ad89d0ac5"],
  [4096, "e91206429d1f48f9"],
];

test("xxh3() gives the published hashes for every class of lengths", () => {
  for (const [length, hash] of SANITY) {
    assert.equal(xxh3Hex(sanityBytes(length), 0, length), hash, `${length} bytes`);
  }
});

/** From the manuals of DIGEST. */
const DIGESTS: [value: string, digest: string][] = [
  ["Hello world", "b6acb9d84a38ff74"],
  ["test", "9ec9f7918d7dfc40"],
  ["hello", "9555e8555c62dcfd"],
  ["foo", "ab6e5f64077e7d8a"],
  ["Hello, Dragonfly!", "063b4909128e92b7"],
  ["The quick brown fox jumps over the lazy dog", "ce7d19a5418fb365"],
  [
    "v8lf0c11xh8ymlqztfd3eeq16kfn4sspw7fqmnuuq3k3t75em5wdizgcdw7uc26nnf961u2jkfzkjytls2kwlj7626sd",
    "00006c38adf31777",
  ],
];

test("DIGEST: the examples of the manuals, leading zeros included", () => {
  for (const [value, digest] of DIGESTS) {
    assert.equal(xxh3Hex(latin1(value), 0, value.length), digest);
  }
});

/** Of the bytes 0, 1, 2, … (mod 256), as signed numbers; made with xxHash by Apache HBase. */
const COUNTING: [length: number, hash: bigint][] = [
  [1892, 8127606717194526874n],
  [1919, -168870750581166069n],
  [1920, 694099585994227916n],
  [1921, 430038091926664816n],
  [1983, 6597128830638074557n],
  [1984, -5969845161062876521n],
  [1985, -2445089653030403139n],
  [2047, -1462360910626047142n],
  [2048, -2503433555198690048n],
  [2049, 7124680608501705883n],
];

test("xxh3() gives the published hashes on both sides of a stripe and of a block", () => {
  for (const [length, hash] of COUNTING) {
    const memory = Uint8Array.from({ length: length + 10 }, (_, i) => i - 3);
    assert.equal(BigInt.asIntN(64, xxh3(memory, 3, 3 + length)), hash, `${length} bytes`);
  }
});
