import { createHash, timingSafeEqual } from 'node:crypto';

import type { Database, Row } from '../types';

/** Someone who can sign in: a row of the org's User object. */
export interface OrgUser {
  readonly id: string;
  readonly username: string;
  readonly active: boolean;
  readonly row: Row;
}

const digest = (text: string) => createHash('sha256').update(text).digest();

/** The org's users, all with the same password. */
export class Users {
  constructor(
    private readonly database: Database,
    private readonly password: string,
  ) {}

  byUsername(username: string): OrgUser | undefined {
    const object = this.database.schema.object('User');
    const field = object === undefined ? undefined : this.database.schema.field(object, 'Username');
    if (object === undefined || field === undefined) return undefined;
    const [row] = this.database.byField(object, field, username);
    return row === undefined ? undefined : asUser(row);
  }

  byId(id: string): OrgUser | undefined {
    const object = this.database.schema.object('User');
    const row = object === undefined ? undefined : this.database.byId(object, id);
    return row === undefined ? undefined : asUser(row);
  }

  hasPassword(password: string): boolean {
    return timingSafeEqual(digest(password), digest(this.password));
  }
}

function asUser(row: Row): OrgUser {
  return { id: String(row['Id']), username: String(row['Username']), active: row['IsActive'] !== false, row };
}
