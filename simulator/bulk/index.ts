import type { FastifyInstance } from 'fastify';

import { addPart } from '../server';
import type { Bulk } from './bulk';
import { registerIngest } from './ingest';
import { registerQuery } from './query';
import { addParsers } from './request';

export type { Bulk } from './bulk';
export { bulkSettingsSchema, type BulkSettings } from './settings';

/**
 * The Bulk API 2.0, ingest and query.
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/bulk_api_2_0.htm
 */
export function registerBulk(app: FastifyInstance, bulk: Bulk): void {
  app.addHook('onClose', async () => bulk.reset());
  addPart(app, 'bulk', async (scope) => {
    addParsers(scope);
    registerIngest(scope, bulk);
    registerQuery(scope, bulk);
  });
}
