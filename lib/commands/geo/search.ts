/** What a search is asked for: read from the arguments of GEOSEARCH, GEORADIUS and their kin. */

import type { Args } from "../../resp/args.ts";
import { ReplyError } from "../../resp/errors.ts";
import { type Area, Box, Circle, Polygon } from "../../types/geo_area.ts";
import { Place } from "../../types/geo_distance.ts";
import { latitudeOf, longitudeOf } from "../../types/geohash.ts";
import type { SortedSet } from "../../types/sorted_set.ts";
import { SYNTAX_ERROR } from "../messages.ts";
import { readPlace, readUnit } from "./arguments.ts";

const NO_RADIUS = "ERR need numeric radius";
const NEGATIVE_RADIUS = "ERR radius cannot be negative";
const NO_WIDTH = "ERR need numeric width";
const NO_HEIGHT = "ERR need numeric height";
const NEGATIVE_SIDE = "ERR height or width cannot be negative";
const NO_VERTICES = "ERR invalid number of vertices";
const TOO_FEW_VERTICES = "ERR GEOSEARCH BYPOLYGON must have at least 3 vertices";
const NO_SUCH_MEMBER = "ERR could not decode requested zset member";
const COUNT_TOO_SMALL = "ERR COUNT must be > 0";
const ANY_OF_ALL = "ERR the ANY argument requires COUNT argument";

const INT32_MAX = 2 ** 31 - 1;

export const UNSORTED = 0;
export const NEAREST_FIRST = 1;
export const FARTHEST_FIRST = -1;

/** What STORE cannot be used together with, by the name that the message begins with. */
function notWhenStored(subject: string): ReplyError {
  return new ReplyError(
    `ERR ${subject} is not compatible with WITHDIST, WITHHASH and WITHCOORD options`,
  );
}

/** A search as it is being read; each method reads what stands at an argument and behind. */
export class Search {
  /** Metres of the unit in which lengths were given and distances are told. */
  unit = 1;
  order = UNSORTED;
  /** The most places wanted; 0 for all. */
  count = 0;
  /** Whether any places will do, not only the nearest. */
  isAny = false;
  withDistance = false;
  withHash = false;
  withPlace = false;
  /** The argument that names where the result goes; 0 if it is replied. */
  destination = 0;
  /** Whether distances become the scores of what is stored. */
  storesDistances = false;

  shape: "circle" | "box" | "polygon" | null = null;

  #centre: Place | null = null;
  /** Metres. */
  #radius = 0;
  #width = 0;
  #height = 0;
  #polygon: Polygon | null = null;

  /** The area asked for, once shape and centre have been read. */
  get area(): Area {
    switch (this.shape) {
      case "circle":
        return new Circle(this.#centre!, this.#radius);
      case "box":
        return new Box(this.#centre!, this.#width, this.#height);
      default:
        return this.#polygon!;
    }
  }

  /** The centre: longitude and latitude at argument `i`. */
  readPlace(args: Args, i: number): void {
    this.#centre = new Place(...readPlace(args, i));
  }

  /** The centre: the place of the member that argument `i` names. */
  readMember(args: Args, i: number, set: SortedSet): void {
    const score = set.scoreOf(args.bytes, args.starts[i], args.ends[i]);
    if (score !== score) throw new ReplyError(NO_SUCH_MEMBER);
    this.#centre = new Place(longitudeOf(score), latitudeOf(score));
  }

  /** Radius and unit. */
  readRadius(args: Args, i: number): void {
    const radius = args.double(i, NO_RADIUS);
    if (radius < 0) throw new ReplyError(NEGATIVE_RADIUS);
    this.unit = readUnit(args, i + 1);
    this.#radius = radius * this.unit;
    this.shape = "circle";
  }

  /** Width, height and unit. */
  readBox(args: Args, i: number): void {
    const width = args.double(i, NO_WIDTH);
    const height = args.double(i + 1, NO_HEIGHT);
    if (width < 0 || height < 0) throw new ReplyError(NEGATIVE_SIDE);
    this.unit = readUnit(args, i + 2);
    this.#width = width * this.unit;
    this.#height = height * this.unit;
    this.shape = "box";
  }

  /**
   * The number of vertices and the longitude and latitude of each; returns how many arguments these
   * are.
   */
  readPolygon(args: Args, i: number): number {
    const count = args.integerWithin(i, -INT32_MAX - 1, INT32_MAX, NO_VERTICES);
    if (count < 3 || 2 * count > args.count - i - 1) throw new ReplyError(TOO_FEW_VERTICES);
    const xs: number[] = [];
    const ys: number[] = [];
    for (let vertex = 0; vertex < count; vertex++) {
      const [x, y] = readPlace(args, i + 1 + 2 * vertex);
      xs.push(x);
      ys.push(y);
    }
    this.#polygon = new Polygon(xs, ys);
    this.shape = "polygon";
    return 1 + 2 * count;
  }

  /** One of the options that all searches have; how many arguments it takes, 0 if it is none. */
  readOption(args: Args, i: number): number {
    if (args.is(i, "WITHDIST")) this.withDistance = true;
    else if (args.is(i, "WITHHASH")) this.withHash = true;
    else if (args.is(i, "WITHCOORD")) this.withPlace = true;
    else if (args.is(i, "ANY")) this.isAny = true;
    else if (args.is(i, "ASC")) this.order = NEAREST_FIRST;
    else if (args.is(i, "DESC")) this.order = FARTHEST_FIRST;
    else if (args.is(i, "COUNT") && i + 1 < args.count) {
      this.count = args.integer(i + 1);
      if (this.count <= 0) throw new ReplyError(COUNT_TOO_SMALL);
      return 2;
    } else return 0;
    return 1;
  }

  /** Refuses options that contradict what is stored; `subject` begins the message. */
  checkStore(subject: string): void {
    if (this.destination === 0) return;
    if (this.withDistance || this.withHash || this.withPlace) throw notWhenStored(subject);
  }

  /** Refuses ANY without COUNT. To want only some means to want the nearest. */
  finish(): void {
    if (this.isAny && this.count === 0) throw new ReplyError(ANY_OF_ALL);
    if (this.count > 0 && this.order === UNSORTED && !this.isAny) this.order = NEAREST_FIRST;
  }
}

/**
 * The options of GEORADIUS and GEORADIUSBYMEMBER from argument `i` on. With `mayStore` the result
 * may go to a key.
 */
export function readRadiusOptions(search: Search, args: Args, i: number, mayStore: boolean): void {
  while (i < args.count) {
    const taken = search.readOption(args, i);
    if (taken > 0) {
      i += taken;
      continue;
    }
    const storesDistances = args.is(i, "STOREDIST");
    if (!mayStore || i + 1 === args.count || !(storesDistances || args.is(i, "STORE"))) {
      throw new ReplyError(SYNTAX_ERROR);
    }
    search.destination = i + 1;
    search.storesDistances = storesDistances;
    i += 2;
  }
  search.checkStore("STORE option in GEORADIUS");
  search.finish();
}

/**
 * The options of GEOSEARCH from argument `i` on; of GEOSEARCHSTORE if the search has a
 * destination. Where nothing is to be searched, a centre that is no member is no error.
 */
export function readSearchOptions(
  search: Search,
  args: Args,
  i: number,
  set: SortedSet,
): void {
  const isStored = search.destination > 0;
  // What was said already rules out what would contradict it.
  let from: "member" | "place" | null = null;
  while (i < args.count) {
    const behind = args.count - i - 1;
    const { shape } = search;
    const taken = search.readOption(args, i);
    if (taken > 0) {
      i += taken;
    } else if (isStored && args.is(i, "STOREDIST")) {
      search.storesDistances = true;
      i++;
    } else if (
      args.is(i, "FROMMEMBER") && behind >= 1 && from !== "place" && shape !== "polygon"
    ) {
      if (set.size > 0) search.readMember(args, i + 1, set);
      from = "member";
      i += 2;
    } else if (
      args.is(i, "FROMLONLAT") && behind >= 2 && from !== "member" && shape !== "polygon"
    ) {
      search.readPlace(args, i + 1);
      from = "place";
      i += 3;
    } else if (
      args.is(i, "BYRADIUS") && behind >= 2 && (shape === null || shape === "circle")
    ) {
      search.readRadius(args, i + 1);
      i += 3;
    } else if (args.is(i, "BYBOX") && behind >= 3 && (shape === null || shape === "box")) {
      search.readBox(args, i + 1);
      i += 4;
    } else if (args.is(i, "BYPOLYGON") && behind >= 2 && from === null && shape === null) {
      i += 1 + search.readPolygon(args, i + 1);
    } else {
      throw new ReplyError(SYNTAX_ERROR);
    }
  }
  search.checkStore("GEOSEARCHSTORE");
  if (from === null && search.shape !== "polygon") {
    throw exactlyOneOf("FROMMEMBER or FROMLONLAT", args);
  }
  if (search.shape === null) throw exactlyOneOf("BYRADIUS and BYBOX", args);
  search.finish();
}

function exactlyOneOf(options: string, args: Args): ReplyError {
  return new ReplyError(`ERR exactly one of ${options} can be specified for ${args.shown(0)}`);
}
