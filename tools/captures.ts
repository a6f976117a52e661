/**
 * Captures of the prompt for the documents: plays lines and keys in a real terminal (tmux), against
 * servers with sample data, and keeps what the screen shows, as text and as images.
 *
 *   deno run -A tools/captures.ts [SCENE…]
 *
 * Writes docs/captures, and puts the texts where docs/prompt.md names them.
 */

import fs from "node:fs";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { withCaptures } from "./captures/chapter.ts";
import { SCENES } from "./captures/scenes.ts";
import { Stage } from "./captures/stage.ts";
import { svgOf } from "./captures/svg.ts";

const FOLDER = fileURLToPath(new URL("../docs/captures/", import.meta.url));
const CHAPTER = fileURLToPath(new URL("../docs/prompt.md", import.meta.url));

/** Bare prompts at the end say nothing. */
function withoutPrompt(text: string): string {
  // deno-lint-ignore no-control-regex
  return text.replace(/\n(\x1b\[[\d;]*m)*([\w.:()\[\]]+>|\$)(\x1b\[[\d;]*m)*\s*$/, "");
}

const wanted = new Set(process.argv.slice(2));
const scenes = SCENES.filter(({ name }) => wanted.size === 0 || wanted.has(name));
await using stage = await Stage.set();
fs.mkdirSync(FOLDER, { recursive: true });
let status = 0;
for (const scene of scenes) {
  const shots: { readonly text: string; readonly coloured: string }[] = [];
  try {
    await scene.act(stage, (pane) => {
      const { text, coloured } = pane;
      shots.push({ text: withoutPrompt(text), coloured: withoutPrompt(coloured) });
    });
  } catch (error) {
    console.error(`${scene.name}: ${(error as Error).message}`);
    status = 1;
    continue;
  }
  if (shots.length === 0) continue; // It cannot be played here.
  const text = shots.map((shot) => shot.text).join("\n\n");
  fs.writeFileSync(`${FOLDER}${scene.name}.txt`, `${text}\n`);
  if (scene.imageColumns !== undefined) {
    const coloured = shots.map((shot) => shot.coloured).join("\x1b[0m\n\n");
    fs.writeFileSync(`${FOLDER}${scene.name}.svg`, svgOf(coloured, scene.imageColumns));
  }
  console.log(scene.name);
}
const read = (name: string) => fs.readFileSync(`${FOLDER}${name}.txt`, "utf8");
fs.writeFileSync(CHAPTER, withCaptures(fs.readFileSync(CHAPTER, "utf8"), read));
process.exitCode = status;
