/** Numbers as C's printf writes them. */

/** `%.2f` and its like: what lies in the middle goes to the even digit. */
export function fixed(value: number, digits: number): string {
  const halves = value * 2 ** (digits + 1);
  const isTie = Number.isInteger(halves) && halves % 2 !== 0;
  if (!isTie) return value.toFixed(digits);
  const floor = Math.floor(value * 10 ** digits);
  return ((floor % 2 === 0 ? floor : floor + 1) / 10 ** digits).toFixed(digits);
}

/** A part of a whole in percent, as `%05.2f`; of nothing, it is nothing. */
export function percent(part: number, whole: number): string {
  return fixed(whole === 0 ? 0 : 100 * part / whole, 2).padStart(5, "0");
}

/** An average as `%.2f`; of nothing, it is 0. */
export function average(total: number, count: number): string {
  return fixed(count === 0 ? 0 : total / count, 2);
}

const UNITS = ["B", "K", "M", "G", "T", "P"];

/** A number of bytes for people: `100B`, `1.50K`, `2.00G`. */
export function bytesText(bytes: number): string {
  if (bytes < 0) return `-${bytesText(-bytes)}`;
  let unit = 0;
  for (; bytes >= 1024 && unit < UNITS.length - 1; unit++) bytes /= 1024;
  return unit === 0 ? `${bytes}B` : `${fixed(bytes, 2)}${UNITS[unit]}`;
}
