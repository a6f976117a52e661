/** ACL LOAD and ACL SAVE. */

import { ReplyError } from "../../../resp/errors.ts";
import { AclFileError, readUsers } from "../../../state/acl/file.ts";
import type { Context } from "../../context.ts";
import { closeClients } from "./users.ts";

const NO_FILE = "ERR This Redis instance is not configured to use an ACL file. You may want to " +
  "specify users via the ACL SETUSER command and then issue a CONFIG REWRITE (assuming you have a " +
  "Redis configuration file set) in order to store users in the Redis configuration.";

/** Replaces the users by those of the file; clients of users who changed are sent away, as in 7.4. */
export function load(context: Context): void {
  const { reply, server: { acl, config, host } } = context;
  const path = config.values.aclfile;
  if (path === "") throw new ReplyError(NO_FILE);
  let text: string;
  try {
    text = host.readAclFile();
  } catch (error) {
    throw new ReplyError(
      `ERR Error loading ACLs, opening file '${path}': ${(error as Error).message}`,
    );
  }
  try {
    const changed = acl.replaceAll(readUsers(text, path, acl.defaults));
    for (const user of changed) if (user !== acl.defaultUser) closeClients(context, user);
  } catch (error) {
    if (error instanceof AclFileError) throw new ReplyError(`ERR ${error.message}`);
    throw error;
  }
  reply.ok();
}

export function save({ reply, server: { acl, config, host } }: Context): void {
  if (config.values.aclfile === "") throw new ReplyError(NO_FILE);
  try {
    host.writeAclFile(acl.lines.map((line) => `${line}\n`).join(""));
  } catch (error) {
    host.log("warning", `Saving the ACL file failed: ${(error as Error).message}`);
    throw new ReplyError(
      "ERR There was an error trying to save the ACLs. Please check the server logs",
    );
  }
  reply.ok();
}
