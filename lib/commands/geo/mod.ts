/** The geo commands. */

import type { CommandDefinition } from "../command.ts";
import { GEOADD } from "./geoadd.ts";
import { GEODIST, GEOHASH, GEOPOS } from "./geopos.ts";
import { GEORADIUS, GEORADIUS_RO, GEORADIUSBYMEMBER, GEORADIUSBYMEMBER_RO } from "./georadius.ts";
import { GEOSEARCH, GEOSEARCHSTORE } from "./geosearch.ts";

export const GEO_COMMANDS: readonly CommandDefinition[] = [
  GEOADD,
  GEODIST,
  GEOHASH,
  GEOPOS,
  GEORADIUS,
  GEORADIUS_RO,
  GEORADIUSBYMEMBER,
  GEORADIUSBYMEMBER_RO,
  GEOSEARCH,
  GEOSEARCHSTORE,
];
