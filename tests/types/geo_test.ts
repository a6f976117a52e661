import { test } from "node:test";
import assert from "node:assert/strict";
import fc from "fast-check";
import { type Area, Box, Circle, Polygon } from "../../lib/types/geo_area.ts";
import type { ScoreRange } from "../../lib/types/geo_cells.ts";
import {
  coordinateText,
  DISTANCE_BYTES_MAX,
  distanceBetween,
  EARTH_RADIUS,
  Place,
  writeDistance,
} from "../../lib/types/geo_distance.ts";
import {
  geohashOf,
  geohashText,
  isOnMap,
  LATITUDE_MAX,
  latitudeOf,
  LONGITUDE_MAX,
  longitudeOf,
} from "../../lib/types/geohash.ts";

function distanceText(metres: number): string {
  const out = new Uint8Array(1 + DISTANCE_BYTES_MAX);
  return new TextDecoder().decode(out.subarray(1, writeDistance(out, 1, metres)));
}

function double(min: number, max: number): fc.Arbitrary<number> {
  return fc.double({ min, max, noNaN: true });
}

const anyLongitude = double(-LONGITUDE_MAX, LONGITUDE_MAX);
const anyLatitude = double(-LATITUDE_MAX, LATITUDE_MAX);

/** Degrees from the middle of a finest cell to its edge. */
const HALF_COLUMN = 180 / 2 ** 26;
const HALF_ROW = LATITUDE_MAX / 2 ** 26;

test("geohash: the places of the manual", () => {
  const palermo = geohashOf(13.361389, 38.115556);
  const catania = geohashOf(15.087269, 37.502669);
  assert.equal(palermo, 3479099956230698);
  assert.equal(catania, 3479447370796909);
  assert.equal(geohashText(palermo), "sqc8b49rny0");
  assert.equal(geohashText(catania), "sqdtr74hyu0");
  assert.equal(coordinateText(longitudeOf(palermo)), "13.36138933897018433");
  assert.equal(coordinateText(latitudeOf(palermo)), "38.11555639549629859");
  assert.equal(distanceText(between(palermo, catania)), "166274.1516");
});

test("geohash: the corners of the map", () => {
  assert.equal(geohashOf(-LONGITUDE_MAX, -LATITUDE_MAX), 0);
  assert.equal(geohashOf(0, 0), 3 * 2 ** 50);
  assert.equal(geohashOf(LONGITUDE_MAX, -LATITUDE_MAX), 2 ** 53);
  assert.equal(geohashOf(-LONGITUDE_MAX, LATITUDE_MAX), 2 ** 52);
  assert.ok(isOnMap(180, 85.05112878) && isOnMap(-180, -85.05112878));
  for (const [x, y] of [[180.1, 0], [-180.1, 0], [0, 85.06], [0, -85.06], [NaN, 0], [0, NaN]]) {
    assert.ok(!isOnMap(x, y), `${x} ${y}`);
  }
});

test("geohash: a score stands for the middle of the cell that the place lies in", () => {
  fc.assert(
    fc.property(anyLongitude, anyLatitude, (longitude, latitude) => {
      const score = geohashOf(longitude, latitude);
      assert.ok(Math.abs(longitudeOf(score) - longitude) <= HALF_COLUMN * 1.0001);
      // In the column behind the last one a score has 54 bits, and a double keeps 53: the row loses one.
      const isBehind = score >= 2 ** 53;
      const rows = isBehind ? 3 * HALF_ROW : HALF_ROW;
      assert.ok(Math.abs(latitudeOf(score) - latitude) <= rows * 1.0001);
      const isAtEdge = isBehind || latitude > LATITUDE_MAX - HALF_ROW;
      if (!isAtEdge) assert.equal(geohashOf(longitudeOf(score), latitudeOf(score)), score);
    }),
    { examples: [[179.99999999999997, 0.0000025348478966529124], [0, 85.05112877999999]] },
  );
});

test("geohash: bits of longitude and latitude take turns, as arithmetic without limits has it", () => {
  fc.assert(fc.property(fc.bigInt(0n, 2n ** 52n - 1n), (score) => {
    let [x, y] = [0n, 0n];
    for (let i = 25n; i >= 0n; i--) {
      x = x * 2n + ((score >> (2n * i + 1n)) & 1n);
      y = y * 2n + ((score >> (2n * i)) & 1n);
    }
    const longitude = -180 + (Number(x) + 0.5) / 2 ** 26 * 360;
    const latitude = -LATITUDE_MAX + (Number(y) + 0.5) / 2 ** 26 * 2 * LATITUDE_MAX;
    assert.ok(Math.abs(longitudeOf(Number(score)) - longitude) < 1e-12);
    assert.ok(Math.abs(latitudeOf(Number(score)) - latitude) < 1e-12);
    assert.equal(geohashOf(longitude, latitude), Number(score));
  }));
});

test("geohash: scores that are none stand for places on the map all the same", () => {
  for (const score of [-1, 1.5, 2 ** 53, 2 ** 60, 1e300, -1e300, Infinity, -Infinity]) {
    assert.ok(isOnMap(longitudeOf(score), latitudeOf(score)), `${score}`);
  }
  assert.equal(longitudeOf(1.5), longitudeOf(1));
  assert.deepEqual([longitudeOf(-1), latitudeOf(-1)], [180, LATITUDE_MAX]);
});

/** The textual geohash as it is defined: halving, one bit after another. */
function textByHalving(longitude: number, latitude: number): string {
  const ranges = [[-180, 180], [-90, 90]];
  let bits = "";
  for (let i = 0; i < 50; i++) {
    const range = ranges[i % 2];
    const middle = (range[0] + range[1]) / 2;
    const isUpper = [longitude, latitude][i % 2] >= middle;
    bits += isUpper ? "1" : "0";
    range[isUpper ? 0 : 1] = middle;
  }
  const digit = (five: string) => "0123456789bcdefghjkmnpqrstuvwxyz"[parseInt(five, 2)];
  return bits.match(/.{5}/g)!.map(digit).join("") + "0";
}

test("geohash: its text is that of halving the world 50 times", () => {
  const inner = [double(-179.99, 179.99), double(-85, 85)] as const;
  fc.assert(fc.property(...inner, (longitude, latitude) => {
    const score = geohashOf(longitude, latitude);
    assert.equal(geohashText(score), textByHalving(longitudeOf(score), latitudeOf(score)));
  }));
});

/** Near the antipodes the haversine formula is off by up to that, in metres. */
const SLACK = 1;

test("distance: none to itself, the same both ways, no way round is shorter", () => {
  const place = fc.tuple(anyLongitude, anyLatitude);
  fc.assert(fc.property(place, place, place, (a, b, c) => {
    assert.equal(distanceBetween(...a, ...a), 0);
    const ab = distanceBetween(...a, ...b);
    assert.ok(Math.abs(ab - distanceBetween(...b, ...a)) < 1e-3);
    assert.ok(ab <= Math.PI * EARTH_RADIUS + SLACK);
    assert.ok(ab <= distanceBetween(...a, ...c) + distanceBetween(...c, ...b) + SLACK);
  }));
});

test("distance: degrees of the equator and of a meridian", () => {
  const degree = Math.PI * EARTH_RADIUS / 180;
  assert.ok(Math.abs(distanceBetween(10, 0, 11, 0) - degree) < 1e-6);
  assert.ok(Math.abs(distanceBetween(10, 20, 10, 21) - degree) < 1e-6);
  assert.ok(Math.abs(distanceBetween(179.5, 0, -179.5, 0) - degree) < 1e-6);
});

test("distance: written with four decimals, half to even", () => {
  const cases: [number, string][] = [
    [0, "0.0000"],
    [0.00004, "0.0000"],
    [0.00025, "0.0002"],
    [0.00035, "0.0004"],
    [0.1, "0.1000"],
    [1, "1.0000"],
    [9.99996, "10.0000"],
    [166274.1516, "166274.1516"],
    [20020741.5, "20020741.5000"],
    [900719925474.0992, "900719925474.0992"],
    [1e15, "1000000000000000.0000"],
  ];
  for (const [metres, text] of cases) assert.equal(distanceText(metres), text);
  fc.assert(fc.property(double(0, 3e7), (metres) => {
    assert.ok(Math.abs(Number(distanceText(metres)) - metres) <= 0.000_050_01);
    assert.match(distanceText(metres), /^(0|[1-9][0-9]*)\.[0-9]{4}$/);
  }));
});

test("coordinates: up to 17 decimals, no zeros behind", () => {
  const cases: [number, string][] = [
    [0, "0"],
    [-0, "0"],
    [10, "10"],
    [100, "100"],
    [-120.5, "-120.5"],
    [0.1, "0.10000000000000001"],
    [180, "180"],
    [1e-18, "0"],
    [-1e-18, "0"],
    [-85.05112878, "-85.0511287799999991"],
  ];
  for (const [degrees, text] of cases) assert.equal(coordinateText(degrees), text);
});

function between(a: number, b: number): number {
  return distanceBetween(longitudeOf(a), latitudeOf(a), longitudeOf(b), latitudeOf(b));
}

const isIn = (score: number) => ({ min, end }: ScoreRange) => score >= min && score < end;

/** A place near another one: by so many metres to the east and north, roughly. */
function beside(longitude: number, latitude: number, east: number, north: number): number {
  const degree = Math.PI * EARTH_RADIUS / 180;
  const y = Math.max(-85, Math.min(85, latitude + north / degree));
  const x = longitude + east / degree / Math.cos(y * Math.PI / 180);
  return geohashOf(((x + 540) % 360) - 180, y);
}

const circle = (x: number, y: number, radius: number) => new Circle(new Place(x, y), radius);
const box = (x: number, y: number, width: number, height: number) =>
  new Box(new Place(x, y), width, height);

interface Search {
  readonly area: Area;
  readonly longitude: number;
  readonly latitude: number;
  /** Metres from the centre to the sides, and to the north and south. */
  readonly width: number;
  readonly height: number;
}

/** Circles and boxes of all sizes that do not reach to the poles. */
const anySearch: fc.Arbitrary<Search> = fc.tuple(
  double(-179, 179),
  double(-60, 60),
  double(-1, 6).map((power) => 10 ** power),
  fc.option(double(-1, 6).map((power) => 10 ** power)),
).map(([longitude, latitude, width, height]) =>
  height === null
    ? { area: circle(longitude, latitude, width), longitude, latitude, width, height: width }
    : { area: box(longitude, latitude, 2 * width, 2 * height), longitude, latitude, width, height }
);

test("search: what lies within the area lies in exactly one of the ranges", () => {
  const offset = double(-1.5, 1.5);
  fc.assert(
    fc.property(
      anySearch,
      offset,
      offset,
      ({ area, longitude, latitude, width, height }, east, north) => {
        const score = beside(longitude, latitude, east * width, north * height);
        const ranges = area.searchRanges().filter(isIn(score));
        assert.ok(ranges.length <= 1);
        if (area.distanceWithin(score) >= 0) assert.equal(ranges.length, 1);
      },
    ),
    { numRuns: 3000 },
  );
});

test("search: at most nine ranges, the centre's first, all of one size", () => {
  fc.assert(fc.property(anySearch, ({ area, longitude, latitude }) => {
    const ranges = area.searchRanges();
    assert.ok(ranges.length >= 1 && ranges.length <= 9);
    assert.ok(isIn(geohashOf(longitude, latitude))(ranges[0]));
    const size = ranges[0].end - ranges[0].min;
    assert.ok(ranges.every(({ min, end }) => end - min === size && min % size === 0));
  }));
});

test("search: the whole world is four cells", () => {
  const ranges = circle(0.1, 0.1, 3e7).searchRanges();
  assert.deepEqual(ranges.map(({ min }) => min / 2 ** 50), [3, 2, 1, 0]);
});

test("search: nothing but the place itself", () => {
  const score = geohashOf(13.361389, 38.115556);
  const [x, y] = [longitudeOf(score), latitudeOf(score)];
  assert.equal(circle(x, y, 0).distanceWithin(score), 0);
  assert.equal(box(x, y, 0, 0).distanceWithin(score), 0);
  assert.deepEqual(circle(x, y, 0).searchRanges()[0], { min: score, end: score + 1 });
  assert.equal(circle(x, y, 0).distanceWithin(score + 1), -1);
});

test("search: a box is measured along its sides, not to its corners", () => {
  const corner = beside(0, 0, 990, 990);
  assert.equal(circle(0, 0, 1000).distanceWithin(corner), -1);
  const distance = box(0, 0, 2000, 2000).distanceWithin(corner);
  assert.ok(Math.abs(distance - 990 * Math.SQRT2) < 2);
  assert.equal(box(0, 0, 1900, 2000).distanceWithin(corner), -1);
  assert.equal(box(0, 0, 2000, 1900).distanceWithin(corner), -1);
});

test("search: a polygon holds what is inside of its outline, however it is bent", () => {
  // The letter U.
  const area = new Polygon([0, 3, 3, 2, 2, 1, 1, 0], [0, 0, 3, 3, 1, 1, 3, 3]);
  const distance = (x: number, y: number) => area.distanceWithin(geohashOf(x, y));
  for (const [x, y] of [[0.5, 2.9], [0.5, 0.5], [1.5, 0.5], [2.5, 2.5]]) {
    assert.ok(distance(x, y) > 0, `${x} ${y}`);
  }
  for (const [x, y] of [[1.5, 1.5], [1.5, 2.9], [-0.1, 1], [3.1, 1], [1.5, -0.1], [0.5, 3.1]]) {
    assert.equal(distance(x, y), -1, `${x} ${y}`);
  }
});

test("search: distances are from the middle of a polygon's vertices on the sphere", () => {
  // An eighth of the sphere.
  const area = new Polygon([0, 90, 0], [0, 0, 90]);
  const expected = distanceBetween(45, Math.atan(Math.SQRT1_2) * 180 / Math.PI, 20, 10);
  assert.ok(Math.abs(area.distanceWithin(geohashOf(20, 10)) - expected) < 1);
});

test("search: what lies within a polygon lies in exactly one of a few ranges", () => {
  const vertex = fc.tuple(double(-1, 1), double(-1, 1));
  const vertices = fc.array(vertex, { minLength: 3, maxLength: 6 });
  const size = double(-5, 2).map((power) => 10 ** power);
  fc.assert(
    fc.property(vertices, anyLongitude, anyLatitude, size, vertex, (all, x, y, size, inside) => {
      const onMap = ([dx, dy]: readonly [number, number]) => [
        Math.max(-LONGITUDE_MAX, Math.min(LONGITUDE_MAX, x + dx * size)),
        Math.max(-LATITUDE_MAX, Math.min(LATITUDE_MAX, y + dy * size)),
      ];
      const corners = all.map(onMap);
      const area = new Polygon(corners.map(([x]) => x), corners.map(([, y]) => y));
      const [longitude, latitude] = onMap(inside);
      const score = geohashOf(longitude, latitude);
      const ranges = area.searchRanges();
      assert.ok(ranges.length <= 9);
      const holding = ranges.filter(isIn(score)).length;
      assert.ok(holding <= 1);
      if (area.distanceWithin(score) >= 0) assert.equal(holding, 1);
    }),
    { numRuns: 2000 },
  );
});
