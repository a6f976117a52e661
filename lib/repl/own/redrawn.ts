/** Lines that are drawn anew in the same place; without a terminal, one below the other. */

import { toBytesText } from "../print/utf8.ts";
import type { OwnContext } from "./command.ts";

export class Redrawn {
  readonly #context: OwnContext;
  #rows = 0;

  constructor(context: OwnContext) {
    this.#context = context;
  }

  /** Text that is not yet bytes; a line is no longer than the terminal is wide. */
  draw(lines: readonly string[]): void {
    const { terminal, output } = this.#context;
    const text = lines.map((line) => `${line}${terminal.isInteractive ? "\x1b[K" : ""}\n`).join("");
    const up = terminal.isInteractive && this.#rows > 0 ? `\x1b[${this.#rows}A\r` : "";
    this.#rows = lines.length;
    output.text(toBytesText(up + text));
  }
}
