/** Where the dialogues are: `dialogues/<family>/<what>.txt`. */

import fs from "node:fs";

const FOLDER = new URL("../dialogues/", import.meta.url);

export interface DialogueFile {
  /** As in `string/set.txt`. */
  readonly name: string;
  readonly url: URL;
}

/** All dialogues, in the order of their names. */
export function dialogueFiles(): DialogueFile[] {
  return (fs.readdirSync(FOLDER, { recursive: true }) as string[])
    .map((name) => name.replaceAll("\\", "/"))
    .filter((name) => name.endsWith(".txt"))
    .sort()
    .map((name) => ({ name, url: new URL(name, FOLDER) }));
}
