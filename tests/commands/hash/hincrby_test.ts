import { test } from "node:test";
import { dialogue } from "../../support/dialogue.ts";
import { testEngine } from "../../support/engine.ts";

test("HINCRBY: adds to the integer in a field, over the whole range of int64", () => {
  dialogue(
    testEngine(),
    `
    HINCRBY h n 5                      → :5
    HINCRBY h n -7                     → :-2
    HGET h n                           → $2 -2
    HINCRBY h n 9223372036854775807    → :9223372036854775805
    HINCRBY h n 2                      → :9223372036854775807
    HINCRBY h n 1                      → -ERR increment or decrement would overflow
    HGET h n                           → $19 9223372036854775807
    `,
  );
});

test("HINCRBY: the increment is checked before the key, the value behind it", () => {
  dialogue(
    testEngine(),
    `
    SET s v          → +OK
    HINCRBY s n x    → -ERR value is not an integer or out of range
    HSET h n x       → :1
    HINCRBY h n 1    → -ERR hash value is not an integer
    HINCRBY h m x    → -ERR value is not an integer or out of range
    HLEN h           → :1
    `,
  );
});

test("HINCRBYFLOAT: adds without the noise of binary fractions", () => {
  dialogue(
    testEngine(),
    `
    HINCRBYFLOAT h n 0.1       → $3 0.1
    HINCRBYFLOAT h n 0.2       → $3 0.3
    HINCRBYFLOAT h n -0.3      → $1 0
    HINCRBYFLOAT h n 5.0e3     → $4 5000
    HINCRBY h n 1              → :5001
    `,
  );
});

test("HINCRBYFLOAT: refuses what is no number, and makes no key for it", () => {
  dialogue(
    testEngine(),
    `
    HINCRBYFLOAT h n x        → -ERR value is not a valid float
    HINCRBYFLOAT h n inf      → -ERR value is NaN or Infinity
    EXISTS h                  → :0
    HSET h t text i inf       → :2
    HINCRBYFLOAT h t 1        → -ERR hash value is not a float
    HINCRBYFLOAT h i 1        → -ERR increment would produce NaN or Infinity
    `,
  );
});
