/** ACL LOG. */

import type { Context } from "../../context.ts";
import { unknownSubcommandUse } from "../../messages.ts";

const SHOWN = 10;

export function log(context: Context): void {
  const { args, nowMs, reply, server: { acl } } = context;
  if (args.count > 3) throw unknownSubcommandUse(context);
  if (args.count === 3 && args.is(2, "RESET")) {
    acl.log.clear();
    return reply.ok();
  }
  const count = args.count === 3 ? Math.max(0, args.integer(2)) : SHOWN;
  const entries = acl.log.entries.slice(0, count);
  reply.array(entries.length);
  for (const entry of entries) {
    reply.map(10);
    reply.text("count");
    reply.integer(entry.count);
    reply.text("reason");
    reply.text(entry.reason);
    reply.text("context");
    reply.text(entry.context);
    reply.text("object");
    reply.text(entry.object);
    reply.text("username");
    reply.text(entry.user);
    reply.text("age-seconds");
    reply.double((nowMs - entry.updatedMs) / 1000);
    reply.text("client-info");
    reply.text(entry.client);
    reply.text("entry-id");
    reply.integer(entry.id);
    reply.text("timestamp-created");
    reply.integer(entry.createdMs);
    reply.text("timestamp-last-updated");
    reply.integer(entry.updatedMs);
  }
}
