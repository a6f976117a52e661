/**
 * From the bytes of a terminal to keys.
 *
 * A key has a name such as `C-a`, `M-f`, `Left`, `C-M-Delete` or `Enter`; characters are called
 * `text`, pasted blocks `paste`, and both carry what they insert. The sequences are those of xterm
 * and its kin (ECMA-48 with modifiers as second parameter), rxvt's and the Linux console's, and
 * `CSI code ; modifiers u` of kitty and of xterm's modifyOtherKeys.
 *
 * A sequence may arrive in pieces. Its first byte is also that of the Escape key: while it stands
 * alone, `isWaiting` is true, and whoever has a clock calls `flush` when nothing more has come.
 */

export interface Key {
  readonly name: string;
  /** What the key inserts; empty for all but `text` and `paste`. */
  readonly text: string;
}

/** Final letters of `CSI` and `SS3` sequences. */
const LETTERS: Readonly<Record<string, string>> = {
  A: "Up",
  B: "Down",
  C: "Right",
  D: "Left",
  E: "Begin",
  F: "End",
  H: "Home",
  M: "Enter",
  P: "F1",
  Q: "F2",
  R: "F3",
  S: "F4",
  Z: "S-Tab",
};

/** Numbers of `CSI number ~`. */
const NUMBERS: Readonly<Record<string, string>> = {
  1: "Home",
  2: "Insert",
  3: "Delete",
  4: "End",
  5: "PageUp",
  6: "PageDown",
  7: "Home",
  8: "End",
  11: "F1",
  12: "F2",
  13: "F3",
  14: "F4",
  15: "F5",
  17: "F6",
  18: "F7",
  19: "F8",
  20: "F9",
  21: "F10",
  23: "F11",
  24: "F12",
};

/** Code points that have names of their own. */
const NAMED: Readonly<Record<number, string>> = {
  8: "C-h",
  9: "Tab",
  13: "Enter",
  27: "Escape",
  127: "Backspace",
};

const PASTE_BEGIN = "200";
const PASTE_END = "\x1b[201~";

/** The parts of a sequence, as far as there are any: `[` or `O`, parameters, and the final one. */
// deno-lint-ignore no-control-regex
const SEQUENCE = /\x1b(?:\[(\[?[\d:;<=>?]*)[ -/]*([@-Z\\-~])|O(\d*)([@-~]))/y;
/** The beginning of one, up to the end of what has come. */
// deno-lint-ignore no-control-regex
const BEGUN = /\x1b(?:\[\[?[\d:;<=>?]*[ -/]*|O\d*)?$/y;
const SEQUENCE_LENGTH_MAX = 32;

export class KeyDecoder {
  readonly #utf8 = new TextDecoder();
  /** What has come and is not yet a key. */
  #ahead = "";
  /** What has been pasted so far; null outside of a paste. */
  #pasted: string | null = null;

  /** Whether an Escape key, or the beginning of a sequence, waits for what follows. */
  get isWaiting(): boolean {
    return this.#ahead !== "" && this.#pasted === null;
  }

  /** Takes bytes, and returns the keys that are complete. */
  push(bytes: Uint8Array): Key[] {
    this.#ahead += this.#utf8.decode(bytes, { stream: true });
    return this.#keys(false);
  }

  /** Nothing more has come: what waits is keys as it stands. */
  flush(): Key[] {
    return this.#keys(true);
  }

  #keys(isFlushed: boolean): Key[] {
    const keys: Key[] = [];
    let at = 0;
    while (at < this.#ahead.length) {
      if (this.#pasted !== null) {
        const end = this.#ahead.indexOf(PASTE_END, at);
        if (end < 0) break;
        keys.push({ name: "paste", text: this.#pasted + this.#ahead.slice(at, end) });
        this.#pasted = null;
        at = end + PASTE_END.length;
        continue;
      }
      const length = this.#keyAt(at, isFlushed, keys);
      if (length === 0) break;
      at += length;
    }
    this.#ahead = this.#ahead.slice(at);
    this.#keepPasted();
    return keys;
  }

  /** Of a long paste, all is put aside but what may be the beginning of its end. */
  #keepPasted(): void {
    if (this.#pasted === null || this.#ahead.length < PASTE_END.length) return;
    const kept = this.#ahead.length - PASTE_END.length + 1;
    this.#pasted += this.#ahead.slice(0, kept);
    this.#ahead = this.#ahead.slice(kept);
  }

  /** Adds the key at a place, and returns its length there; 0 if more must come. */
  #keyAt(at: number, isFlushed: boolean, keys: Key[]): number {
    const text = this.#ahead;
    if (text[at] !== "\x1b") {
      if (text.startsWith("\r\n", at)) return pushed(keys, key("Enter"), 2);
      const char = String.fromCodePoint(text.codePointAt(at)!);
      return pushed(keys, characterKey(char), char.length);
    }
    SEQUENCE.lastIndex = at;
    const match = SEQUENCE.exec(text);
    if (match !== null) {
      const [whole, parameters = match[3], final = match[4]] = match;
      if (final === "~" && parameters === PASTE_BEGIN) this.#pasted = "";
      else keys.push(...sequenceKeys(parameters, final, whole[1] === "O"));
      return whole.length;
    }
    BEGUN.lastIndex = at;
    if (!isFlushed && text.length - at < SEQUENCE_LENGTH_MAX && BEGUN.test(text)) return 0;
    // Escape before another key is Alt with it.
    if (at + 1 === text.length) return pushed(keys, key("Escape"), 1);
    const inner: Key[] = [];
    const length = this.#keyAt(at + 1, isFlushed, inner);
    if (length === 0) return 0;
    return pushed(keys, ...inner.map(withMeta), length + 1);
  }
}

function pushed(keys: Key[], ...rest: [...Key[], number]): number {
  const length = rest.pop() as number;
  keys.push(...rest as Key[]);
  return length;
}

/** A key that inserts nothing. */
export function key(name: string): Key {
  return { name, text: "" };
}

function characterKey(char: string): Key {
  const code = char.codePointAt(0)!;
  if (code in NAMED) return key(NAMED[code]);
  if (code === 0) return key("C-Space");
  if (code < 32) return key(`C-${String.fromCharCode(code + 64).toLowerCase()}`);
  return { name: "text", text: char };
}

function withMeta({ name, text }: Key): Key {
  if (name === "text") return key(`M-${text}`);
  if (name === "paste") return { name, text };
  return key(name.startsWith("C-") ? `C-M-${name.slice(2)}` : `M-${name}`);
}

/** The key of a sequence; none if nobody knows what it means. */
function sequenceKeys(parameters: string, final: string, isSs3: boolean): Key[] {
  if (parameters.startsWith("[")) { // The Linux console's F1 to F5.
    return "ABCDE".includes(final) ? [key(`F${final.charCodeAt(0) - 64}`)] : [];
  }
  if (/^[<=>?]/.test(parameters)) return []; // A report, or a mouse.
  const [first = "", second = "", third = ""] = parameters.split(/[;:]/);
  if (final === "u") return codeKeys(Number(first), Number(second || 1));
  if (final === "~" && first === "27") return codeKeys(Number(third), Number(second || 1));
  if (final === "~" || final === "^" || final === "$") {
    const bits = final === "^" ? 5 : final === "$" ? 2 : Number(second || 1);
    return first in NUMBERS ? [key(modifiers(bits) + NUMBERS[first])] : [];
  }
  if (/[a-d]/.test(final)) { // Rxvt's arrows, with Control or Shift.
    return [key((isSs3 ? "C-" : "S-") + LETTERS[final.toUpperCase()])];
  }
  if (!(final in LETTERS) || final === "M" && !isSs3) return [];
  const bits = Number(isSs3 ? first || second || 1 : second || 1);
  return [key(final === "Z" ? "S-Tab" : modifiers(bits) + LETTERS[final])];
}

/** Of a code point with modifiers: 1 more than the sum of Shift 1, Alt 2, Control 4. */
function codeKeys(code: number, bits: number): Key[] {
  if (!(code >= 0 && code <= 0x10ffff)) return [];
  if (code in NAMED && code !== 8) return [key(modifiers(bits) + NAMED[code])];
  const isMeta = (bits - 1 & 2) !== 0;
  const isControl = (bits - 1 & 4) !== 0;
  const char = String.fromCodePoint(code);
  const control = isControl ? /^[@-_a-z]$/.test(char) ? char.toLowerCase() : char : null;
  if (code === 32 && isControl) return [key(`C-${isMeta ? "M-" : ""}Space`)];
  const plain = control === null ? characterKey(char) : key(`C-${control}`);
  return [isMeta ? withMeta(plain) : plain];
}

function modifiers(bits: number): string {
  const set = bits - 1;
  return (set & 4 ? "C-" : "") + (set & 2 ? "M-" : "") + (set & 1 ? "S-" : "");
}
