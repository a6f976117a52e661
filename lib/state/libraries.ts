/**
 * The function libraries that came with the data: their code is kept, and goes back into every file
 * that is written, though nothing here can call them.
 */

import { librariesIn } from "../rdb/payload.ts";
import type { Args } from "../resp/args.ts";

/** `#!lua name=mylib`, in the first line of a library's code. */
const NAME = /^#!.*?\sname=("[^"]*"|\S+)/;

export class Libraries {
  readonly #codes = new Map<string, Uint8Array>();

  get count(): number {
    return this.#codes.size;
  }

  /** The code of each. */
  get codes(): Uint8Array[] {
    return [...this.#codes.values()];
  }

  /** Keeps a library, in the place of one that has the same name. */
  add(code: Uint8Array): void {
    const newline = code.indexOf(10);
    const line = new TextDecoder("latin1").decode(newline < 0 ? code : code.subarray(0, newline));
    this.#codes.set(NAME.exec(line)?.[1].replaceAll('"', "") ?? line, code.slice());
  }

  clear(): void {
    this.#codes.clear();
  }

  /**
   * Does what a logged command FUNCTION does: LOAD, DELETE, FLUSH, RESTORE. False for what is none of
   * these.
   */
  replay(args: Args): boolean {
    if (args.count < 2) return false;
    if (args.is(1, "FLUSH")) this.clear();
    else if (args.is(1, "LOAD") && args.count > 2) this.add(args.copy(args.count - 1));
    else if (args.is(1, "DELETE") && args.count > 2) this.#codes.delete(args.text(2));
    else if (args.is(1, "RESTORE") && args.count > 2) return this.#restore(args);
    else return false;
    return true;
  }

  #restore(args: Args): boolean {
    const codes = librariesIn(args.copy(2));
    if (codes === null) return false;
    if (args.count > 3 && args.is(3, "FLUSH")) this.clear();
    for (const code of codes) this.add(code);
    return true;
  }
}
