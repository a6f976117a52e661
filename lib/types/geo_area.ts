/**
 * The area of a search: a circle or a box around a place, and which scores may lie in it.
 *
 * The world's map is cut into cells so coarse that the area fits into the cell of its centre and
 * the eight around it; each is an interval of scores (see `geohash.ts`), walked in the order in
 * which Redis walks them, since that is the order of unsorted replies:
 *
 *   6 1 5
 *   4 0 3
 *   8 2 7
 *
 * Cells that the area's bounding box does not touch are left out. What is found there is still to
 * be tested with `distanceWithin`.
 */

import {
  degrees,
  distanceBetween,
  EARTH_RADIUS,
  meridianDistance,
  Place,
  radians,
} from "./geo_distance.ts";
import {
  column,
  interleaved,
  latitudeOf,
  latitudeOfRow,
  longitudeOf,
  longitudeOfColumn,
  row,
  STEP_MAX,
} from "./geohash.ts";

/** A circle or a box; all lengths in metres. */
export interface Area {
  readonly centre: Place;
  /** The radius of a circle; negative for a box. */
  readonly radius: number;
  /** The sides of a box. */
  readonly width: number;
  readonly height: number;
}

export function circle(longitude: number, latitude: number, radius: number): Area {
  return { centre: new Place(longitude, latitude), radius, width: 0, height: 0 };
}

export function box(longitude: number, latitude: number, width: number, height: number): Area {
  return { centre: new Place(longitude, latitude), radius: -1, width, height };
}

/** Metres by which the distance of two places may come out too small. */
const SLACK = 1;

/** Metres from the area's centre to the place that a score stands for; -1 if it is not within. */
export function distanceWithin({ centre, radius, width, height }: Area, score: number): number {
  // North and south first: that costs less.
  const latitude = latitudeOf(score);
  const northwards = meridianDistance(latitude, centre.latitude);
  if (northwards > (radius < 0 ? height / 2 : radius + SLACK)) return -1;
  const longitude = longitudeOf(score);
  if (radius < 0) {
    const sideways = distanceBetween(longitude, latitude, centre.longitude, latitude);
    return sideways > width / 2 ? -1 : centre.distanceTo(longitude, latitude);
  }
  const distance = centre.distanceTo(longitude, latitude);
  return distance > radius ? -1 : distance;
}

/** A half-open interval of scores. */
export interface ScoreRange {
  readonly min: number;
  /** The first score behind it. */
  readonly end: number;
}

/** Steps to the neighbours, east and north, in the order in which they are searched. */
const AROUND: readonly (readonly [east: number, north: number])[] = [
  [0, 0],
  [0, 1],
  [0, -1],
  [1, 0],
  [-1, 0],
  [1, 1],
  [-1, 1],
  [1, -1],
  [-1, -1],
];

/** The intervals of scores that may lie in the area, in the order in which they are searched. */
export function searchRanges(area: Area): ScoreRange[] {
  const bounds = boundingBox(area);
  let step = estimatedStep(reach(area), area.centre.latitude);
  let grid = gridOf(area, step);
  if (step > 1 && !covers(grid, bounds)) grid = gridOf(area, --step);

  const { x, y, size } = grid;
  const isFine = step >= 2;
  const inSouth = isFine && latitudeOfRow(y, size) < bounds.south;
  const inNorth = isFine && latitudeOfRow(y + 1, size) > bounds.north;
  const inWest = isFine && longitudeOfColumn(x, size) < bounds.west;
  const inEast = isFine && longitudeOfColumn(x + 1, size) > bounds.east;

  const scale = 4 ** (STEP_MAX - step);
  const ranges: ScoreRange[] = [];
  let previous = -1;
  for (const [east, north] of AROUND) {
    if (north < 0 ? inSouth : north > 0 && inNorth) continue;
    if (east < 0 ? inWest : east > 0 && inEast) continue;
    const cell = interleaved(moved(x, east, size), moved(y, north, size));
    // On a coarse grid the neighbour on one side is that on the other side too.
    if (cell === previous) continue;
    if (ranges.length > 0) previous = cell;
    ranges.push({ min: cell * scale, end: (cell + 1) * scale });
  }
  return ranges;
}

/** Metres from the centre to the point of the area that is farthest from it. */
function reach({ radius, width, height }: Area): number {
  return radius < 0 ? Math.sqrt((width / 2) * (width / 2) + (height / 2) * (height / 2)) : radius;
}

interface Bounds {
  readonly west: number;
  readonly south: number;
  readonly east: number;
  readonly north: number;
}

/** Degrees; they may lie beyond the map's edges. */
function boundingBox({ centre, radius, width, height }: Area): Bounds {
  const { longitude, latitude } = centre;
  const halfHeight = radius < 0 ? height / 2 : radius;
  const halfWidth = radius < 0 ? width / 2 : radius;
  const upwards = degrees(halfHeight / EARTH_RADIUS);
  // Meridians come together towards the poles: the side nearer to the pole spans more of them.
  const nearer = latitude < 0 ? latitude - upwards : latitude + upwards;
  const sideways = degrees(halfWidth / EARTH_RADIUS / Math.cos(radians(nearer)));
  return {
    west: longitude - sideways,
    south: latitude - upwards,
    east: longitude + sideways,
    north: latitude + upwards,
  };
}

/** Half the length of Web Mercator's equator, metres. */
const MERCATOR_MAX = 20037726.37;

/** The step whose cells are, near the equator, about as large as the area. */
function estimatedStep(metres: number, latitude: number): number {
  if (metres === 0) return STEP_MAX;
  let step = -1;
  for (let reached = metres; reached < MERCATOR_MAX; reached *= 2) step++;
  // Cells are narrower near the poles.
  if (Math.abs(latitude) > 66) step--;
  if (Math.abs(latitude) > 80) step--;
  return Math.max(1, Math.min(STEP_MAX, step));
}

/** The cell of the area's centre on a map of `size` × `size` cells. */
interface Grid {
  readonly x: number;
  readonly y: number;
  readonly size: number;
}

function gridOf({ centre }: Area, step: number): Grid {
  const size = 2 ** step;
  return { x: column(centre.longitude, size), y: row(centre.latitude, size), size };
}

/** Whether the nine cells around the centre hold all of the bounding box. */
function covers({ x, y, size }: Grid, { west, south, east, north }: Bounds): boolean {
  return latitudeOfRow(moved(y, 1, size) + 1, size) >= north &&
    latitudeOfRow(moved(y, -1, size), size) <= south &&
    longitudeOfColumn(moved(x, 1, size) + 1, size) >= east &&
    longitudeOfColumn(moved(x, -1, size), size) <= west;
}

/** The column or row beside this one; behind the last comes the first. */
function moved(place: number, by: number, size: number): number {
  return by === 0 ? place : (place + by) & (size - 1);
}
