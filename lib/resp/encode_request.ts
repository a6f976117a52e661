/** Requests as a client sends them: an array of bulk strings. */

const [STAR, DOLLAR, CR, LF, ZERO] = [0x2a, 0x24, 13, 10, 0x30];

/** One request: `*2\r\n$3\r\nGET\r\n$1\r\nk\r\n`. */
export function encodeRequest(words: readonly Uint8Array[]): Uint8Array {
  let size = headSize(words.length);
  for (const { length } of words) size += headSize(length) + length + 2;
  const frame = new Uint8Array(size);
  let at = writeHead(frame, 0, STAR, words.length);
  for (const word of words) {
    at = writeHead(frame, at, DOLLAR, word.length);
    frame.set(word, at);
    at += word.length;
    frame[at++] = CR;
    frame[at++] = LF;
  }
  return frame;
}

/** How many bytes `$123\r\n` has. */
function headSize(number: number): number {
  return 3 + digitCount(number);
}

function digitCount(number: number): number {
  let count = 1;
  for (; number >= 10; number = Math.floor(number / 10)) count++;
  return count;
}

/** Writes `$123\r\n`; returns where it ends. */
function writeHead(frame: Uint8Array, at: number, type: number, number: number): number {
  frame[at] = type;
  const end = at + 1 + digitCount(number);
  for (let i = end - 1; i > at; i--, number = Math.floor(number / 10)) {
    frame[i] = ZERO + number % 10;
  }
  frame[end] = CR;
  frame[end + 1] = LF;
  return end + 2;
}
