/**
 * Geohashes as scores: a place on Earth as an integer of 52 bits, such that a cell of the world's
 * map is a range of scores.
 *
 * Longitude and latitude are cut into 2^26 steps each, and the bits of both are interleaved, those
 * of the latitude at the even places:
 *
 *   bit  51 50 49 48 … 3 2 1 0      longitude  [−180°, 180°]
 *        o  a  o  a  … o a o a      latitude   [−85.05112878°, 85.05112878°], as Web Mercator
 *
 * The first 2·s bits name one of the 4^s cells of step s, a rectangle; the scores of all places in
 * it are one interval. What a score stands for is the middle of its cell of step 26, less than
 * 30 cm from the place that was given.
 *
 * All is done in doubles and 32-bit words; a score is a double, exact up to 2^53.
 */

/** Degrees; beyond these no place can be indexed. */
export const LONGITUDE_MAX = 180;
export const LATITUDE_MAX = 85.05112878;

/** The finest step. */
export const STEP_MAX = 26;

const LATITUDE_RANGE = LATITUDE_MAX - -LATITUDE_MAX;
const LONGITUDE_RANGE = LONGITUDE_MAX - -LONGITUDE_MAX;
const CELLS = 2 ** STEP_MAX;
const WORD = 2 ** 32;

/** Whether a place can be indexed. */
export function isOnMap(longitude: number, latitude: number): boolean {
  return Math.abs(longitude) <= LONGITUDE_MAX && Math.abs(latitude) <= LATITUDE_MAX;
}

/** The score of a place on the map. */
export function geohashOf(longitude: number, latitude: number): number {
  return interleaved(column(longitude, CELLS), row(latitude, CELLS));
}

/** The column of a longitude among `columns`; the map's eastern edge begins one more. */
export function column(longitude: number, columns: number): number {
  return Math.floor((longitude - -LONGITUDE_MAX) / LONGITUDE_RANGE * columns);
}

/** The row of a latitude among `rows`, from the south; the northern edge begins one more. */
export function row(latitude: number, rows: number): number {
  return Math.floor((latitude - -LATITUDE_MAX) / LATITUDE_RANGE * rows);
}

/** The western edge of a column. */
export function longitudeOfColumn(column: number, columns: number): number {
  return -LONGITUDE_MAX + (column / columns) * LONGITUDE_RANGE;
}

/** The southern edge of a row. */
export function latitudeOfRow(row: number, rows: number): number {
  return -LATITUDE_MAX + (row / rows) * LATITUDE_RANGE;
}

/** The longitude of the place that a score stands for; any score stands for one. */
export function longitudeOf(score: number): number {
  const bits = cutTo64Bits(score);
  const x = evenBits(bits >>> 1) + evenBits(highWord(bits) >>> 1) * 0x10000;
  return middle(longitudeOfColumn(x, CELLS), longitudeOfColumn(x + 1, CELLS), LONGITUDE_MAX);
}

/** The latitude of the place that a score stands for. */
export function latitudeOf(score: number): number {
  const bits = cutTo64Bits(score);
  const y = evenBits(bits) + evenBits(highWord(bits)) * 0x10000;
  return middle(latitudeOfRow(y, CELLS), latitudeOfRow(y + 1, CELLS), LATITUDE_MAX);
}

function middle(low: number, high: number, max: number): number {
  return Math.max(-max, Math.min(max, (low + high) / 2));
}

/** The bits of a column at the odd places, those of a row at the even ones; up to 27 bits each. */
export function interleaved(column: number, row: number): number {
  const low = (spread(row & 0xffff) | (spread(column & 0xffff) << 1)) >>> 0;
  const high = spread(row >>> 16) | (spread(column >>> 16) << 1);
  return high * WORD + low;
}

/** Puts the lower 16 bits at the even places (Warren, Hacker's Delight, 2002). */
function spread(x: number): number {
  x = (x | (x << 8)) & 0x00ff00ff;
  x = (x | (x << 4)) & 0x0f0f0f0f;
  x = (x | (x << 2)) & 0x33333333;
  return (x | (x << 1)) & 0x55555555;
}

/** Gathers the bits at the even places. */
function evenBits(x: number): number {
  x &= 0x55555555;
  x = (x | (x >>> 1)) & 0x33333333;
  x = (x | (x >>> 2)) & 0x0f0f0f0f;
  x = (x | (x >>> 4)) & 0x00ff00ff;
  return (x | (x >>> 8)) & 0xffff;
}

/**
 * The integer that C makes of a score on a 64-bit machine: scores that no geohash has are met too,
 * since the index is a sorted set that anybody may write to.
 */
function cutTo64Bits(score: number): number {
  if (score < -(2 ** 63)) return -(2 ** 63);
  return score < 2 ** 64 ? Math.trunc(score) : 0;
}

function highWord(bits: number): number {
  return Math.floor(bits / WORD);
}

const BASE_32 = "0123456789bcdefghjkmnpqrstuvwxyz";
/** Latitudes of the textual geohash reach to the poles. */
const POLE = 90;

/**
 * The geohash that maps and other programs know (Niemeyer, 2008), of the place that a score stands
 * for: 11 characters of 5 bits. The score has only 52 bits; the last character is always `0`.
 */
export function geohashText(score: number): string {
  const y = Math.floor((latitudeOf(score) - -POLE) / (2 * POLE) * CELLS);
  const bits = interleaved(column(longitudeOf(score), CELLS), y);
  let text = "";
  for (let shift = 47; shift > 0; shift -= 5) {
    text += BASE_32[Math.floor(bits / 2 ** shift) % 32];
  }
  return text + BASE_32[0];
}
