import type { LocalMigration } from '../migration-source.ts';
import { createCache } from './0001-create-cache.ts';
import { createTextIndex } from './0002-text-index.ts';
import { createVacancyList } from './0003-vacancy-list.ts';

export const CACHE_MIGRATIONS: readonly LocalMigration[] = [createCache, createTextIndex, createVacancyList];
