/** Runs lines of TypeScript, one after another, in one scope. */

import { rewrite, type Rewritten } from "./rewrite.ts";

/** Names that come from the prompt: read when they are used. */
export type Givens = Readonly<Record<string, () => unknown>>;

type Body = (scope: object) => Promise<unknown>;

const AsyncFunction = (async () => {}).constructor as new (name: string, body: string) => Body;

export class Evaluator {
  readonly #stripTypes: (source: string) => string;
  readonly #givens: Givens;
  /** What the lines have declared. */
  readonly #variables: Record<string, unknown> = Object.create(null);
  readonly #scope: object;

  constructor(stripTypes: (source: string) => string, givens: Givens) {
    this.#stripTypes = stripTypes;
    this.#givens = givens;
    const [variables, own] = [this.#variables, (name: PropertyKey) => Object.hasOwn(givens, name)];
    // As the object of a `with`, it stands in front of what is global.
    this.#scope = new Proxy(variables, {
      has: (_, name) => name in variables || own(name),
      get: (_, name) => {
        if (typeof name === "symbol") return undefined;
        return name in variables ? variables[name] : givens[name]();
      },
      set: (_, name, value) => Reflect.set(variables, name, value),
    });
  }

  async #rewritten(line: string): Promise<Rewritten> {
    // What begins with a brace is an object, if it can be one.
    const object = /^\s*\{/.test(line) ? this.#stripped(`(${line})`) : null;
    const source = object ?? this.#stripped(line);
    if (source !== null) return await rewrite(source);
    await rewrite(line); // It says where the mistake is.
    throw new SyntaxError("This cannot be understood");
  }

  /** Null if it is no TypeScript. Throws SyntaxError for what cannot be had without its types. */
  #stripped(line: string): string | null {
    try {
      return this.#stripTypes(line);
    } catch (error) {
      const { message } = error as Error;
      if (/not supported/.test(message)) throw new SyntaxError(message.replace(/ at file:.*/s, ""));
      return null;
    }
  }

  /** The names that lines have declared. */
  get names(): readonly string[] {
    return Object.keys(this.#variables);
  }

  /** What the last expression of the line is; undefined without one. Rejects with what it throws. */
  async run(line: string): Promise<unknown> {
    const { body, names } = await this.#rewritten(line);
    // `with` is the one way to have names that are not known beforehand; it needs sloppy mode.
    const run = new AsyncFunction(
      "__scope",
      `with (__scope) { return await (async () => {${body}\n})(); }`,
    );
    const before = new Map(names.map((name) => [name, name in this.#variables]));
    for (const name of names) if (!before.get(name)) this.#variables[name] = undefined;
    const value = await run(this.#scope);
    this.#variables._ = value;
    return value;
  }
}
