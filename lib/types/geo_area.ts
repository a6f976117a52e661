/** The area of a search: a circle or a box around a place, or a polygon. */

import { type Bounds, rangesAround, rangesWithin, type ScoreRange } from "./geo_cells.ts";
import {
  degrees,
  distanceBetween,
  EARTH_RADIUS,
  meridianDistance,
  Place,
  radians,
} from "./geo_distance.ts";
import { latitudeOf, longitudeOf } from "./geohash.ts";

export interface Area {
  /** The intervals of scores that may lie in the area, in the order in which they are searched. */
  searchRanges(): ScoreRange[];
  /** Metres from the area's centre to the place that a score stands for; -1 if it is not within. */
  distanceWithin(score: number): number;
}

/** Metres by which the distance of two places may come out too small. */
const SLACK = 1;

/** The places within so many metres of another one. */
export class Circle implements Area {
  readonly #centre: Place;
  readonly #radius: number;

  constructor(centre: Place, radius: number) {
    this.#centre = centre;
    this.#radius = radius;
  }

  searchRanges(): ScoreRange[] {
    const radius = this.#radius;
    return rangesAround(this.#centre, radius, boundsAround(this.#centre, radius, radius));
  }

  distanceWithin(score: number): number {
    // North and south first: that costs less.
    const latitude = latitudeOf(score);
    const northwards = meridianDistance(latitude, this.#centre.latitude);
    if (northwards > this.#radius + SLACK) return -1;
    const distance = this.#centre.distanceTo(longitudeOf(score), latitude);
    return distance > this.#radius ? -1 : distance;
  }
}

/** A rectangle of so many metres, its sides along the meridians and parallels. */
export class Box implements Area {
  readonly #centre: Place;
  readonly #halfWidth: number;
  readonly #halfHeight: number;

  constructor(centre: Place, width: number, height: number) {
    this.#centre = centre;
    this.#halfWidth = width / 2;
    this.#halfHeight = height / 2;
  }

  searchRanges(): ScoreRange[] {
    const width = this.#halfWidth;
    const height = this.#halfHeight;
    const reach = Math.sqrt(width * width + height * height);
    return rangesAround(this.#centre, reach, boundsAround(this.#centre, width, height));
  }

  distanceWithin(score: number): number {
    const centre = this.#centre;
    const latitude = latitudeOf(score);
    if (meridianDistance(latitude, centre.latitude) > this.#halfHeight) return -1;
    const longitude = longitudeOf(score);
    const sideways = distanceBetween(longitude, latitude, centre.longitude, latitude);
    return sideways > this.#halfWidth ? -1 : centre.distanceTo(longitude, latitude);
  }
}

/** The bounding box of what reaches so many metres to the sides, and to the north and south. */
function boundsAround({ longitude, latitude }: Place, width: number, height: number): Bounds {
  const upwards = degrees(height / EARTH_RADIUS);
  // Meridians come together towards the poles: the side nearer to the pole spans more of them.
  const nearer = latitude < 0 ? latitude - upwards : latitude + upwards;
  const sideways = degrees(width / EARTH_RADIUS / Math.cos(radians(nearer)));
  return {
    west: longitude - sideways,
    south: latitude - upwards,
    east: longitude + sideways,
    north: latitude + upwards,
  };
}

/**
 * What lies between straight lines on the map, from vertex to vertex and back to the first. Its
 * centre is the mean of the vertices. It does not reach across the 180th meridian.
 */
export class Polygon implements Area {
  readonly #centre: Place;
  readonly #bounds: Bounds;
  readonly #xs: readonly number[];
  readonly #ys: readonly number[];

  /** Longitudes and latitudes of the vertices. */
  constructor(xs: readonly number[], ys: readonly number[]) {
    this.#xs = xs;
    this.#ys = ys;
    this.#centre = middleOf(xs, ys);
    this.#bounds = {
      west: xs.reduce((a, b) => Math.min(a, b)),
      south: ys.reduce((a, b) => Math.min(a, b)),
      east: xs.reduce((a, b) => Math.max(a, b)),
      north: ys.reduce((a, b) => Math.max(a, b)),
    };
  }

  searchRanges(): ScoreRange[] {
    return rangesWithin(this.#bounds);
  }

  distanceWithin(score: number): number {
    const x = longitudeOf(score);
    const y = latitudeOf(score);
    return this.#holds(x, y) ? this.#centre.distanceTo(x, y) : -1;
  }

  /** Whether a ray to the east crosses the outline an odd number of times (Shimrat, 1962). */
  #holds(x: number, y: number): boolean {
    const xs = this.#xs;
    const ys = this.#ys;
    let isInside = false;
    for (let i = 0, before = xs.length - 1; i < xs.length; before = i++) {
      if (ys[i] > y === ys[before] > y) continue;
      const crossing = xs[i] + (xs[before] - xs[i]) * (y - ys[i]) / (ys[before] - ys[i]);
      if (x < crossing) isInside = !isInside;
    }
    return isInside;
  }
}

/** The middle of places on the sphere: where the sum of their unit vectors points to. */
function middleOf(longitudes: readonly number[], latitudes: readonly number[]): Place {
  let [x, y, z] = [0, 0, 0];
  for (let i = 0; i < longitudes.length; i++) {
    const lambda = radians(longitudes[i]);
    const phi = radians(latitudes[i]);
    x += Math.cos(phi) * Math.cos(lambda);
    y += Math.cos(phi) * Math.sin(lambda);
    z += Math.sin(phi);
  }
  return new Place(degrees(Math.atan2(y, x)), degrees(Math.atan2(z, Math.sqrt(x * x + y * y))));
}
