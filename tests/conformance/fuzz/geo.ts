/** Generators of the geo commands. */

import type { Chance } from "./chance.ts";
import type { Generator } from "./generators.ts";

const name = (c: Chance): string => c.is(0.94) ? c.pick(["geo0", "geo1", "geo2"]) : c.key();
/** Never searched: distances, taken for places, would lie in one spot, and ties have no order. */
const destination = (c: Chance): string => c.is(0.9) ? `stored${c.below(3)}` : c.key();
const member = (c: Chance): string => c.is(0.95) ? `p${c.below(40)}` : c.value();

/** Where searches are difficult: at the map's edges and corners, and where the axes cross. */
const CENTRES: readonly (readonly [longitude: number, latitude: number])[] = [
  [13.4, 38.1],
  [0, 0],
  [179.99, 0],
  [-179.99, -60],
  [100, 84.9],
  [-45, -85],
  [90, 66.5],
];
const EDGES = "180 -180 0 85.05112878 -85.05112878 90 -0 1e-7 179.99999999".split(" ");
const OFF_MAP = "180.1 -181 85.06 -86 inf -inf nan 200.5 1e30 a 0x10".split(" ");
const SPREADS = [0.001, 0.01, 1, 40];

function place(c: Chance): [longitude: string, latitude: string] {
  if (c.is(0.03)) return [c.pick([...EDGES, ...OFF_MAP]), c.pick([...EDGES, ...OFF_MAP])];
  if (c.is(0.2)) return [String(c.next() * 360 - 180), String(c.next() * 170 - 85)];
  const [longitude, latitude] = c.pick(CENTRES);
  const spread = c.pick(SPREADS);
  const y = latitude + (c.next() - 0.5) * spread;
  return [
    String(wrapped(longitude + (c.next() - 0.5) * spread)),
    String(Math.max(-85.05, Math.min(85.05, y))),
  ];
}

function wrapped(longitude: number): number {
  return longitude > 180 ? longitude - 360 : longitude < -180 ? longitude + 360 : longitude;
}

function length(c: Chance): string {
  if (c.is(0.03)) return c.pick(["0", "-1", "a", "", "1e10", "inf", "0.001"]);
  return String(10 ** (c.next() * 7.5));
}

const unit = (c: Chance): string =>
  c.is(0.9) ? c.word(c.pick(["m", "m", "KM", "FT", "MI"])) : c.is(0.9) ? "M" : c.pick(["", "mm"]);

const flag = (c: Chance, word: string) => (): string[] => [c.word(word)];

function options(c: Chance): string[] {
  const all = ["WITHCOORD", "WITHDIST", "WITHHASH"].map((word) => flag(c, word));
  return c.some(
    0.25,
    ...all,
    flag(c, "ASC"),
    flag(c, "DESC"),
    () => [c.word("COUNT"), c.small(), ...c.is(0.3) ? [c.word("ANY")] : []],
  );
}

function store(c: Chance): () => string[] {
  return () => [c.word(c.is(0.5) ? "STORE" : "STOREDIST"), destination(c)];
}

const from = (c: Chance): string[] =>
  c.is(0.6) ? [c.word("FROMLONLAT"), ...place(c)] : [c.word("FROMMEMBER"), member(c)];
const by = (c: Chance): string[] =>
  c.is(0.5)
    ? [c.word("BYRADIUS"), length(c), unit(c)]
    : [c.word("BYBOX"), length(c), length(c), unit(c)];

const geoadd: Generator = (c) => [
  name(c),
  ...c.some(0.1, ...["NX", "XX", "CH"].map((word) => flag(c, word))),
  ...c.times(1 + c.below(c.is(0.1) ? 60 : 4), () => [...place(c), member(c)]).flat(),
];

/** What stands before the key is given; some parts are missing, or said twice. */
const search = (c: Chance): string[] => {
  const parts = [() => from(c), () => by(c), () => options(c)];
  if (c.is(0.03)) parts.push(c.pick(parts));
  if (c.is(0.03)) parts.splice(c.below(parts.length), 1);
  if (c.is(0.3)) parts.reverse();
  return parts.flatMap((part) => part());
};

/** A score that is no geohash, or is one by chance. No two alike: ties have no order. */
const rawScore = (c: Chance): string =>
  c.is(0.5) ? c.pick(["-1", "-5e18", "inf", "1e17"]) : String(c.below(2 ** 53) / 2);

/** The commands with their weights. */
export const GEO: readonly (readonly [name: string, weight: number, Generator])[] = [
  ["GEOADD", 15, geoadd],
  ["GEODIST", 3, (c) => [name(c), member(c), member(c), ...c.some(0.5, () => [unit(c)])]],
  ["GEOHASH", 2, (c) => [name(c), ...c.times(c.below(4), () => member(c))]],
  ["GEOPOS", 2, (c) => [name(c), ...c.times(c.below(4), () => member(c))]],
  ["GEORADIUS", 4, (c) => [
    name(c),
    ...place(c),
    length(c),
    unit(c),
    ...options(c),
    ...c.some(0.2, store(c)),
  ]],
  ["GEORADIUS_RO", 1, (c) => [
    name(c),
    ...place(c),
    length(c),
    unit(c),
    ...options(c),
    ...c.some(0.1, store(c)),
  ]],
  ["GEORADIUSBYMEMBER", 3, (c) => [
    name(c),
    member(c),
    length(c),
    unit(c),
    ...c.some(0.2, store(c)),
    ...options(c),
  ]],
  ["GEORADIUSBYMEMBER_RO", 1, (c) => [name(c), member(c), length(c), unit(c), ...options(c)]],
  ["GEOSEARCH", 10, (c) => [name(c), ...search(c)]],
  ["GEOSEARCHSTORE", 4, (c) => [
    destination(c),
    name(c),
    ...c.is(0.9) ? [...from(c), ...by(c)] : search(c),
    ...c.some(0.3, flag(c, "STOREDIST"), flag(c, "ASC"), () => [c.word("COUNT"), c.small()]),
  ]],
  ["ZADD", 0.5, (c) => [name(c), rawScore(c), member(c)]],
  ["ZRANGE", 2, (c) => [destination(c), "0", "-1"]],
  ["DEL", 0.5, (c) => [destination(c)]],
];
