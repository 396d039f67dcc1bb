import { setTimeout as delay } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { CLEAN } from '../proxy/faults.ts';
import { seededSchedule } from '../proxy/schedule.ts';
import { settled, upToDate } from './desktop-process.ts';
import { judge, mutationsOf, readFacts, signedInSession, viewOf } from './evidence.ts';
import { isSync } from './network.trial.ts';
import type { TrialWorld } from './trial-world.ts';
import { writeUntil } from './workload.ts';

const CYCLES = Number(process.env['TRIALS_CYCLES'] ?? 5);
const SERVER_KILLS = Math.max(2, Math.floor(CYCLES / 2));
/** So many deaths behind faults fill the outbox; then it may empty itself once. */
const CALM_EVERY = 10;
const NOTHING = { lost: [], doubled: [], wrong: [] };

export function killTrials(world: TrialWorld): void {
  it(
    `loses and doubles nothing when the desktop is killed ${CYCLES} times while it writes and syncs behind faults (C3, C10, C11)`,
    { timeout: 60_000 + CYCLES * 20_000 },
    async () => {
      const { proxy, server, random, seed } = world;
      const profile = world.profile('killed');
      const first = await world.newDesktop(profile, 'ACCOUNT_MANAGER');
      const writer = await world.writer(first);
      await first.stop();

      for (let cycle = 0; cycle < CYCLES; cycle += 1) {
        const desktop = await world.desktop(profile);
        proxy.play(seededSchedule({ seed: seed + cycle, faulty: 0.5, concerns: isSync }));
        const writing = writeUntil(writer, desktop, AbortSignal.timeout(60_000));
        // Not a wait for something: the moment of death is drawn by chance.
        await delay(150 + random() * 500);
        await desktop.kill();
        await writing;
        // Requests that were on their way arrive after the one who sent them is gone.
        if (random() < 0.5) await proxy.release();
        if (cycle % CALM_EVERY === CALM_EVERY - 1) await drain(world, profile);
      }
      proxy.play(CLEAN);
      await proxy.release();

      const { ledger } = writer;
      const desktop = await world.desktop(profile);
      await settled(desktop);
      const observer = await world.newDesktop(world.profile('killed-observer'), 'ACCOUNT_MANAGER');
      await upToDate(desktop);
      await desktop.stop();
      await observer.stop();
      const facts = await server.inspect(readFacts);

      const context = `seed ${seed}, ${CYCLES} cycles\n${proxy.log().split('\n').slice(-60).join('\n')}`;
      const { deviceId, userId } = await signedInSession(profile);
      expect(judge(ledger, facts, userId), context).toEqual(NOTHING);
      const executed = mutationsOf(facts, deviceId);
      expect(executed, context).toBeGreaterThanOrEqual(ledger.saved);
      expect(executed, context).toBeLessThanOrEqual(ledger.saved + ledger.unanswered);
      expect(facts, context).toMatchObject({ conflicts: 0, mismatches: 0, auditsClean: true });
      expect(await viewOf(profile), context).toBe(await viewOf(world.profile('killed-observer')));
      world.say(
        `desktop killed ${CYCLES} times (seed ${seed}): ${ledger.saved} saved, ${ledger.unanswered} unanswered, ${executed} executed,` +
          ` 0 lost, 0 doubled; faults ${JSON.stringify(proxy.tally())}`,
      );
      expect(ledger.saved).toBeGreaterThan(CYCLES);
      // Nothing but the one reason there is: more than the outbox holds.
      expect([...ledger.refusals.keys()].filter((words) => !words.includes('te veel wijzigingen'))).toEqual([]);
    },
  );

  it(
    `drains after the server was killed ${SERVER_KILLS} times in the middle of a request (S5, S6, C3, C10)`,
    { timeout: 60_000 + SERVER_KILLS * 30_000 },
    async () => {
      const { proxy, server, random, seed } = world;
      const profile = world.profile('server-killed');
      const desktop = await world.newDesktop(profile, 'CASE_MANAGER');
      const writer = await world.writer(desktop);
      for (let kill = 0; kill < SERVER_KILLS; kill += 1) {
        const stop = new AbortController();
        const killed = Promise.withResolvers<void>();
        proxy.play((request) => {
          if (request.path === '/v1/sync/push') {
            proxy.play(CLEAN);
            void delay(random() * 30).then(() => server.kill().then(killed.resolve));
          }
          return { kind: 'none' };
        });
        const writing = writeUntil(writer, desktop, stop.signal);
        await killed.promise;
        await delay(random() * 100);
        stop.abort();
        await writing;
        await server.start();
        if (kill % CALM_EVERY === CALM_EVERY - 1) await settled(desktop);
      }
      await settled(desktop);
      await desktop.stop();
      const { deviceId, userId } = await signedInSession(profile);
      const facts = await server.inspect(readFacts);
      const { ledger } = writer;
      expect(judge(ledger, facts, userId), `seed ${seed}`).toEqual(NOTHING);
      expect(mutationsOf(facts, deviceId), `seed ${seed}`).toBe(ledger.saved);
      expect(facts, `seed ${seed}`).toMatchObject({ conflicts: 0, mismatches: 0, auditsClean: true });
      expect(ledger.saved).toBeGreaterThan(SERVER_KILLS);
      world.say(`server killed ${SERVER_KILLS} times: ${ledger.saved} saved, 0 lost, 0 doubled`);
    },
  );
}

async function drain(world: TrialWorld, profile: string): Promise<void> {
  world.proxy.play(CLEAN);
  const desktop = await world.desktop(profile);
  await settled(desktop);
  await desktop.kill();
}
