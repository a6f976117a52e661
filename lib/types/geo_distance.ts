/** Distances on Earth, taken for a sphere as Redis takes it, and how they are written. */

import { integerDigits, writeInteger } from "../memory/integers.ts";

/** Metres. */
export const EARTH_RADIUS = 6372797.560856;

const RADIANS = Math.PI / 180;

export function radians(degrees: number): number {
  return degrees * RADIANS;
}

export function degrees(radians: number): number {
  return radians / RADIANS;
}

/** Metres between two places, given in degrees: the haversine formula. */
export function distanceBetween(
  longitude1: number,
  latitude1: number,
  longitude2: number,
  latitude2: number,
): number {
  return new Place(longitude1, latitude1).distanceTo(longitude2, latitude2);
}

/** A place from which distances to several others are asked for. All angles are in degrees. */
export class Place {
  readonly longitude: number;
  readonly latitude: number;
  readonly #lambda: number;
  readonly #phi: number;
  readonly #cosine: number;

  constructor(longitude: number, latitude: number) {
    this.longitude = longitude;
    this.latitude = latitude;
    this.#lambda = radians(longitude);
    this.#phi = radians(latitude);
    this.#cosine = Math.cos(this.#phi);
  }

  /** Metres to another place. */
  distanceTo(longitude: number, latitude: number): number {
    const v = Math.sin((radians(longitude) - this.#lambda) / 2);
    if (v === 0) return meridianDistance(this.latitude, latitude);
    const phi = radians(latitude);
    const u = Math.sin((phi - this.#phi) / 2);
    return 2 * EARTH_RADIUS *
      Math.asin(Math.sqrt(u * u + this.#cosine * Math.cos(phi) * v * v));
  }
}

/** Metres between two latitudes along a meridian. */
export function meridianDistance(latitude1: number, latitude2: number): number {
  return EARTH_RADIUS * Math.abs(radians(latitude2) - radians(latitude1));
}

/** Room enough for the text of any distance below 10^15, in bytes. */
export const DISTANCE_BYTES_MAX = 24;

/**
 * Writes a distance with four decimals, rounded half to even, and returns the offset behind it.
 */
export function writeDistance(out: Uint8Array, at: number, distance: number): number {
  const scaled = roundHalfToEven(distance * 10_000);
  if (!(scaled <= Number.MAX_SAFE_INTEGER)) return writeText(out, at, distance.toFixed(4));
  const whole = Math.floor(scaled / 10_000);
  const fraction = scaled - whole * 10_000;
  at = writeInteger(out, at, whole);
  out[at] = 0x2e;
  out.fill(0x30, at + 1, at + 5);
  writeInteger(out, at + 5 - integerDigits(fraction), fraction);
  return at + 5;
}

function roundHalfToEven(x: number): number {
  const floor = Math.floor(x);
  const rest = x - floor;
  return rest > 0.5 || (rest === 0.5 && floor % 2 !== 0) ? floor + 1 : floor;
}

/** A coordinate in degrees with up to 17 decimals, zeros at the end dropped. */
export function coordinateText(degrees: number): string {
  const text = degrees.toFixed(17).replace(/\.?0+$/, "");
  return text === "-0" ? "0" : text;
}

function writeText(out: Uint8Array, at: number, text: string): number {
  for (let i = 0; i < text.length; i++) out[at + i] = text.charCodeAt(i);
  return at + text.length;
}
