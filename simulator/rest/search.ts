import type { Answer } from './call';
import { ok } from './call';
export const search = (): Answer => ok({ searchRecords: [] });
export const parameterizedSearch = search;
export const parameterizedSearchByBody = search;
