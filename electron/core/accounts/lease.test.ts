import { generateKeyPairSync, sign } from 'node:crypto';
import fc from 'fast-check';
import pino from 'pino';
import { describe, expect, it, vi } from 'vitest';
import { leaseText, type Lease } from '@hallowerk/contract/devices/device-order.ts';
import { SYSTEM_CLOCK } from '../clock.ts';
import { holdClock, TEST_START } from '../testing/held-clock.ts';
import { createLeaseKeeper, leaseNow, leaseStanding, leaseTerms, type KeptLease } from './lease.ts';

const DAY = 86_400_000;
const keys = generateKeyPairSync('ed25519');
const signedFor = {
  userId: 'user',
  deviceId: 'device',
  serverPublicKey: keys.publicKey.export({ format: 'der', type: 'spki' }).toString('base64'),
};
const iso = (milliseconds: number): string => new Date(milliseconds).toISOString();

function leaseAt(
  issued: number,
  change: { userId?: string; until?: number; privateKey?: typeof keys.privateKey } = {},
): Lease {
  const terms = {
    issued: iso(issued),
    until: iso(change.until ?? issued + 7 * DAY),
    wipeAfter: iso(issued + 30 * DAY),
  };
  const text = leaseText(change.userId ?? signedFor.userId, signedFor.deviceId, terms);
  return { ...terms, sig: sign(null, Buffer.from(text), change.privateKey ?? keys.privateKey).toString('base64') };
}

function setUp(kept: Partial<KeptLease> = {}) {
  const clock = holdClock();
  const [save, onOver] = [vi.fn(), vi.fn()];
  const keeper = createLeaseKeeper({
    kept: { signedInAt: iso(TEST_START), lease: null, newestTime: null, ...kept },
    signedFor,
    clock,
    logger: pino({ level: 'silent' }),
    save,
    onOver,
  });
  return { clock, keeper, save, onOver };
}

describe('the lease', () => {
  it('locks after its end and destroys after its hard limit, and not a moment before', () => {
    fc.assert(
      fc.property(fc.nat(40 * DAY), (after) => {
        const kept = { signedInAt: iso(TEST_START), lease: leaseAt(TEST_START), newestTime: null };
        const expected = after > 30 * DAY ? 'hard-limit' : after > 7 * DAY ? 'ended' : 'valid';
        expect(leaseStanding(kept, TEST_START + after)).toBe(expected);
      }),
    );
  });

  it('counts from the sign-in while the server has given none', () => {
    const kept = { signedInAt: iso(TEST_START), lease: null, newestTime: null };
    expect(leaseTerms(kept)).toEqual({ until: iso(TEST_START + 7 * DAY), wipeAfter: iso(TEST_START + 30 * DAY) });
  });

  it('is not made longer by turning the clock back', () => {
    const kept = {
      signedInAt: iso(TEST_START),
      lease: leaseAt(TEST_START),
      newestTime: iso(TEST_START + 8 * DAY),
    };
    expect(leaseStanding(kept, TEST_START - 365 * DAY)).toBe('ended');
  });

  it.each([
    ['of another server', leaseAt(TEST_START, { privateKey: generateKeyPairSync('ed25519').privateKey })],
    ['of another user', leaseAt(TEST_START, { userId: 'somebody' })],
    ['whose end was changed', { ...leaseAt(TEST_START), until: iso(TEST_START + 300 * DAY) }],
    ['whose signature is no signature', { ...leaseAt(TEST_START), sig: '???' }],
  ])('ignores one %s', (_which, lease) => {
    const { keeper } = setUp();
    keeper.learn(iso(TEST_START), lease);
    expect(keeper.kept().lease).toBeNull();
  });

  it('keeps the newest, also when the server made the terms shorter', () => {
    const { keeper } = setUp();
    const [old, cut] = [leaseAt(TEST_START), leaseAt(TEST_START + 1000, { until: TEST_START + DAY })];
    keeper.learn(iso(TEST_START), old);
    keeper.learn(iso(TEST_START + 1000), cut);
    keeper.learn(iso(TEST_START + 1000), old);
    expect(keeper.kept().lease).toEqual(cut);
  });

  it('is written to the vault when it comes in, and from then on every five minutes of the server', () => {
    const { keeper, save } = setUp();
    for (let second = 0; second <= 600; second += 10)
      keeper.learn(iso(TEST_START + second * 1000), leaseAt(TEST_START + second * 1000));
    expect(save).toHaveBeenCalledTimes(3);
  });

  it('is noticed to be over while the program runs, and after a sleep of the machine', async () => {
    const { clock, keeper, onOver } = setUp({ lease: leaseAt(TEST_START) });
    keeper.watch();
    clock.pass(7 * DAY);
    await SYSTEM_CLOCK.breathe();
    expect(onOver).not.toHaveBeenCalled();
    clock.pass(60_000);
    await vi.waitFor(() => expect(onOver).toHaveBeenCalledExactlyOnceWith('ended'));
  });

  it('is not made longer by starting again and again with the clock turned back, without any contact', async () => {
    let kept: KeptLease = { signedInAt: iso(TEST_START), lease: leaseAt(TEST_START), newestTime: iso(TEST_START) };
    for (const days of [0, 3, 6, 0, 6, -30, 6.5]) {
      const { clock, keeper } = setUp(kept);
      clock.pass(days * DAY);
      keeper.watch();
      await SYSTEM_CLOCK.breathe();
      kept = keeper.kept();
      keeper.close();
    }
    expect(leaseNow(TEST_START, kept.newestTime)).toBe(TEST_START + 6.5 * DAY);
  });

  it('goes on while the program runs with a clock that is behind', async () => {
    const { clock, keeper } = setUp({ lease: leaseAt(TEST_START), newestTime: iso(TEST_START + 2 * DAY) });
    keeper.watch();
    for (let minute = 1; minute <= 3; minute += 1) {
      await SYSTEM_CLOCK.breathe();
      clock.pass(60_000);
      const expected = iso(TEST_START + 2 * DAY + minute * 60_000);
      await vi.waitFor(() => expect(keeper.kept().newestTime).toBe(expected));
    }
    keeper.close();
  });

  it('trusts the server again after a clock that ran ahead was set right', async () => {
    const { clock, keeper } = setUp({ lease: leaseAt(TEST_START) });
    clock.pass(5 * DAY);
    keeper.watch();
    await SYSTEM_CLOCK.breathe();
    keeper.close();
    keeper.learn(iso(TEST_START + 1000), null);
    expect(keeper.kept().newestTime).toBe(iso(TEST_START + 1000));
  });

  it('is not watched any more once closed', async () => {
    const { clock, keeper, onOver } = setUp();
    keeper.watch();
    keeper.close();
    clock.pass(100 * DAY);
    await SYSTEM_CLOCK.breathe();
    expect(onOver).not.toHaveBeenCalled();
  });
});
