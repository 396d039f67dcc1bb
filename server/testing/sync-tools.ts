import { randomUUID } from 'node:crypto';
import { COLLECTIONS, type CollectionName } from '@hallowerk/contract/sync/collections.ts';
import { MUTATIONS, type MutationArgs, type MutationKind } from '@hallowerk/contract/sync/mutations.ts';
import type { Mutation } from '@hallowerk/contract/sync/push.ts';
import { expect } from 'vitest';
import { oracle, type SyncClient } from './sync-client.ts';
import type { SyncWorld } from './sync-world.ts';

/** Work of a user as made `ago` milliseconds before now. */
export function mutationOf<K extends MutationKind>(
  world: SyncWorld,
  kind: K,
  args: MutationArgs<K>,
  ago = 0,
): Mutation {
  const edit_ts = new Date(world.clock.now().getTime() - ago).toISOString();
  return { uid: randomUUID(), kind, ver: MUTATIONS[kind].ver, edit_ts, offset_ms: 0, deps: [], args };
}

/** Statuses, or the codes of what was refused. */
export async function pushed(client: SyncClient, ...mutations: Mutation[]): Promise<string[]> {
  return (await client.push(mutations)).results.map(([, status, code]) => code ?? status);
}

/** Rows of one collection on a device, once it is in step; and it has what the visibility view says (C1). */
export async function rowsOf<T>(world: SyncWorld, client: SyncClient, collection: CollectionName): Promise<T[]> {
  await client.sync();
  expect(client.view()).toEqual(await oracle(world.knex, client.session.userId));
  const prefix = `${COLLECTIONS[collection].number}|`;
  return [...client.view()].flatMap(([key, row]) => (key.startsWith(prefix) ? [row as T] : []));
}
