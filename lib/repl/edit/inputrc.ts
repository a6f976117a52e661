/** What readline's configuration file says that matters here, too. */

import fs from "node:fs";
import path from "node:path";
import { mayUseFile, variable } from "../../runtime/permissions.ts";
import type { Editing } from "./key_map.ts";

/** How the person edits elsewhere: by the file that INPUTRC names, or `~/.inputrc`. */
export function preferredEditing(): Editing {
  try {
    const home = variable("HOME");
    const file = variable("INPUTRC") || (home === "" ? "" : path.join(home, ".inputrc"));
    return file !== "" && mayUseFile(file) ? editingOf(fs.readFileSync(file, "utf8")) : "emacs";
  } catch {
    return "emacs";
  }
}

/** The last `set editing-mode` of a file; conditions ($if) are taken to be met. */
export function editingOf(text: string): Editing {
  const modes = [...text.matchAll(/^[ \t]*set[ \t]+editing-mode[ \t]+(vi|emacs)\b/gmi)];
  return modes.at(-1)?.[1].toLowerCase() === "vi" ? "vi" : "emacs";
}
