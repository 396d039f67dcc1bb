import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { withTransaction } from '../database/transaction.ts';
import { DAY, HOUR, MINUTE } from '../security/clock.ts';
import { SyncWorld } from '../testing/sync-world.ts';
import { databaseKinds } from '../testing/test-database.ts';
import { deliverQueue, queueMail, removeOldMails } from './mail-queue.ts';
import type { Mail } from './outbound.ts';

const MAIL = { kind: 'CONTACT_FOLLOW_UP', key: '1', to: 'iemand@example.nl', subject: 'Hallo', text: 'Dag' };

describe.each(databaseKinds())('mail queue on %s', (kind) => {
  let world: SyncWorld;
  let mails: Mail[];
  let away: boolean;
  let failures: number;
  beforeEach(async () => {
    world = await SyncWorld.open(kind);
    mails = [];
    away = false;
    failures = 0;
  });
  afterEach(() => world.close());

  const deliver = () =>
    deliverQueue({
      ...{ knex: world.knex, now: world.clock.now() },
      sendMail: async (mail) => {
        if (away) throw new Error('The mail server is away');
        mails.push(mail);
      },
      onFailure: () => failures++,
    });
  const queue = (key: string) =>
    withTransaction(world.knex, (trx) => queueMail(trx, { ...MAIL, key }, world.clock.now()));

  it('sends a mail of one kind and key once, however often it is written and by however many nodes', async () => {
    await queue('1');
    await queue('1');
    await queue('2');
    await Promise.all([deliver(), deliver(), deliver()]);
    await queue('2');
    await deliver();
    expect(mails).toHaveLength(2);
    expect(mails[0]).toMatchObject({ to: MAIL.to, subject: 'Hallo', text: 'Dag' });
    expect(new Set(mails.map(({ messageId }) => messageId)).size).toBe(2);
  });

  it('sends nothing of a transaction that was rolled back, and keeps nothing of what was sent', async () => {
    const broken = withTransaction(world.knex, async (trx) => {
      await queueMail(trx, MAIL, world.clock.now());
      throw new Error('No');
    });
    await expect(broken).rejects.toThrow('No');
    expect(await deliver()).toEqual({ mails: 0, failed: 0 });
    await queue('3');
    await deliver();
    expect(await world.knex('mail_queue').select('recipient', 'subject', 'body')).toEqual([
      { recipient: '', subject: '', body: '' },
    ]);
    world.clock.advance(61 * DAY);
    expect(await removeOldMails(world.knex, world.clock.now())).toBe(1);
  });

  it('tries again, later and later, and gives up after a day and a half', async () => {
    for (let key = 0; key < 5; key += 1) await queue(String(key));
    away = true;
    expect(await deliver()).toEqual({ mails: 0, failed: 3 });
    away = false;
    expect(await deliver()).toEqual({ mails: 2, failed: 0 });
    expect(await deliver()).toEqual({ mails: 0, failed: 0 });
    world.clock.advance(15 * MINUTE);
    expect(await deliver()).toEqual({ mails: 3, failed: 0 });
    await queue('last');
    away = true;
    failures = 0;
    for (let at = 0; at < 20; at += 1) {
      await deliver();
      world.clock.advance(4 * HOUR);
    }
    expect(failures).toBe(14);
    away = false;
    world.clock.advance(30 * DAY);
    expect(await deliver()).toEqual({ mails: 0, failed: 0 });
  });
});
