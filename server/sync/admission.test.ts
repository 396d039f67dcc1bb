import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PROTOCOL_VERSION, type PullRequest, type PullResponse } from '@hallowerk/contract/sync/pull.ts';
import type { SessionContext } from '../security/session.ts';
import { TokenBucket } from '../shared/token-bucket.ts';
import { ManualTimers } from '../testing/manual-timers.ts';
import { createAdmission, FILL_IDLE_MS, TURN_WAIT_MS, type AdmissionSettings } from './admission.ts';
import { completeAt, encodeCursor, fillFrom } from './cursor.ts';

const COMPLETE = encodeCursor({ epoch: 1, scopes: new Map([[1, completeAt(9)]]) });
const HALFWAY = encodeCursor({
  epoch: 1,
  scopes: new Map([
    [1, completeAt(9)],
    [2, { ...fillFrom(9), position: 5, collection: 1, rowId: randomUUID() }],
  ]),
});

function session(): SessionContext {
  return { sessionId: randomUUID(), userId: randomUUID(), deviceId: randomUUID(), role: 'EMPLOYER', rights: [] };
}

function setUp(settings: Partial<AdmissionSettings> = {}) {
  const timers = new ManualTimers();
  const admission = createAdmission({ perMinute: 30, burst: 3, maxFills: 2, ...settings }, timers);
  const pull = (who: SessionContext, cursor: string | null, done: boolean | Promise<boolean> = true) =>
    admission.pull(who, request(who, cursor), async () => ({ done: await done }) as PullResponse);
  return { timers, admission, pull };
}

function request(who: SessionContext, cursor: string | null): PullRequest {
  const limit = { rows: 1, bytes: 1024 };
  const rid = randomUUID();
  const common = { v: PROTOCOL_VERSION, rid, device: who.deviceId, build: '1', collections: {}, pending: [], lazy: [] };
  return { ...common, cursor, limit };
}

const busy = { status: 503, code: 'busy' };

describe('admission to sync', () => {
  it('lets a device pull a few times at once, and then as often as the rate allows', async () => {
    const { timers, pull } = setUp();
    const me = session();
    for (let count = 0; count < 3; count++) await pull(me, COMPLETE);
    await expect(pull(me, COMPLETE)).rejects.toMatchObject({ status: 429, retryAfterSeconds: 2 });
    await expect(pull(session(), COMPLETE)).resolves.toEqual({ done: true });
    timers.advance(2_000);
    await pull(me, COMPLETE);
    await expect(pull(me, COMPLETE)).rejects.toMatchObject({ status: 429 });
  });

  it('counts pushes apart from pulls', async () => {
    const { admission, pull } = setUp();
    const me = session();
    for (let count = 0; count < 3; count++) {
      await pull(me, COMPLETE);
      await admission.push(me, async () => 'sent');
    }
    await expect(admission.push(me, async () => 'sent')).rejects.toMatchObject({ status: 429 });
  });

  it('does not count the later pages of a fill', async () => {
    const { pull } = setUp();
    const me = session();
    await pull(me, null, false);
    for (let count = 0; count < 300; count++) await pull(me, HALFWAY, false);
    await expect(pull(me, HALFWAY)).resolves.toEqual({ done: true });
  });

  it('lets one pull of a device wait for the one before, and sends a third away', async () => {
    const { pull } = setUp();
    const me = session();
    const first = Promise.withResolvers<boolean>();
    const answers = [pull(me, COMPLETE, first.promise), pull(me, COMPLETE)];
    await expect(pull(me, COMPLETE)).rejects.toMatchObject({ ...busy, retryAfterSeconds: 1 });
    first.resolve(true);
    await expect(Promise.all(answers)).resolves.toEqual([{ done: true }, { done: true }]);
  });

  it('lets nobody wait for long, and lets the next one in after a failure', async () => {
    const { timers, pull } = setUp();
    const me = session();
    const first = Promise.withResolvers<boolean>();
    const failing = pull(me, COMPLETE, first.promise);
    const second = pull(me, COMPLETE);
    timers.advance(TURN_WAIT_MS);
    await expect(second).rejects.toMatchObject(busy);
    first.reject(new Error('broken'));
    await expect(failing).rejects.toThrow('broken');
    await expect(pull(me, COMPLETE)).resolves.toEqual({ done: true });
  });

  it('fills so many devices at once, and serves small changes of all others', async () => {
    const { timers, pull } = setUp();
    const [one, two, three] = [session(), session(), session()];
    await pull(one, null, false);
    await pull(two, null, false);
    timers.chance = () => 0.999;
    await expect(pull(three, null)).rejects.toMatchObject({ ...busy, retryAfterSeconds: 19 });
    await expect(pull(three, COMPLETE)).resolves.toEqual({ done: true });
    await pull(one, HALFWAY);
    await expect(pull(three, null, false)).resolves.toEqual({ done: false });
  });

  it('gives the place of a device that stopped asking to another, never that of one that is being served', async () => {
    const { timers, pull } = setUp({ maxFills: 1 });
    const [one, two] = [session(), session()];
    const page = Promise.withResolvers<boolean>();
    const serving = pull(one, null, page.promise);
    timers.advance(2 * FILL_IDLE_MS);
    await expect(pull(two, null)).rejects.toMatchObject(busy);
    page.resolve(false);
    await serving;
    timers.advance(FILL_IDLE_MS - 1);
    await expect(pull(two, null)).rejects.toMatchObject(busy);
    timers.advance(1);
    await expect(pull(two, null)).resolves.toEqual({ done: true });
  });

  it('never lets more through than burst and rate together, whatever the pauses', () => {
    const limits = fc.record({ perMinute: fc.integer({ min: 1, max: 600 }), burst: fc.integer({ min: 1, max: 50 }) });
    fc.assert(
      fc.property(limits, fc.array(fc.nat(5_000), { maxLength: 200 }), (limit, pauses) => {
        const bucket = new TokenBucket(limit, 0);
        let now = 0;
        let taken = 0;
        for (const pause of pauses) {
          now += pause;
          const wait = bucket.take(now);
          if (wait === 0) taken += 1;
          else expect(wait).toBeLessThanOrEqual(60_000 / limit.perMinute + 1);
        }
        expect(taken).toBeLessThanOrEqual(limit.burst + (now / 60_000) * limit.perMinute + 1e-6);
      }),
    );
  });

  it('says exactly when the next one may come', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 600 }), fc.integer({ min: 1, max: 20 }), (perMinute, burst) => {
        const bucket = new TokenBucket({ perMinute, burst }, 0);
        for (let count = 0; count < burst; count++) expect(bucket.take(0)).toBe(0);
        const wait = bucket.take(0);
        expect(wait).toBeGreaterThan(0);
        expect(bucket.take(wait)).toBe(0);
      }),
    );
  });
});
