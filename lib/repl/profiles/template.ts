/** What stands before the line that is typed: a template, and what goes into it. */

import { nearest } from "../nearest.ts";
import type { SessionState } from "../session.ts";

/** What is true while a line is typed. */
export interface PromptState extends SessionState {
  /** The profile's name; empty without one. */
  readonly profile: string;
}

/** What may stand in braces. The decorations are empty when there is nothing to say. */
const PLACES: Readonly<Record<string, (state: PromptState) => string>> = {
  profile: ({ profile }) => profile,
  address: ({ address }) => address,
  name: ({ profile, address }) => profile === "" ? address : profile,
  host: ({ host }) => host,
  port: ({ port }) => port,
  user: ({ user }) => user === "" ? "default" : user,
  database: ({ db }) => String(db),
  db: ({ db }) => db === 0 ? "" : `[${db}]`,
  tx: ({ queued }) => queued === null ? "" : queued === 0 ? "(TX)" : `(TX ${queued})`,
  sub: ({ subscriptions }) => subscriptions === 0 ? "" : `(subscribed ${subscriptions})`,
  resp: ({ protocol }) => protocol === 3 ? "(RESP3)" : "",
  mute: ({ isMute }) => isMute ? "(no replies)" : "",
  state: (state) => ["db", "resp", "tx", "sub", "mute"].map((name) => PLACES[name](state)).join(""),
};

const PLACE = /\{(\w*)\}/g;
const DEFAULT_TEMPLATE = "{name}{state}> ";

/** What is wrong with a template; null if nothing is. */
export function checkTemplate(template: string): string | null {
  for (const [place, name] of template.matchAll(PLACE)) {
    if (Object.hasOwn(PLACES, name)) continue;
    const near = nearest(name, Object.keys(PLACES));
    return near === undefined
      ? `knows no ${place}, but {${Object.keys(PLACES).join("} {")}}`
      : `knows no ${place}: did you mean {${near}}?`;
  }
  return null;
}

/** The prompt as plain text. Without a connection it says so instead, as redis-cli does. */
export function promptText(state: PromptState, template: string = DEFAULT_TEMPLATE): string {
  if (!state.isConnected) {
    return state.profile === "" ? "not connected> " : `${state.profile} (not connected)> `;
  }
  return template.replaceAll(PLACE, (place, name) => PLACES[name]?.(state) ?? place);
}
