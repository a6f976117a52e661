/**
 * Glob patterns over bytes, with the exact meaning that Redis gives them.
 *
 *   *       any run of bytes, also none        ?       any one byte
 *   [abc]   one of these bytes                 [a-z]   one byte of the range (either way round)
 *   [^abc]  one byte that is not among these   \x      the byte x itself, also within brackets
 *
 * The odd corners are Redis's too, because clients meet them through KEYS, SCAN, PSUBSCRIBE and
 * CONFIG GET: a class that is never closed ends with the pattern; `[]` matches nothing and `[^]`
 * every byte; bytes of a range are compared as signed, so `[a-\xff]` is turned round; a pattern's
 * last `\` is an ordinary byte; and `*` does not match the empty text, though `a*` matches `a`.
 *
 * Every element except `*` takes exactly one byte, so when a match fails only the latest `*` needs
 * to be tried again, one byte further on. The time is at most pattern × text; nothing recurses and
 * nothing is allocated.
 */

const STAR = 0x2a;
const QUESTION = 0x3f;
const OPEN = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE = 0x5d;
const CARET = 0x5e;
const DASH = 0x2d;

/**
 * Whether `text[textStart, textEnd)` as a whole matches the pattern `pattern[start, end)`.
 * With `nocase`, ASCII letters match regardless of case.
 */
export function globMatch(
  pattern: Uint8Array,
  start: number,
  end: number,
  text: Uint8Array,
  textStart: number,
  textEnd: number,
  nocase: boolean = false,
): boolean {
  let p = start;
  let t = textStart;
  let retryPattern = -1; // Just after the latest `*`, or -1 before the first.
  let retryText = 0;
  if (t === textEnd) return p === end;
  while (t < textEnd) {
    if (p < end && pattern[p] === STAR) {
      while (p < end && pattern[p] === STAR) p++;
      if (p === end) return true;
      retryPattern = p;
      retryText = t;
      continue;
    }
    const next = p < end ? matchByte(pattern, p, end, text[t], nocase) : 0;
    if (next !== 0) {
      p = next;
      t++;
    } else if (retryPattern >= 0) {
      p = retryPattern;
      t = ++retryText;
    } else return false;
  }
  while (p < end && pattern[p] === STAR) p++;
  return p === end;
}

/** Where the pattern goes on after the element at `p` took `byte`; 0 when it does not take it. */
function matchByte(
  pattern: Uint8Array,
  p: number,
  end: number,
  byte: number,
  nocase: boolean,
): number {
  let want = pattern[p];
  if (want === QUESTION) return p + 1;
  if (want === OPEN) return matchClass(pattern, p + 1, end, byte, nocase);
  if (want === BACKSLASH && p + 1 < end) want = pattern[++p];
  return want === byte || (nocase && lower(want) === lower(byte)) ? p + 1 : 0;
}

/** The same for a class whose first byte after `[` is at `p`. */
function matchClass(
  pattern: Uint8Array,
  p: number,
  end: number,
  byte: number,
  nocase: boolean,
): number {
  const negated = p < end && pattern[p] === CARET;
  if (negated) p++;
  let found = false;
  for (; p < end && pattern[p] !== CLOSE; p++) {
    if (pattern[p] === BACKSLASH && p + 1 < end) {
      if (pattern[++p] === byte) found = true; // Escaped: the case counts, as in Redis.
    } else if (p + 2 < end && pattern[p + 1] === DASH) {
      if (inRange(pattern[p], pattern[p + 2], byte, nocase)) found = true;
      p += 2;
    } else if (pattern[p] === byte || (nocase && lower(pattern[p]) === lower(byte))) {
      found = true;
    }
  }
  if (found === negated) return 0;
  return p < end ? p + 1 : p; // Past the `]`, where there is one.
}

function inRange(from: number, to: number, byte: number, nocase: boolean): boolean {
  let low = signed(from);
  let high = signed(to);
  if (low > high) [low, high] = [high, low];
  let value = signed(byte);
  if (nocase) {
    low = lower(low);
    high = lower(high);
    value = lower(value);
  }
  return value >= low && value <= high;
}

function signed(byte: number): number {
  return (byte << 24) >> 24;
}

function lower(byte: number): number {
  return byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte;
}
