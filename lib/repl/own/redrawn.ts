/** Lines that are drawn anew in the same place; without a terminal, one below the other. */

import { rowsOf } from "../print/pager.ts";
import { toBytesText } from "../print/utf8.ts";
import type { OwnContext } from "./command.ts";

export class Redrawn {
  readonly #context: OwnContext;
  #rows = 0;

  constructor(context: OwnContext) {
    this.#context = context;
  }

  /** Text that is not yet bytes. */
  draw(lines: readonly string[]): void {
    const { terminal, output } = this.#context;
    const bytes = lines.map(toBytesText);
    if (!terminal.isInteractive) return output.text(bytes.map((line) => `${line}\n`).join(""));
    const up = this.#rows > 0 ? `\x1b[${this.#rows}A\r` : "";
    this.#rows = bytes.reduce((sum, line) => sum + rowsOf(line, terminal.columns), 0);
    output.text(up + bytes.map((line) => `${line}\x1b[K\n`).join(""));
  }
}
