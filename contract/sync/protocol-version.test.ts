import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import * as z from 'zod';
import { COLLECTIONS } from './collections.ts';
import { MUTATIONS } from './mutations.ts';
import { PROTOCOL_HASHES } from './protocol-version.ts';
import { PROTOCOL_VERSION, PullRequestSchema, PullResponseSchema } from './pull.ts';
import { PushRequestSchema, PushResponseSchema } from './push.ts';

/** Keys in one order, so that moving a line in a source file does not look like a change of the wire. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, canonical(inner)]),
  );
}

/** The shape as it travels: `input`, because what a schema makes of it afterwards is not on the wire. */
function wireShape(schema: z.ZodType): unknown {
  return z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
}

function hashOfTheWire(): string {
  const wire = {
    pull: [wireShape(PullRequestSchema), wireShape(PullResponseSchema)],
    push: [wireShape(PushRequestSchema), wireShape(PushResponseSchema)],
    mutations: Object.entries(MUTATIONS).map(([kind, { ver, args }]) => [kind, ver, wireShape(args)]),
    collections: Object.values(COLLECTIONS)
      .toSorted((a, b) => a.number - b.number)
      .map(({ number, version, schema }) => [number, version, wireShape(schema)]),
  };
  return createHash('sha256')
    .update(JSON.stringify(canonical(wire)))
    .digest('hex');
}

it('keeps the wire of the current protocol version as it was when the version was made', () => {
  const hash = hashOfTheWire();
  expect(
    PROTOCOL_HASHES[PROTOCOL_VERSION],
    [
      'The shape of the sync messages, a mutation or a collection changed.',
      '1. A changed collection gets a higher `version` (or a new number); a changed mutation a higher `ver`.',
      '2. After a release: raise PROTOCOL_VERSION in contract/sync/pull.ts and add a line here, never edit an old one.',
      `3. Put this line in contract/sync/protocol-version.ts: ${PROTOCOL_VERSION}: '${hash}'`,
      '4. Say in docs/sync.md what an older client or server does with it.',
    ].join('\n'),
  ).toBe(hash);
});

it('knows no protocol version beyond the current one', () => {
  expect(Math.max(...Object.keys(PROTOCOL_HASHES).map(Number))).toBe(PROTOCOL_VERSION);
});
