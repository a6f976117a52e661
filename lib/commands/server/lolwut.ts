/** LOLWUT: a picture of chance, and the version. */

import { command } from "../command.ts";
import { REDIS_VERSION, VERSION } from "../../version.ts";

const SHADES = " .:-=+*#%@";
const [WIDTH, HEIGHT] = [64, 12];

export const LOLWUT = command({
  name: "LOLWUT",
  summary: "Draws a picture in characters and says the version of the server.",
  since: "5.0.0",
  group: "server",
  complexity: "O(N), N being the size of the picture.",
  arity: -1,
  flags: ["readonly", "fast"],
  args: [{ name: "version", type: "integer", token: "VERSION", optional: true }],
}, ({ args, reply, server: { random } }) => {
  // There is one picture only, whichever version of it is asked for.
  if (args.count > 2 && args.is(1, "VERSION")) args.integer(2);
  // Rings around a few places chosen at random, like stones thrown into a pond.
  const stones = Array.from({ length: 3 }, () => [random() * WIDTH, random() * HEIGHT * 2]);
  let picture = "";
  for (let y = 0; y < HEIGHT; y++) {
    for (let x = 0; x < WIDTH; x++) {
      const height = stones.reduce((sum, [cx, cy]) => {
        const distance = Math.hypot(x - cx, 2 * y - cy);
        return sum + Math.cos(distance / 2) / (1 + distance / 12);
      }, 0);
      const shade = Math.floor((height / 3 + 0.5) * SHADES.length);
      picture += SHADES[Math.max(0, Math.min(SHADES.length - 1, shade))];
    }
    picture += "\n";
  }
  reply.verbatim("txt", `${picture}\nRespite ${VERSION}\nRedis ver. ${REDIS_VERSION}\n`);
});
