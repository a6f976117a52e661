/** TypeScript without its types, by what the runtime brings along. */

import module from "node:module";

interface BunTranspiler {
  transformSync(source: string): string;
}

/**
 * The JavaScript that a TypeScript text is. Throws SyntaxError, with the reason. Node (from 22.13)
 * and Deno keep every character in its place; Bun writes the text anew.
 */
export function stripTypes(source: string): string {
  const { stripTypeScriptTypes } = module as { stripTypeScriptTypes?: (text: string) => string };
  if (stripTypeScriptTypes !== undefined) return stripped(() => stripTypeScriptTypes(source));
  const { Bun } = globalThis as unknown as {
    Bun?: { Transpiler: new (options: Record<string, unknown>) => BunTranspiler };
  };
  if (Bun === undefined) return source;
  const options = { loader: "ts", deadCodeElimination: false, inline: false, treeShaking: false };
  return stripped(() => new Bun.Transpiler(options).transformSync(source));
}

function stripped(act: () => string): string {
  try {
    return act();
  } catch (error) {
    // Bun's AggregateError has the reasons inside.
    const { errors = [], message } = error as { errors?: { message: string }[]; message: string };
    throw new SyntaxError([...errors.map((each) => each.message), message].filter(Boolean)[0]);
  }
}
