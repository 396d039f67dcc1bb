import * as fc from 'fast-check';
import { FAULTS } from './faults.ts';
import { USER_ACTIONS } from './mutations.ts';
import { SERVER_ACTIONS } from './server-actions.ts';

/** Small numbers: subjects come from small pools, so that histories collide. */
const small = fc.nat(40);
const client = fc.nat(6);
/** An image is only of use to the device it was taken of. */
const few = fc.nat(2);

const HOUR = 3_600_000;
const JUMPS = [-24 * HOUR, -HOUR, 0, 5 * 60_000, HOUR] as const;

const serverAction = fc.record({
  do: fc.constant('server' as const),
  action: fc.constantFrom(...SERVER_ACTIONS),
  a: small,
  b: small,
});

const mutation = fc.record({
  do: fc.constant('mutate' as const),
  client,
  action: fc.constantFrom(...USER_ACTIONS),
  a: small,
  b: small,
  crash: fc.nat(19).map((n) => n === 0),
});

const round = fc.record({
  do: fc.constant('sync' as const),
  client,
  rows: fc.integer({ min: 1, max: 6 }),
  pages: fc.integer({ min: 1, max: 5 }),
  sliceRows: fc.integer({ min: 1, max: 3 }),
  fault: fc.oneof(
    { weight: 1, arbitrary: fc.constant('none' as const) },
    { weight: 3, arbitrary: fc.constantFrom(...FAULTS) },
    // Only after a restore: without a weight of its own it would hardly ever meet one.
    { weight: 1, arbitrary: fc.constant('crash:replay' as const) },
  ),
  at: fc.integer({ min: 1, max: 3 }),
});

const rare = fc.oneof(
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('image' as const, 'restore-image' as const), client: few }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('damage' as const), client, a: fc.nat(1000) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('clone' as const), client: few }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('late-push' as const), a: small }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('backup' as const, 'restore' as const, 'epoch' as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('prune' as const), a: fc.nat(4) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('audit' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('pass' as const), hours: fc.integer({ min: 1, max: 6 }) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('jump' as const), client, by: fc.constantFrom(...JUMPS) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('poison' as const), client }) },
);

export const commandArbitrary = fc.oneof(
  { weight: 5, arbitrary: serverAction },
  { weight: 4, arbitrary: mutation },
  { weight: 6, arbitrary: round },
  { weight: 3, arbitrary: rare },
);
export type Command = typeof commandArbitrary extends fc.Arbitrary<infer C> ? C : never;

export interface HistorySize {
  readonly min: number;
  readonly max: number;
}

export const historyArbitrary = ({ min, max }: HistorySize): fc.Arbitrary<Command[]> =>
  fc.array(commandArbitrary, { minLength: min, maxLength: max, size: 'max' });
