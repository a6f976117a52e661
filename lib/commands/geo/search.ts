/** What a search is asked for: read from the arguments of GEOSEARCH, GEORADIUS and their kin. */

import type { Args } from "../../resp/args.ts";
import { ReplyError } from "../../resp/errors.ts";
import { type Area, box, circle } from "../../types/geo_area.ts";
import { latitudeOf, longitudeOf } from "../../types/geohash.ts";
import type { SortedSet } from "../../types/sorted_set.ts";
import { SYNTAX_ERROR } from "../messages.ts";
import { readPlace, readUnit } from "./arguments.ts";

const NO_RADIUS = "ERR need numeric radius";
const NEGATIVE_RADIUS = "ERR radius cannot be negative";
const NO_WIDTH = "ERR need numeric width";
const NO_HEIGHT = "ERR need numeric height";
const NEGATIVE_SIDE = "ERR height or width cannot be negative";
const NO_SUCH_MEMBER = "ERR could not decode requested zset member";
const COUNT_TOO_SMALL = "ERR COUNT must be > 0";
const ANY_OF_ALL = "ERR the ANY argument requires COUNT argument";

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

  #longitude = 0;
  #latitude = 0;
  /** Metres; negative until given. */
  #radius = -1;
  #width = -1;
  #height = -1;

  get area(): Area {
    const { unit } = this;
    return this.#radius >= 0
      ? circle(this.#longitude, this.#latitude, this.#radius * unit)
      : box(this.#longitude, this.#latitude, this.#width * unit, this.#height * unit);
  }

  get isCircle(): boolean {
    return this.#radius >= 0;
  }

  get isBox(): boolean {
    return this.#width >= 0;
  }

  /** The centre: longitude and latitude at argument `i`. */
  readPlace(args: Args, i: number): void {
    [this.#longitude, this.#latitude] = readPlace(args, i);
  }

  /** The centre: the place of the member that argument `i` names. */
  readMember(args: Args, i: number, set: SortedSet): void {
    const score = set.scoreOf(args.bytes, args.starts[i], args.ends[i]);
    if (score !== score) throw new ReplyError(NO_SUCH_MEMBER);
    this.#longitude = longitudeOf(score);
    this.#latitude = latitudeOf(score);
  }

  /** Radius and unit. */
  readRadius(args: Args, i: number): void {
    const radius = args.double(i, NO_RADIUS);
    if (radius < 0) throw new ReplyError(NEGATIVE_RADIUS);
    this.unit = readUnit(args, i + 1);
    this.#radius = radius;
  }

  /** Width, height and unit. */
  readBox(args: Args, i: number): void {
    const width = args.double(i, NO_WIDTH);
    const height = args.double(i + 1, NO_HEIGHT);
    if (width < 0 || height < 0) throw new ReplyError(NEGATIVE_SIDE);
    this.unit = readUnit(args, i + 2);
    this.#width = width;
    this.#height = height;
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
  let [fromMember, fromPlace] = [false, false];
  while (i < args.count) {
    const behind = args.count - i - 1;
    const taken = search.readOption(args, i);
    if (taken > 0) {
      i += taken;
    } else if (isStored && args.is(i, "STOREDIST")) {
      search.storesDistances = true;
      i++;
    } else if (!fromPlace && behind >= 1 && args.is(i, "FROMMEMBER")) {
      if (set.size > 0) search.readMember(args, i + 1, set);
      fromMember = true;
      i += 2;
    } else if (!fromMember && behind >= 2 && args.is(i, "FROMLONLAT")) {
      search.readPlace(args, i + 1);
      fromPlace = true;
      i += 3;
    } else if (!search.isBox && behind >= 2 && args.is(i, "BYRADIUS")) {
      search.readRadius(args, i + 1);
      i += 3;
    } else if (!search.isCircle && behind >= 3 && args.is(i, "BYBOX")) {
      search.readBox(args, i + 1);
      i += 4;
    } else {
      throw new ReplyError(SYNTAX_ERROR);
    }
  }
  search.checkStore("GEOSEARCHSTORE");
  if (!fromMember && !fromPlace) throw exactlyOneOf("FROMMEMBER or FROMLONLAT", args);
  if (!search.isCircle && !search.isBox) throw exactlyOneOf("BYRADIUS and BYBOX", args);
  search.finish();
}

function exactlyOneOf(options: string, args: Args): ReplyError {
  return new ReplyError(`ERR exactly one of ${options} can be specified for ${args.shown(0)}`);
}
