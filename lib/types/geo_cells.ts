/**
 * Which scores may lie in an area: cells of the world's map, each an interval of scores (see
 * `geohash.ts`).
 *
 * For circles and boxes the map is cut into cells so coarse that the area fits into the cell of
 * its centre and the eight around it. They are walked in the order in which Redis walks them, since
 * that is the order of unsorted replies; those that the area's bounding box does not touch are left
 * out:
 *
 *   6 1 5
 *   4 0 3
 *   8 2 7
 */

import type { Place } from "./geo_distance.ts";
import { column, interleaved, latitudeOfRow, longitudeOfColumn, row, STEP_MAX } from "./geohash.ts";

/** A half-open interval of scores. */
export interface ScoreRange {
  readonly min: number;
  /** The first score behind it. */
  readonly end: number;
}

/** A rectangle in degrees; it may reach beyond the map's edges. */
export interface Bounds {
  readonly west: number;
  readonly south: number;
  readonly east: number;
  readonly north: number;
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

/** The cells around the centre of an area that reaches so many metres, within its bounds. */
export function rangesAround(centre: Place, reach: number, bounds: Bounds): ScoreRange[] {
  let step = estimatedStep(reach, centre.latitude);
  let grid = gridOf(centre, step);
  if (step > 1 && !covers(grid, bounds)) grid = gridOf(centre, --step);

  const { x, y, size } = grid;
  const isFine = step >= 2;
  const inSouth = isFine && latitudeOfRow(y, size) < bounds.south;
  const inNorth = isFine && latitudeOfRow(y + 1, size) > bounds.north;
  const inWest = isFine && longitudeOfColumn(x, size) < bounds.west;
  const inEast = isFine && longitudeOfColumn(x + 1, size) > bounds.east;

  const ranges: ScoreRange[] = [];
  let previous = -1;
  for (const [east, north] of AROUND) {
    if (north < 0 ? inSouth : north > 0 && inNorth) continue;
    if (east < 0 ? inWest : east > 0 && inEast) continue;
    const cell = interleaved(moved(x, east, size), moved(y, north, size));
    // On a coarse grid the neighbour on one side is that on the other side too.
    if (cell === previous) continue;
    if (ranges.length > 0) previous = cell;
    ranges.push(rangeOf(cell, step));
  }
  return ranges;
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

function gridOf({ longitude, latitude }: Place, step: number): Grid {
  const size = 2 ** step;
  return { x: column(longitude, size), y: row(latitude, size), size };
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

function rangeOf(cell: number, step: number): ScoreRange {
  const scale = 4 ** (STEP_MAX - step);
  return { min: cell * scale, end: (cell + 1) * scale };
}

/** Columns and rows of cells, at most, that bounds are covered with. */
const SPAN_MAX = 3;

/** The cells, as fine as a few of them will do, that cover bounds which lie on the map. */
export function rangesWithin({ west, south, east, north }: Bounds): ScoreRange[] {
  for (let step = STEP_MAX;; step--) {
    const size = 2 ** step;
    const [left, right] = [column(west, size), column(east, size)];
    const [bottom, top] = [row(south, size), row(north, size)];
    if (right - left >= SPAN_MAX || top - bottom >= SPAN_MAX) continue;
    const ranges: ScoreRange[] = [];
    for (let y = bottom; y <= top; y++) {
      for (let x = left; x <= right; x++) ranges.push(rangeOf(interleaved(x, y), step));
    }
    return ranges;
  }
}
