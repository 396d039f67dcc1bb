import type { CandidateCard } from '@hallowerk/contract/candidates/candidate.ts';
import { COLLECTIONS, type CollectionName } from '@hallowerk/contract/sync/collections.ts';
import { PROTOCOL_VERSION, type PullOp, type PullResponse, type PullScope } from '@hallowerk/contract/sync/pull.ts';
import { productOccupations, productReferenceItems, productShowcase } from '../../server/demo/product-lists.ts';
import { REGION_CODE, type BenchRegion } from './region.ts';

/** Pages as the server would send them, made in memory: what follows measures the client alone. */
const SCOPE_PUBLIC = 1;
const SCOPE_REGION = 2;

export interface Row {
  readonly id: string;
}

/** The lists that every cache holds, as one page; `done` false because candidates follow. */
export function referencePage(region: BenchRegion): PullResponse {
  return page({
    number: 0,
    done: false,
    scope: SCOPE_PUBLIC,
    rev: 1,
    rows: [
      ['occupation', productOccupations()],
      ['place', region.places],
      ['referenceItem', productReferenceItems()],
      ['showcase', [productShowcase([REGION_CODE])]],
    ],
  });
}

export interface CardPage {
  readonly number: number;
  readonly done: boolean;
  readonly cards: readonly CandidateCard[];
  readonly rev?: number;
}

export function cardPage({ number, done, cards, rev = 1 }: CardPage): PullResponse {
  return page({ number, done, scope: SCOPE_REGION, rev, rows: [['candidateCard', cards]] });
}

interface PageContents {
  readonly number: number;
  readonly done: boolean;
  readonly scope: number;
  readonly rev: number;
  readonly rows: readonly (readonly [CollectionName, readonly Row[]])[];
}

function page({ number, done, scope, rev, rows }: PageContents): PullResponse {
  const ops: PullOp[] = [];
  const byCollection: Record<string, Record<string, unknown>> = {};
  for (const [name, items] of rows) {
    const collection = COLLECTIONS[name].number;
    const table = (byCollection[String(collection)] ??= {});
    for (const item of items) {
      ops.push([scope, collection, item.id, rev, 1]);
      table[item.id] = item;
    }
  }
  return {
    v: PROTOCOL_VERSION,
    rid: `bench-${number}`,
    server_time: new Date().toISOString(),
    epoch: 1,
    head: number + 1,
    done,
    scopes: [scopeOf(SCOPE_PUBLIC, 'pub'), scopeOf(SCOPE_REGION, `region:${REGION_CODE}`)],
    ops,
    rows: byCollection,
    acks: [],
    cursor: `bench-${number}`,
    lease: null,
    notices: [],
  };
}

/** Counts and digests are only compared by core, which does not take part here. */
function scopeOf(s: number, key: string): PullScope {
  return { s, key, cnt: 0, digest: '0', reset: false, why: null };
}
