import { test } from "node:test";
import assert from "node:assert/strict";
import fc from "fast-check";
import { globMatch } from "../../lib/types/glob.ts";

function bytes(text: string): Uint8Array {
  return Uint8Array.from(text, (char) => char.charCodeAt(0));
}

function matches(pattern: string, text: string, nocase: boolean = false): boolean {
  const [p, t] = [bytes(`<${pattern}>`), bytes(`<${text}>`)];
  return globMatch(p, 1, p.length - 1, t, 1, t.length - 1, nocase);
}

/** Patterns, the texts that match, and texts that do not; all agree with KEYS of Redis 7.0. */
const CASES: [pattern: string, yes: string[], no: string[]][] = [
  ["", [""], ["a"]],
  ["abc", ["abc"], ["ab", "abcd", "Abc", ""]],
  ["a?c", ["abc", "a\xffc", "a?c"], ["ac", "abbc"]],
  ["a*", ["a", "ab", "a*"], ["", "ba"]],
  ["*", ["a", "abc"], [""]],
  ["**", ["a"], [""]],
  ["*a", ["a", "ba", "aa"], ["ab", ""]],
  ["*a*b*", ["ab", "xaxbx"], ["ba"]],
  ["a**b", ["ab", "axb"], ["a"]],
  ["*?", ["a", "ab"], [""]],
  ["[abc]", ["a", "c"], ["d", "ab", ""]],
  ["[a-c]x", ["ax", "cx"], ["dx", "-x"]],
  ["[c-a]", ["b"], ["d"]],
  ["[^a-c]", ["d", "^"], ["a", ""]],
  ["[a^]", ["a", "^"], ["b"]],
  ["[a-]", ["a", "]", "_"], ["-", "b"]],
  ["[-a]", ["a", "-"], ["b"]],
  ["[]", [], ["", "]", "[]"]],
  ["[]a]", [], ["a", "]a]", "]"]],
  ["[^]", ["a", "]"], [""]],
  ["[^]a]", ["xa]"], ["x", "a"]],
  ["[\\]]", ["]"], ["\\"]],
  ["[\\a-c]", ["a", "-", "c"], ["b", "\\"]],
  ["[a\\]", ["a", "]"], ["\\"]],
  ["[a-\\]]", ["a]", "^]"], ["a", "]"]],
  ["[a", ["a"], ["[a", "b"]],
  ["[^a", ["b"], ["a"]],
  ["[^", ["a"], ["", "[^"]],
  ["[", [], ["[", ""]],
  ["[\\", ["\\"], ["["]],
  ["[a-", ["a", "-"], ["b"]],
  ["\\*", ["*"], ["a", "\\*"]],
  ["\\a", ["a"], ["\\a"]],
  ["\\\\", ["\\"], ["\\\\"]],
  ["a\\", ["a\\"], ["a"]],
  ["*\\", ["\\", "a\\"], ["a"]],
  ["a]", ["a]"], ["a"]],
  ["[\x80-\xff]", ["\x80", "\xff"], ["a", "\x7f"]],
  ["[a-\xff]", ["a", "Z", "\0", "\xff"], ["b", "\x80"]],
  ["\0*", ["\0", "\0a"], ["a"]],
  ["h[ae]llo*[^0-9]", ["hello!", "halloween"], ["hello", "hello1"]],
];

for (const [pattern, yes, no] of CASES) {
  test(`globMatch() of ${JSON.stringify(pattern)}`, () => {
    for (const text of yes) assert.ok(matches(pattern, text), JSON.stringify(text));
    for (const text of no) assert.ok(!matches(pattern, text), JSON.stringify(text));
  });
}

test("globMatch() without case: letters, sets and ranges, but not escapes within a set", () => {
  assert.ok(matches("MaX*", "maxmemory", true));
  assert.ok(matches("[A-C]x", "bX", true));
  assert.ok(matches("[abc]", "B", true));
  assert.ok(matches("\\A", "a", true));
  assert.ok(!matches("[\\A]", "a", true));
  assert.ok(!matches("\xc0", "\xe0", true));
});

/** The definition, element by element, without any thought of speed. */
function naive(pattern: string, text: string): boolean {
  if (pattern === "") return text === "";
  if (text === "" && pattern.replace(/^\*+/, "") !== "") return false;
  if (pattern[0] === "*") {
    const rest = pattern.slice(1);
    return naive(rest, text) || (text !== "" && naive(pattern, text.slice(1)));
  }
  if (pattern[0] === "[") {
    const set = /^\[(\^?)((?:\\.|[^\]\\])*)\]/s.exec(pattern)!;
    const members = set[2].match(/\\.|.-.|./gs) ?? [];
    const found = members.some((member) => {
      if (member[0] === "\\" || member.length === 1) return member.at(-1) === text[0];
      const [low, high] = [member[0], member[2]].sort();
      return text[0] >= low && text[0] <= high;
    });
    return found !== (set[1] === "^") && naive(pattern.slice(set[0].length), text.slice(1));
  }
  const literal = pattern[0] === "\\" ? pattern[1] : pattern[0];
  const one = pattern[0] === "?" || literal === text[0];
  return one && naive(pattern.slice(pattern[0] === "\\" ? 2 : 1), text.slice(1));
}

test("globMatch() agrees with its definition on random well-formed patterns", () => {
  const letter = fc.constantFrom("a", "b", "c", "d");
  const element = fc.oneof(
    { weight: 3, arbitrary: letter },
    fc.constantFrom("*", "?", "\\*", "\\a", "[ab]", "[^ab]", "[b-d]", "[^d-b]", "[\\]a]", "[a-bd]"),
  );
  const pattern = fc.array(element, { maxLength: 8 }).map((parts) => parts.join(""));
  const text = fc.string({ unit: fc.constantFrom("a", "b", "c", "d", "*", "]"), minLength: 1 });
  fc.assert(
    fc.property(pattern, text, (p, t) => matches(p, t) === naive(p, t)),
    { numRuns: 3000 },
  );
});

test("globMatch() takes no exponential time and no deep stack", () => {
  const many = "a*".repeat(5000) + "b";
  const text = "a".repeat(20000);
  assert.equal(matches(many, text), false);
  assert.equal(matches("*".repeat(100000) + "a", text), true);
});
