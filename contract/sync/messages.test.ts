import { expect, it } from 'vitest';
import { MAX_PAGE_ROWS, PullRequestSchema, PullResponseSchema } from './pull.ts';
import { MAX_PUSH_MUTATIONS, PushRequestSchema } from './push.ts';

const id = (n: number): string => `0198f3c2-0000-7000-8000-${String(n).padStart(12, '0')}`;

const request = {
  v: 1,
  rid: 'request-0001',
  device: id(1),
  build: '0.1.0',
  collections: { '1': [1, 1] },
  cursor: null,
  limit: { rows: MAX_PAGE_ROWS, bytes: 65_536 },
  pending: [],
  lazy: [],
};

const mutation = (n: number) => ({
  uid: id(n),
  kind: 'favourite.set',
  ver: 1,
  edit_ts: '2026-11-22T10:00:00Z',
  offset_ms: 0,
  deps: [],
  args: { candidate: id(2), on: true },
});

it('accepts a first pull, which has no cursor', () => {
  expect(PullRequestSchema.parse(request)).toEqual(request);
});

it.each([
  ['more rows than a page may hold', { ...request, limit: { rows: MAX_PAGE_ROWS + 1, bytes: 65_536 } }],
  ['a collection that is not a number', { ...request, collections: { card: [1, 1] } }],
  ['a request without an id to echo', { ...request, rid: '' }],
])('refuses a pull with %s', (_what, wrong) => {
  expect(PullRequestSchema.safeParse(wrong).success).toBe(false);
});

it('writes row ids in lower case, so that one row never has two names', () => {
  expect(PullRequestSchema.parse({ ...request, device: id(10).toUpperCase() }).device).toBe(id(10));
});

it('carries digests as text, because 64 bits do not fit a JSON number', () => {
  const answer = (digest: unknown) => ({
    v: 1,
    rid: request.rid,
    server_time: '2026-11-22T10:00:00Z',
    epoch: 1,
    head: 2 ** 42 + 1,
    done: true,
    scopes: [{ s: 0, key: 'pub', cnt: 1, digest, reset: false, why: null }],
    ops: [[0, 10, id(3), 2 ** 42 + 1, 1]],
    rows: {},
    acks: [],
    cursor: 'opaque',
    lease: null,
    notices: [],
  });
  expect(PullResponseSchema.safeParse(answer('-9223372036854775808')).success).toBe(true);
  expect(PullResponseSchema.safeParse(answer(-9223372036854775808)).success).toBe(false);
});

it('sends between one and the maximum number of mutations at a time', () => {
  const push = (count: number) => ({
    v: 1,
    rid: request.rid,
    device: id(1),
    mutations: Array.from({ length: count }, (_, n) => mutation(n)),
  });
  expect(PushRequestSchema.safeParse(push(0)).success).toBe(false);
  expect(PushRequestSchema.safeParse(push(1)).success).toBe(true);
  expect(PushRequestSchema.safeParse(push(MAX_PUSH_MUTATIONS)).success).toBe(true);
  expect(PushRequestSchema.safeParse(push(MAX_PUSH_MUTATIONS + 1)).success).toBe(false);
});
