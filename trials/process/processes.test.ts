import { afterAll, describe } from 'vitest';
import { clockTrials } from './clock.trial.ts';
import { fileTrials } from './files.trial.ts';
import { killTrials } from './kill.trial.ts';
import { networkTrials } from './network.trial.ts';
import { orderTrials } from './orders.trial.ts';
import { openTrialWorld } from './trial-world.ts';

/**
 * Real processes over a network that breaks (sync §3.2 T4). One server for all of them: starting one takes longer than
 * most of the trials. Every trial has devices of its own.
 */
const world = await openTrialWorld();
afterAll(() => world.close());

describe('killed programs', () => killTrials(world));
describe('a network that breaks', () => networkTrials(world));
describe('files that go wrong', () => fileTrials(world));
describe('clocks, sleep and a second start', () => clockTrials(world));
describe('orders of the server', () => orderTrials(world));
