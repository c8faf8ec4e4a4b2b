import type { ObjectSchema } from '../types';

/** How many of a user's latest records are remembered. */
const kept = 200;

/** Records that users wrote lately. */
export class RecentRecords {
  private readonly byUser = new Map<string, Map<string, ObjectSchema>>();

  add(userId: string, object: ObjectSchema, id: string): void {
    const recent = this.byUser.get(userId) ?? new Map<string, ObjectSchema>();
    this.byUser.set(userId, recent);
    // Put anew, the id comes last.
    recent.delete(id);
    recent.set(id, object);
    const [oldest] = recent.keys();
    if (recent.size > kept && oldest !== undefined) recent.delete(oldest);
  }

  /** Latest first. */
  of(userId: string): { object: ObjectSchema; id: string }[] {
    return [...(this.byUser.get(userId) ?? [])].reverse().map(([id, object]) => ({ object, id }));
  }

  clear(): void {
    this.byUser.clear();
  }
}
