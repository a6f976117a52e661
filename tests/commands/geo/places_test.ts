import { test } from "node:test";
import { dialogue } from "../../support/dialogue.ts";
import { testEngine } from "../../support/engine.ts";

const WRONG_TYPE = "-WRONGTYPE Operation against a key holding the wrong kind of value";

test("GEOADD: places of the manual, where they are and how far apart", () => {
  const redis = testEngine();
  dialogue(
    redis,
    `
    GEOADD Sicily 13.361389 38.115556 Palermo 15.087269 37.502669 Catania → :2
    GEODIST Sicily Palermo Catania        → $11 166274.1516
    GEODIST Sicily Palermo Catania km     → $8 166.2742
    GEODIST Sicily Palermo Catania MI     → $8 103.3182
    GEODIST Sicily Palermo Catania ft     → $11 545518.8700
    GEODIST Sicily Palermo Palermo        → $6 0.0000
    GEODIST Sicily Foo Bar                → $-1
    GEOHASH Sicily Palermo Catania        → *2 $11 sqc8b49rny0 $11 sqdtr74hyu0
    GEOHASH Sicily NonExisting            → *1 $-1
    GEOPOS Sicily Palermo NonExisting     → *2 *2 $20 13.36138933897018433 $20 38.11555639549629859 *-1
    ZSCORE Sicily Palermo                 → $16 3479099956230698
    TYPE Sicily                           → +zset
    OBJECT ENCODING Sicily                → $8 listpack
    `,
  );
  redis.protocol(3);
  dialogue(
    redis,
    `
    GEOPOS Sicily Palermo NonExisting     → *2 *2 ,13.36138933897018433 ,38.11555639549629859 _
    GEOHASH Sicily NonExisting            → *1 _
    GEODIST Sicily Palermo Catania        → $11 166274.1516
    GEODIST Sicily Foo Bar                → _
    `,
  );
});

test("GEOADD: counts new places; with CH those that moved, too", () => {
  dialogue(
    testEngine(),
    `
    GEOADD g 1 1 a 2 2 b            → :2
    GEOADD g 1 1 a 3 3 b 4 4 c      → :1
    GEOADD g CH 1 1 a 4 4 b 5 5 d   → :2
    GEOADD g NX 9 9 a 9 9 e         → :1
    GEOADD g XX CH 8 8 a 8 8 f      → :1
    GEOADD g nx ch 7 7 a 7 7 f      → :1
    ZCARD g                         → :6
    GEOADD none XX 1 1 a            → :0
    EXISTS none                     → :0
    `,
  );
});

test("GEOADD: all places are read before anything is changed", () => {
  dialogue(
    testEngine(),
    `
    GEOADD g 1 1 a 180.1 2 b  → -ERR invalid longitude,latitude pair 180.100000,2.000000
    GEOADD g 1 1 a 2 85.06 b  → -ERR invalid longitude,latitude pair 2.000000,85.060000
    GEOADD g 1 1 a 2 x b      → -ERR value is not a valid float
    EXISTS g                  → :0
    GEOADD g -inf 1e22 a      → -ERR invalid longitude,latitude pair -inf,10000000000000000000000.000000
    GEOADD g 200.0078125 0 a  → -ERR invalid longitude,latitude pair 200.007812,0.000000
    GEOADD g 200.0234375 0 a  → -ERR invalid longitude,latitude pair 200.023438,0.000000
    `,
  );
});

test("GEOADD: syntax first, then places, then the type of the key", () => {
  dialogue(
    testEngine(),
    `
    SET s string            → +OK
    GEOADD s NX XX 1 1 a    → -ERR syntax error
    GEOADD s NX CH NX       → -ERR syntax error
    GEOADD s 1 1 a 2        → -ERR syntax error
    GEOADD s 1 x a          → -ERR value is not a valid float
    GEOADD s 1 1 a          → ${WRONG_TYPE}
    GEOADD s 1 1            → -ERR wrong number of arguments for 'geoadd' command
    `,
  );
});

test("GEOADD: many places make the set large", () => {
  const redis = testEngine();
  const places = Array.from({ length: 129 }, (_, i) => [String(i), "0", `p${i}`]).flat();
  dialogue(redis, `GEOADD g ${places.join(" ")} → :129\n OBJECT ENCODING g → $8 skiplist`);
  dialogue(redis, "GEODIST g p0 p128 km → $10 14236.9661");
});

test("GEOADD: changes count for WATCH only if there are some", () => {
  const redis = testEngine();
  const other = redis.client();
  dialogue(redis, "GEOADD g 1 1 a → :1\n WATCH g → +OK");
  dialogue(redis, "GEOADD g 1 1 a → :0\n GEOADD g NX 2 2 a → :0", other);
  dialogue(redis, "MULTI → +OK\n PING → +QUEUED\n EXEC → *1 +PONG\n WATCH g → +OK");
  dialogue(redis, "GEOADD g 2 2 a → :0", other);
  dialogue(redis, "MULTI → +OK\n PING → +QUEUED\n EXEC → *-1");
});

test("GEOPOS, GEOHASH, GEODIST: without the key all members are missing", () => {
  dialogue(
    testEngine(),
    `
    GEOPOS none a b           → *2 *-1 *-1
    GEOPOS none               → *0
    GEOHASH none a            → *1 $-1
    GEODIST none a b          → $-1
    GEODIST none a b parsec   → -ERR unsupported unit provided. please use M, KM, FT, MI
    GEODIST none a b m x      → -ERR syntax error
    SET s string              → +OK
    GEOPOS s a                → ${WRONG_TYPE}
    GEOHASH s                 → ${WRONG_TYPE}
    GEODIST s a b             → ${WRONG_TYPE}
    GEODIST s a b parsec      → -ERR unsupported unit provided. please use M, KM, FT, MI
    GEODIST s a               → -ERR wrong number of arguments for 'geodist' command
    `,
  );
});
