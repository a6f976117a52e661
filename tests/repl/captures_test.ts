/** The screens in the documents, and how they are made. */

import assert from "node:assert/strict";
import fs from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { capturesIn, withCaptures } from "../../tools/captures/chapter.ts";
import { SCENES } from "../../tools/captures/scenes.ts";
import { svgOf } from "../../tools/captures/svg.ts";

const DOCS = fileURLToPath(new URL("../../docs/", import.meta.url));
const chapter = fs.readFileSync(`${DOCS}prompt.md`, "utf8");
const capture = (name: string) => fs.readFileSync(`${DOCS}captures/${name}.txt`, "utf8");

test("docs/prompt.md shows the captures as they are", () => {
  // After a change: deno run -A tools/captures.ts
  assert.equal(chapter, withCaptures(chapter, capture));
});

test("docs/prompt.md shows what scenes are played, and images that are there", () => {
  const names = SCENES.map(({ name }) => name);
  const shown = capturesIn(chapter);
  const images = Array.from(chapter.matchAll(/\(captures\/([\w-]+)\.svg\)/g), ([, name]) => name);
  assert.deepEqual([...shown, ...images].filter((name) => !names.includes(name)), []);
  assert.deepEqual(names.filter((name) => !shown.includes(name) && !images.includes(name)), []);
  for (const name of images) assert.ok(fs.existsSync(`${DOCS}captures/${name}.svg`), name);
});

test("svgOf() places each style in its cells, and escapes what XML would read", () => {
  const svg = svgOf("\x1b[31mno\x1b[0m <\x1b[1;4;38;5;196myes\x1b[m>", 10);
  assert.match(svg, /<text x="14" [^>]*fill="#f0716b" textLength="16.8"[^>]*>no<\/text>/);
  assert.match(svg, /<text x="30.8" [^>]*> &lt;<\/text>/);
  assert.match(svg, /fill="rgb\(255,0,0\)"[^>]*font-weight="bold"[^>]*underline"[^>]*>yes</);
});

test("svgOf() keeps a style beyond the end of a line, and swaps colours in reverse video", () => {
  const svg = svgOf("\x1b[32ma\nb\x1b[0m\n\x1b[7mc", 4);
  assert.equal(svg.match(/fill="#8bc37a"/g)?.length, 2);
  assert.match(svg, /<rect x="14" y="52" width="8.4" [^>]*fill="#d5d8df"\/>/);
});
