import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Circle } from "../../../lib/types/geo_area.ts";
import { Place } from "../../../lib/types/geo_distance.ts";
import { geohashOf } from "../../../lib/types/geohash.ts";
import { dialogue } from "../../support/dialogue.ts";
import { type TestEngine, testEngine } from "../../support/engine.ts";
import { randomFrom } from "../../support/random.ts";

const WRONG_TYPE = "-WRONGTYPE Operation against a key holding the wrong kind of value";

/** The places of the manual. */
function sicily(): TestEngine {
  const redis = testEngine();
  dialogue(
    redis,
    `
    GEOADD Sicily 13.361389 38.115556 Palermo 15.087269 37.502669 Catania → :2
    GEOADD Sicily 12.758489 38.788135 edge1 17.241510 38.788135 edge2 → :2
    `,
  );
  return redis;
}

test("GEOSEARCH: a circle and a box", () => {
  const redis = sicily();
  dialogue(
    redis,
    `
    GEOSEARCH Sicily FROMLONLAT 15 37 BYRADIUS 200 km ASC → *2 $7 Catania $7 Palermo
    GEOSEARCH Sicily FROMLONLAT 15 37 BYRADIUS 200 km DESC → *2 $7 Palermo $7 Catania
    GEOSEARCH Sicily BYBOX 400 400 km FROMLONLAT 15 37 DESC COUNT 1 → *1 $5 edge1
    GEOSEARCH Sicily FROMMEMBER Palermo BYRADIUS 0 m → *1 $7 Palermo
    GEOSEARCH Sicily FROMLONLAT 0 0 BYRADIUS 1 km → *0
    GEOSEARCH Sicily FROMLONLAT 15 37 BYRADIUS 100 km WITHDIST → *1 *2 $7 Catania $7 56.4413
    GEOSEARCH Sicily FROMLONLAT 15 37 BYRADIUS 100 km WITHHASH WITHDIST → *1 *3 $7 Catania $7 56.4413 :3479447370796909
    GEOSEARCH Sicily FROMLONLAT 15 37 BYRADIUS 100 km WITHCOORD → *1 *2 $7 Catania *2 $20 15.08726745843887329 $20 37.50266842333162032
    `,
  );
  redis.protocol(3);
  dialogue(
    redis,
    `
    GEOSEARCH Sicily FROMLONLAT 15 37 BYRADIUS 100 km WITHDIST WITHHASH WITHCOORD → *1 *4 $7 Catania $7 56.4413 :3479447370796909 *2 ,15.08726745843887329 ,37.50266842333162032
    GEOSEARCH Sicily FROMLONLAT 0 0 BYRADIUS 1 km → *0
    `,
  );
});

test("GEOSEARCH: COUNT takes the nearest, ANY those that are found first", () => {
  const redis = testEngine();
  const near = "FROMLONLAT 2.4 2 BYRADIUS 900 km";
  dialogue(
    redis,
    `
    GEOADD g 1 2 a 2 2 b 3 2 c 4 2 d → :4
    GEOSEARCH g ${near} → *4 $1 a $1 b $1 c $1 d
    GEOSEARCH g ${near} COUNT 2 → *2 $1 b $1 c
    GEOSEARCH g ${near} COUNT 2 DESC → *2 $1 d $1 a
    GEOSEARCH g ${near} COUNT 9 → *4 $1 b $1 c $1 a $1 d
    GEOSEARCH g ${near} ANY COUNT 3 DESC → *3 $1 a $1 c $1 b
    GEOSEARCH g ${near} ANY → -ERR the ANY argument requires COUNT argument
    GEOSEARCH g ${near} COUNT 0 → -ERR COUNT must be > 0
    GEOSEARCH g ${near} COUNT x → -ERR value is not an integer or out of range
    GEOSEARCH g ${near} COUNT → -ERR syntax error
    `,
  );
});

test("GEOSEARCH: a polygon needs no centre; distances are told in metres from its own (Valkey 9)", () => {
  const redis = testEngine();
  dialogue(
    redis,
    `
    GEOADD g 0.5 0.5 low 0.5 2.4 left 2.5 2.5 right 1.5 2 between → :4
    GEOSEARCH g BYPOLYGON 8 0 0 3 0 3 3 2 3 2 1 1 1 1 3 0 3 ASC → *3 $4 left $5 right $3 low
    GEOSEARCH g BYPOLYGON 3 0 0 0.9 0 0 0.9 WITHDIST → *0
    GEOSEARCH g bypolygon 4 0 0 1 0 1 1 0 1 WITHDIST → *1 *2 $3 low $6 2.0827
    GEOSEARCH g COUNT 1 BYPOLYGON 4 0 0 3 0 3 3 0 3 → *1 $7 between
    GEOSEARCHSTORE d g BYPOLYGON 4 1 1 3 1 3 3 1 3 STOREDIST → :2
    ZRANGE d 0 -1 → *2 $7 between $5 right
    GEOSEARCH none BYPOLYGON 3 0 0 1 0 0 1 → *0
    `,
  );
});

test("GEOSEARCH: a polygon has three vertices or more, and no other shape or centre beside it", () => {
  dialogue(
    testEngine(),
    `
    GEOADD g 1 1 a → :1
    GEOSEARCH g BYPOLYGON 2 0 0 1 0 ASC → -ERR GEOSEARCH BYPOLYGON must have at least 3 vertices
    GEOSEARCH g BYPOLYGON x 0 0 1 0 0 1 → -ERR invalid number of vertices
    GEOSEARCH g BYPOLYGON 4 0 0 1 0 0 1 → -ERR GEOSEARCH BYPOLYGON must have at least 3 vertices
    GEOSEARCH g BYPOLYGON 3 0 0 1 0 0 x → -ERR value is not a valid float
    GEOSEARCH g BYPOLYGON 3 0 0 1 0 181 1 → -ERR invalid longitude,latitude pair 181.000000,1.000000
    GEOSEARCH g FROMMEMBER a BYPOLYGON 3 0 0 1 0 0 1 → -ERR syntax error
    GEOSEARCH g BYPOLYGON 3 0 0 1 0 0 1 FROMLONLAT 1 1 → -ERR syntax error
    GEOSEARCH g BYPOLYGON 3 0 0 1 0 0 1 BYRADIUS 1 m → -ERR syntax error
    GEOSEARCH g BYPOLYGON 3 0 0 1 0 0 1 COUNT -1 → -ERR COUNT must be > 0
    GEOSEARCH g BYPOLYGON 3 0 0 1 0 0 1 COUNT x → -ERR value is not an integer or out of range
    `,
  );
});

test("GEOSEARCH: finds across the 180th meridian", () => {
  dialogue(
    testEngine(),
    `
    GEOADD g 179.9 0 east -179.9 0 west → :2
    GEOSEARCH g FROMLONLAT 179.95 0 BYRADIUS 20 km ASC → *2 $4 east $4 west
    GEOSEARCH g FROMMEMBER west BYBOX 50 1 km ASC WITHDIST → *2 *2 $4 west $6 0.0000 *2 $4 east $7 22.2454
    `,
  );
});

test("GEOSEARCH: one centre and one shape, neither more nor less", () => {
  dialogue(
    testEngine(),
    `
    GEOADD g 1 1 a → :1
    GEOSEARCH g BYRADIUS 1 m ASC ASC → -ERR exactly one of FROMMEMBER or FROMLONLAT can be specified for GEOSEARCH
    geosearch g FROMMEMBER a ASC ASC ASC → -ERR exactly one of BYRADIUS and BYBOX can be specified for geosearch
    GEOSEARCH g FROMMEMBER a FROMLONLAT 1 1 BYRADIUS 1 m → -ERR syntax error
    GEOSEARCH g FROMMEMBER a BYRADIUS 1 m BYBOX 1 1 m → -ERR syntax error
    GEOSEARCH g FROMMEMBER a BYRADIUS 1 m STORE d → -ERR syntax error
    GEOSEARCH g FROMMEMBER b BYRADIUS x m → -ERR could not decode requested zset member
    GEOSEARCH g FROMMEMBER a BYRADIUS x m → -ERR need numeric radius
    GEOSEARCH g FROMMEMBER a BYRADIUS -1 x → -ERR radius cannot be negative
    GEOSEARCH g FROMMEMBER a BYRADIUS 1 x → -ERR unsupported unit provided. please use M, KM, FT, MI
    GEOSEARCH g FROMMEMBER a BYBOX x y m → -ERR need numeric width
    GEOSEARCH g FROMMEMBER a BYBOX 1 y m → -ERR need numeric height
    GEOSEARCH g FROMMEMBER a BYBOX 1 -1 x → -ERR height or width cannot be negative
    GEOSEARCH g FROMLONLAT 181 1 BYRADIUS 1 m → -ERR invalid longitude,latitude pair 181.000000,1.000000
    `,
  );
});

test("GEOSEARCH: without the key its options are checked, but no member is looked for", () => {
  dialogue(
    testEngine(),
    `
    GEOSEARCH none FROMMEMBER a BYRADIUS 1 m → *0
    GEOSEARCH none FROMMEMBER a BYRADIUS x m → -ERR need numeric radius
    GEOSEARCHSTORE d none FROMMEMBER a BYRADIUS 1 m → :0
    GEORADIUSBYMEMBER none a x parsec → *0
    GEORADIUSBYMEMBER none a x parsec NOPE → -ERR syntax error
    GEORADIUS none 1 1 x m → -ERR need numeric radius
    SET s string → +OK
    GEOSEARCH s x x x x x → ${WRONG_TYPE}
    GEORADIUS s x 1 1 m → ${WRONG_TYPE}
    GEORADIUSBYMEMBER_RO s a x m → ${WRONG_TYPE}
    GEOSEARCHSTORE d s x x x x x → ${WRONG_TYPE}
    `,
  );
});

test("GEOSEARCHSTORE: stores geohashes or distances in the place of whatever was there", () => {
  const redis = sicily();
  dialogue(
    redis,
    `
    SET d string EX 100 → +OK
    GEOSEARCHSTORE d Sicily FROMLONLAT 15 37 BYRADIUS 200 km → :2
    TTL d → :-1
    ZRANGE d 0 -1 WITHSCORES → *4 $7 Palermo $16 3479099956230698 $7 Catania $16 3479447370796909
    GEOSEARCHSTORE d Sicily FROMMEMBER Palermo BYBOX 1 1 km STOREDIST → :1
    ZRANGE d 0 -1 WITHSCORES → *2 $7 Palermo $1 0
    GEOSEARCHSTORE d Sicily FROMLONLAT 0 0 BYRADIUS 1 km → :0
    EXISTS d → :0
    GEOSEARCHSTORE Sicily Sicily FROMLONLAT 15 37 BYRADIUS 100 km → :1
    ZRANGE Sicily 0 -1 → *1 $7 Catania
    GEOSEARCHSTORE Sicily Sicily FROMLONLAT 0 0 BYRADIUS 1 km → :0
    EXISTS Sicily → :0
    `,
  );
});

test("GEOSEARCHSTORE, GEORADIUS: what is stored has no extras", () => {
  const extras = "is not compatible with WITHDIST, WITHHASH and WITHCOORD options";
  dialogue(
    testEngine(),
    `
    GEOADD g 1 1 a → :1
    GEOSEARCHSTORE d g FROMMEMBER a BYRADIUS 1 m WITHDIST → -ERR GEOSEARCHSTORE ${extras}
    GEORADIUS g 1 1 1 m STORE d WITHHASH → -ERR STORE option in GEORADIUS ${extras}
    GEORADIUSBYMEMBER g a 1 m WITHCOORD STOREDIST d → -ERR STORE option in GEORADIUS ${extras}
    GEORADIUS_RO g 1 1 1 m STORE d → -ERR syntax error
    GEORADIUSBYMEMBER_RO g a 1 m STOREDIST d → -ERR syntax error
    GEOSEARCHSTORE d g FROMMEMBER a BYRADIUS 1 m STOREDIST d → -ERR syntax error
    EXISTS d → :0
    `,
  );
});

test("GEORADIUS, GEORADIUSBYMEMBER: the older ways to search a circle", () => {
  dialogue(
    sicily(),
    `
    GEORADIUS Sicily 15 37 200 km WITHDIST ASC → *2 *2 $7 Catania $7 56.4413 *2 $7 Palermo $8 190.4424
    GEORADIUS_RO Sicily 15 37 200 km COUNT 1 → *1 $7 Catania
    GEORADIUSBYMEMBER Sicily Palermo 100 km DESC → *2 $5 edge1 $7 Palermo
    GEORADIUSBYMEMBER_RO Sicily Palermo 1 km → *1 $7 Palermo
    GEORADIUSBYMEMBER Sicily nobody x km → -ERR could not decode requested zset member
    GEORADIUS Sicily 15 37 200 km STORE d → :2
    ZCARD d → :2
    GEORADIUS Sicily 15 37 200 km STORE d STOREDIST e COUNT 1 → :1
    ZRANGE e 0 -1 → *1 $7 Catania
    GEORADIUSBYMEMBER Sicily Palermo 1 km STORE e → :1
    ZRANGE e 0 -1 → *1 $7 Palermo
    COMMAND GETKEYS GEORADIUS Sicily 15 37 200 km STORE d → *2 $6 Sicily $1 d
    `,
  );
});

test("GEOSEARCHSTORE: whoever watches the destination is told", () => {
  const redis = testEngine();
  const other = redis.client();
  const store = "GEOSEARCHSTORE d g FROMLONLAT 1 1 BYRADIUS";
  dialogue(redis, "GEOADD g 1 1 a → :1\n WATCH d → +OK");
  dialogue(redis, "GEOSEARCHSTORE d none FROMLONLAT 1 1 BYRADIUS 1 m → :0", other);
  dialogue(redis, "MULTI → +OK\n PING → +QUEUED\n EXEC → *1 +PONG\n WATCH d → +OK");
  dialogue(redis, `${store} 1 km → :1`, other);
  dialogue(redis, "MULTI → +OK\n PING → +QUEUED\n EXEC → *-1\n WATCH d → +OK");
  dialogue(redis, `${store} 0 m → :0`, other);
  dialogue(redis, "MULTI → +OK\n PING → +QUEUED\n EXEC → *-1");
});

test("GEOSEARCH: finds what is within the circle, nearest first, and nothing else", () => {
  const redis = testEngine();
  const degrees = (max: number) => fc.double({ min: -max, max, noNaN: true });
  const place = fc.tuple(degrees(179), degrees(60));
  const places = fc.array(place, { minLength: 1, maxLength: 200 });
  const radius = fc.integer({ min: 1, max: 3_000_000 });
  fc.assert(
    fc.property(places, place, radius, fc.nat(10), (all, centre, metres, count) => {
      redis.command("DEL", "g");
      redis.command("GEOADD", "g", ...all.flatMap(([x, y], i) => [x, y, `p${i}`]));
      const words = ["FROMLONLAT", ...centre, "BYRADIUS", metres, "m", "ASC"];
      if (count > 0) words.push("COUNT", count);
      const found = [...redis.command("GEOSEARCH", "g", ...words).matchAll(/p(\d+)/g)];
      const area = new Circle(new Place(...centre), metres);
      const distances = all.map((each) => area.distanceWithin(geohashOf(...each)));
      const expected = distances.filter((each) => each >= 0).sort((a, b) => a - b);
      assert.deepEqual(
        found.map(([, i]) => distances[Number(i)]),
        count > 0 ? expected.slice(0, count) : expected,
      );
    }),
    { numRuns: 60 },
  );
});

test("GEOSEARCH: of thousands of places the nearest or the farthest", () => {
  const redis = testEngine();
  const random = randomFrom(5);
  const all = Array.from({ length: 6000 }, () => [random() * 8, random() * 8] as const);
  redis.command("GEOADD", "g", ...all.flatMap(([x, y], i) => [x, y, `p${i}`]));
  const area = new Circle(new Place(4, 4), 400_000);
  const distances = all.map((each) => area.distanceWithin(geohashOf(...each)));
  const inside = distances.filter((each) => each >= 0).sort((a, b) => a - b);
  for (const count of [1, 10, 300, 2000, inside.length, 9000]) {
    for (const order of ["ASC", "DESC"]) {
      const words = ["FROMLONLAT", 4, 4, "BYRADIUS", 400, "km", order, "COUNT", count];
      const found = [...redis.command("GEOSEARCH", "g", ...words).matchAll(/p(\d+)/g)];
      const expected = order === "ASC" ? inside : inside.toReversed();
      assert.deepEqual(
        found.map(([, i]) => distances[Number(i)]),
        expected.slice(0, count),
      );
    }
  }
});
