import type { LocalMigration } from '../migration-source.ts';
import { createOutbox } from './0001-create-outbox.ts';

export const OUTBOX_MIGRATIONS: readonly LocalMigration[] = [createOutbox];
