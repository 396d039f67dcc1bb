import { createHash } from 'node:crypto';
import { blankProfile } from '@hallowerk/contract/candidates/blank-profile.ts';
import type { CandidateCard, CandidateCase } from '@hallowerk/contract/candidates/candidate.ts';
import { EMPTY_QUERY } from '@hallowerk/contract/candidates/candidate-search.ts';
import type { ContactRequest } from '@hallowerk/contract/candidates/contact-request.ts';
import type { SavedSearch } from '@hallowerk/contract/candidates/saved-search.ts';
import { MUTATIONS, type MutationArgs, type MutationKind } from '@hallowerk/contract/sync/mutations.ts';
import type { Occupation, Place, ReferenceItem } from '@hallowerk/contract/reference/reference.ts';
import type { PullOp, PullResponse, PullScope } from '@hallowerk/contract/sync/pull.ts';
import type { Mutation } from '@hallowerk/contract/sync/push.ts';
import { entryHash } from '../sync/digest.ts';

/** The same UUID for the same name, every time. */
export function uuidOf(name: string): string {
  const hex = createHash('sha256').update(name).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-7${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

export function makeCandidateCard(overrides: Partial<CandidateCard> = {}): CandidateCard {
  return {
    ...blankProfile(),
    id: uuidOf('candidate'),
    firstName: 'Anna',
    lastName: 'de Vries',
    city: 'Den Haag',
    lat: 52.08,
    lon: 4.31,
    workingLevel: '4',
    contactRoute: 'DIRECT',
    lastModifiedAt: '2026-03-01T12:00:00Z',
    ...overrides,
  };
}

export function makeCandidateCase(overrides: Partial<CandidateCase> = {}): CandidateCase {
  return {
    ...makeCandidateCard(),
    email: 'anna.devries@example.org',
    phone: '0612345678',
    postcode: '2511CS',
    visibleToEmployers: true,
    internal: {
      clientNumber: 'CL998877',
      gender: 'F',
      birthDate: '1990-05-17',
      municipality: 'Leidschendam',
      supportModel: 'SHARED',
      caseManagerName: 'Bartholomeus',
      tozo: true,
    },
    ...overrides,
  };
}

export function makeOccupation(overrides: Partial<Occupation> = {}): Occupation {
  return {
    id: uuidOf('occupation'),
    code: '7115.1',
    name: 'Timmerman',
    synonyms: [],
    groupCode: null,
    related: [],
    description: '',
    source: 'PRODUCT',
    ...overrides,
  };
}

export function makePlace(overrides: Partial<Place> = {}): Place {
  return {
    id: uuidOf('place'),
    kind: 'PLACE',
    code: 'WP1',
    name: 'Den Haag',
    municipality: 'Den Haag',
    province: 'Zuid-Holland',
    lat: 52.08,
    lon: 4.31,
    population: 550_000,
    ...overrides,
  };
}

export function makeReferenceItem(overrides: Partial<ReferenceItem> = {}): ReferenceItem {
  return { id: uuidOf('item'), kind: 'CERTIFICATE', code: 'VCA', name: 'VCA basis', parentCode: null, ...overrides };
}

export function makeFavouriteMutation(candidate: string, on: boolean, uid: string): Mutation {
  const args = { candidate, on };
  return { uid, kind: 'favourite.set', ver: 1, edit_ts: '2026-03-02T10:00:00Z', offset_ms: 0, deps: [], args };
}

export function makeSavedSearch(overrides: Partial<SavedSearch> = {}): SavedSearch {
  return {
    id: uuidOf('search'),
    ownerId: uuidOf('me'),
    ownerName: 'Ik Zelf',
    name: 'Timmerlieden',
    query: EMPTY_QUERY,
    scope: 'PRIVATE',
    changedAt: '2026-03-01T09:00:00.000Z',
    ...overrides,
  };
}

export function makeContactRequest(overrides: Partial<ContactRequest> = {}): ContactRequest {
  return {
    id: uuidOf('request'),
    candidateId: uuidOf('candidate'),
    requesterId: uuidOf('me'),
    vacancyId: null,
    routeAtRequest: 'DIRECT',
    requestedAt: '2026-03-01T09:00:00.000Z',
    outcome: 'OPEN',
    outcomeAt: null,
    note: '',
    ...overrides,
  };
}

let mutations = 0;
/** Any change, waiting since `at`; each time another uid. */
export function makeMutation<K extends MutationKind>(
  kind: K,
  args: MutationArgs<K>,
  at = '2026-03-02T10:00:00.000Z',
): Mutation {
  const uid = uuidOf(`mutation ${mutations++}`);
  return { uid, kind, ver: MUTATIONS[kind].ver, edit_ts: at, offset_ms: 0, deps: [], args };
}

export interface PageRow {
  readonly collection: number;
  readonly row: { readonly id: string; readonly [field: string]: unknown };
  readonly rev?: number;
}

/**
 * A complete answer with one scope (1, `reg:1:cand`) that holds exactly these rows: a whole feed in one page. Anything can
 * be overridden.
 */
export function makePage(rows: readonly PageRow[], overrides: Partial<PullResponse> = {}): PullResponse {
  const ops = rows.map(({ collection, row, rev = 1 }): PullOp => [1, collection, row.id, rev, 1]);
  const contents: Record<string, Record<string, unknown>> = {};
  for (const { collection, row } of rows) (contents[collection] ??= {})[row.id] = row;
  return {
    v: 1,
    rid: 'request-1',
    server_time: '2026-03-02T09:14:03.120Z',
    epoch: 1,
    head: 1,
    done: true,
    scopes: [makeScope(ops)],
    ops,
    rows: contents,
    acks: [],
    cursor: 'cursor-1',
    lease: null,
    notices: [],
    ...overrides,
  };
}

/** A scope with the sums of these live ops. */
export function makeScope(ops: readonly PullOp[], overrides: Partial<PullScope> = {}): PullScope {
  const digest = ops.reduce((sum, [, collection, id, rev]) => sum ^ entryHash(collection, id, rev), 0n);
  return { s: 1, key: 'reg:1:cand', cnt: ops.length, digest: String(digest), reset: false, why: null, ...overrides };
}
