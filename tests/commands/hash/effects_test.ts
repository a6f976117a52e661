import { test } from "node:test";
import { expectReports } from "../../support/effects.ts";
import { testEngine } from "../../support/engine.ts";

test("hash commands tell of each change once, and of the key that goes with its last field", () => {
  expectReports(
    testEngine(),
    `
    HSET h a 1 b 2             → hset(h)
    HMSET h a 1                → hset(h)
    HSETNX h a 1               → -
    HSETNX h c 3               → hset(h)
    HINCRBY h a 1              → hincrby(h)
    HINCRBYFLOAT h a 0.5       → hincrbyfloat(h), as HSET h a 2.5
    HGET h a                   → -
    HDEL h x                   → -
    HDEL h a c                 → hdel(h)
    HDEL h b                   → hdel(h), del(h)
    `,
  );
});

test("the expiry of fields is logged with absolute times", () => {
  expectReports(
    testEngine(),
    `
    HSET h a 1 b 2 c 3                → hset(h)
    HEXPIRE h 10 FIELDS 2 a x         → hexpire(h), as HPEXPIREAT h 1700000010000 FIELDS 1 a
    HINCRBYFLOAT h a 1.5              → hincrbyfloat(h), as HSET h a 2.5, as HPEXPIREAT h 1700000010000 FIELDS 1 a
    HPEXPIRE h 5 LT FIELDS 1 a        → hexpire(h), as HPEXPIREAT h 1700000000005 LT FIELDS 1 a
    HEXPIRE h 5 NX FIELDS 1 a         → -
    HTTL h FIELDS 1 a                 → -
    HPERSIST h FIELDS 2 a b           → hpersist(h)
    HPERSIST h FIELDS 1 a             → -
    HEXPIRE h 0 FIELDS 1 a            → hdel(h), as HDEL h a
    HGETEX h FIELDS 1 b               → -
    HGETEX h PX 9 FIELDS 1 b          → hexpire(h), as HPEXPIREAT h 1700000000009 FIELDS 1 b
    HGETEX h PERSIST FIELDS 2 b c     → hpersist(h), as HPERSIST h FIELDS 2 b c
    HGETDEL h FIELDS 2 b x            → hdel(h), as HDEL h b x
    HGETEX h EXAT 1 FIELDS 1 c        → hdel(h), del(h), as HDEL h c
    HGETDEL h FIELDS 1 c              → -
    HSETEX h FXX FIELDS 1 a 1         → -
    HSETEX h FIELDS 1 a 1             → hset(h)
    HSETEX h EX 1 FIELDS 1 a 1        → hset(h), hexpire(h), as HSETEX h PXAT 1700000001000 FIELDS 1 a 1
    HSETEX h PX 0 FIELDS 1 a 1        → hset(h), hdel(h), del(h), as HDEL h a
    `,
  );
});
