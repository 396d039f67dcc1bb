import { expect, it, vi } from 'vitest';
import { CAPTIVE_PORTAL, CLEAN, forgedProblem, gatewayAnswer, type Fault, type SeenRequest } from '../proxy/faults.ts';
import { ALL_FAULTS, seededSchedule } from '../proxy/schedule.ts';
import { settled, type Desktop } from './desktop-process.ts';
import { judge, mutationsOf, readFacts, signedInSession } from './evidence.ts';
import type { TrialWorld } from './trial-world.ts';

/** What can meet a fault: sync itself. A stream of pokes has no end to cut. */
export const isSync = ({ path }: SeenRequest): boolean => /^\/v1\/sync\/(pull|push|verify)$/.test(path);

/** A desktop that lives, behind a network that does not. */
export function networkTrials(world: TrialWorld): void {
  it('comes through every kind of fault with everything there once (C3, C10, C11)', { timeout: 180_000 }, async () => {
    const { proxy, seed, server } = world;
    const profile = world.profile('faulty');
    const desktop = await world.newDesktop(profile, 'EMPLOYER');
    const writer = await world.writer(desktop);
    const schedule = seededSchedule({ seed, faulty: 0.7, concerns: isSync, patienceMs: 150 });
    const met = new Set<string>();
    let requests = 0;
    proxy.play((request) => {
      const fault = schedule(request);
      if (isSync(request)) requests += 1;
      met.add(fault.kind);
      return fault;
    });
    while (ALL_FAULTS.some((kind) => !met.has(kind))) {
      const before = requests;
      // Now and then every line breaks, also the one for pokes.
      if (writer.ledger.saved % 5 === 4) proxy.sever();
      expect(await writer.write(desktop)).toBe('saved');
      await vi.waitFor(async () => {
        await desktop.api.sync.start();
        expect(requests, `seed ${seed}`).toBeGreaterThan(before);
      });
    }
    proxy.play(CLEAN);
    await proxy.release();
    await settled(desktop);
    await desktop.stop();
    const facts = await server.inspect(readFacts);
    const { deviceId, userId } = await signedInSession(profile);
    const context = `seed ${seed}\n${proxy.log().split('\n').slice(-60).join('\n')}`;
    expect(judge(writer.ledger, facts, userId), context).toEqual({ lost: [], doubled: [], wrong: [] });
    expect(mutationsOf(facts, deviceId), context).toBe(writer.ledger.saved);
    expect(facts, context).toMatchObject({ mismatches: 0, auditsClean: true });
    world.say(`every kind of fault: ${requests} requests, ${writer.ledger.saved} saved, 0 lost, 0 doubled`);
  });

  it('applies no old answer and no page of somebody else, and is itself again afterwards (C1, C4)', async () => {
    const { proxy } = world;
    const desktop = await world.newDesktop(world.profile('deceived'), 'EMPLOYER');
    const writer = await world.writer(desktop);
    const lies: readonly [Fault, string][] = [
      // The first answer that this path ever gave: another request's, so its id is another one (L11).
      [{ kind: 'stale' }, 'error'],
      [{ kind: 'answer', answer: CAPTIVE_PORTAL }, 'offline'],
      [{ kind: 'answer', answer: gatewayAnswer(502, null) }, 'offline'],
    ];
    for (const [fault, phase] of lies) {
      expect(await writer.write(desktop)).toBe('saved');
      await settled(desktop);
      proxy.play((request) => (isSync(request) ? fault : { kind: 'none' }));
      expect(await writer.write(desktop)).toBe('saved');
      await vi.waitFor(async () => expect((await desktop.api.sync.state()).phase).toBe(phase));
      expect((await desktop.api.sync.overview()).waiting).toHaveLength(1);
      await expect(desktop.api.accounts.state()).resolves.toMatchObject({ state: 'signed-in' });
      proxy.play(CLEAN);
      await settled(desktop);
    }
    await desktop.stop();
  }, 120_000);

  it('waits as long as a busy server asks, whatever the user writes meanwhile', async () => {
    const { proxy } = world;
    const desktop = await world.newDesktop(world.profile('patient'), 'EMPLOYER');
    const writer = await world.writer(desktop);
    const { headers, ...busy } = forgedProblem(503, 'busy');
    const asked: number[] = [];
    proxy.play((request) => {
      if (!isSync(request)) return { kind: 'none' };
      asked.push(performance.now());
      const answer = { ...busy, headers: { ...headers, 'retry-after': '1' } };
      return asked.length > 2 ? { kind: 'none' } : { kind: 'answer', answer };
    });
    const writing = new AbortController();
    const done = keepWriting(desktop, () => writer.write(desktop), writing.signal);
    await vi.waitFor(() => expect(asked.length).toBeGreaterThan(2));
    writing.abort();
    await done;
    expect(asked[1]! - asked[0]!).toBeGreaterThanOrEqual(990);
    expect(asked[2]! - asked[1]!).toBeGreaterThanOrEqual(990);
    proxy.play(CLEAN);
    await settled(desktop);
    await desktop.stop();
  }, 120_000);
}

/** Now and then, as a person does. */
async function keepWriting(desktop: Desktop, write: () => Promise<unknown>, signal: AbortSignal): Promise<void> {
  while (!signal.aborted && desktop.child.exitCode === null) {
    await write();
    await desktop.api.sync.overview();
  }
}
