/**
 * The function libraries that came with the data: their code is kept, and goes back into every file
 * that is written, though nothing here can call them.
 */

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

  delete(name: string): void {
    this.#codes.delete(name);
  }

  clear(): void {
    this.#codes.clear();
  }
}
