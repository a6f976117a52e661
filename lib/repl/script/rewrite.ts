/**
 * A line of JavaScript made into the body of an asynchronous function that runs in a scope of its
 * own: what it declares outside of blocks lives on in that scope, and what its last expression is
 * comes back.
 *
 *   const { a } = f(); a + 1      →      void ({ a } = f()); return (a + 1);
 */

import type { Declaration, Expression, Pattern, Program, Statement } from "acorn";

export interface Rewritten {
  /** Statements; `await` may stand anywhere in them. */
  readonly body: string;
  /** What they declare. */
  readonly names: readonly string[];
}

/** Throws SyntaxError, in which the place is marked. */
export async function rewrite(source: string): Promise<Rewritten> {
  const { parse } = await import("acorn");
  const program = parsed(() =>
    parse(source, {
      ecmaVersion: "latest",
      sourceType: "script",
      allowAwaitOutsideFunction: true,
      allowReturnOutsideFunction: false,
    }), source);
  const names: string[] = [];
  const functions: string[] = [];
  const statements = program.body.map((statement, i) => {
    const isLast = i === program.body.length - 1;
    const { text, isHoisted } = statementText(statement as Statement, source, names, isLast);
    if (!isHoisted) return text;
    functions.push(text);
    return "";
  });
  return { body: [...functions, ...statements].join("\n"), names };
}

function parsed(parse: () => Program, source: string): Program {
  try {
    return parse();
  } catch (error) {
    const { message, loc } = error as SyntaxError & { loc?: { line: number; column: number } };
    const text = message.replace(/ \(\d+:\d+\)$/, "")
      .replace(/^'import' and 'export' .*/, "import is not possible here: use await import(…)");
    if (loc === undefined) throw new SyntaxError(text);
    const line = source.split("\n")[loc.line - 1] ?? "";
    throw new SyntaxError(`${text}\n  ${line}\n  ${" ".repeat(loc.column)}^`);
  }
}

function statementText(
  statement: Statement | Declaration,
  source: string,
  names: string[],
  isLast: boolean,
): { text: string; isHoisted: boolean } {
  const textOf = ({ start, end }: { start: number; end: number }) => source.slice(start, end);
  const plain = (text: string) => ({ text, isHoisted: false });
  switch (statement.type) {
    case "VariableDeclaration": {
      const parts = statement.declarations.map(({ id, init }) => {
        names.push(...namesIn(id));
        if (init) return `${textOf(id)} = ${textOf(init)}`;
        // `var x;` does not forget what x was.
        return statement.kind === "var" ? "undefined" : `${textOf(id)} = undefined`;
      });
      return plain(`void (${parts.join(", ")});`);
    }
    case "FunctionDeclaration":
      names.push(statement.id.name);
      return { text: `${statement.id.name} = ${textOf(statement)};`, isHoisted: true };
    case "ClassDeclaration":
      names.push(statement.id.name);
      return plain(`${statement.id.name} = ${textOf(statement)};`);
    case "ExpressionStatement":
      return plain(
        isLast ? `return (${textOf(statement.expression)});` : `${textOf(statement.expression)};`,
      );
    default:
      return plain(textOf(statement));
  }
}

/** The names that a pattern binds. */
function namesIn(pattern: Pattern | Expression): string[] {
  switch (pattern.type) {
    case "Identifier":
      return [pattern.name];
    case "ArrayPattern":
      return pattern.elements.flatMap((element) => element === null ? [] : namesIn(element));
    case "ObjectPattern":
      return pattern.properties.flatMap((property) =>
        namesIn(property.type === "RestElement" ? property.argument : property.value)
      );
    case "AssignmentPattern":
      return namesIn(pattern.left);
    case "RestElement":
      return namesIn(pattern.argument);
    default:
      return [];
  }
}

/** Whether a text goes on in another line: a bracket, a string or a comment is open. */
export function isOpenScript(text: string): boolean {
  const open: string[] = [];
  const closing: Record<string, string> = { ")": "(", "]": "[", "}": "{" };
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    const inTemplate = open.at(-1) === "`";
    if (inTemplate) {
      if (char === "\\") at++;
      else if (char === "`") open.pop();
      else if (char === "$" && text[at + 1] === "{") open.push(text[++at]);
    } else if (char === '"' || char === "'") {
      const end = stringEnd(text, at);
      if (end === null) return false; // It is wrong, and another line does not help.
      at = end;
    } else if (char === "/" && (text[at + 1] === "/" || text[at + 1] === "*")) {
      const end = text.indexOf(text[at + 1] === "/" ? "\n" : "*/", at + 2);
      if (end < 0) return text[at + 1] === "*" || open.length > 0;
      at = end + (text[at + 1] === "/" ? 0 : 1);
    } else if ("([{`".includes(char)) open.push(char);
    else if (char in closing && open.pop() !== closing[char]) return false;
  }
  return open.length > 0 || /(?:=>|[=+*&|,?:]|\belse)\s*$/.test(text) && !/(?:\+\+)\s*$/.test(text);
}

function stringEnd(text: string, start: number): number | null {
  for (let at = start + 1; at < text.length && text[at] !== "\n"; at++) {
    if (text[at] === "\\") at++;
    else if (text[at] === text[start]) return at;
  }
  return null;
}
