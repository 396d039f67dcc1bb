import type { FastifyInstance } from 'fastify';
import type { Knex } from 'knex';
import type { DemoMessage } from '@hallowerk/contract/accounts/account.ts';
import { usableCode } from '../security/totp.ts';
import { notFound } from '../http/problems.ts';
import type { Clock } from '../security/clock.ts';
import type { ServerKeys } from '../security/keys.ts';
import { sendPage } from '../shared/page-shell.ts';
import { outboxPage } from './outbox-page.ts';

const NEWEST = 100;

/** Messages a demo server kept, newest first. */
export async function demoMessages(knex: Knex): Promise<DemoMessage[]> {
  const rows = await knex('demo_message').orderBy('sent_at', 'desc').orderBy('id', 'desc').limit(NEWEST);
  return rows.map((row) => ({
    id: row.id,
    channel: row.channel,
    to: row.recipient,
    subject: row.subject,
    body: row.body,
    sentAt: row.sent_at.toISOString(),
  }));
}

export interface AuthenticatorCode {
  readonly email: string;
  /** Null when the present one was used: half a minute later there is another. */
  readonly code: string | null;
}

/** The code that each account with an authenticator app could use now, for who tries the demo without one. */
export async function authenticatorCodes(knex: Knex, keys: ServerKeys, now: Date): Promise<AuthenticatorCode[]> {
  const rows = await knex('second_factor as f')
    .join('app_user as u', 'u.id', 'f.user_id')
    .where('f.method', 'TOTP')
    .orderBy('u.email')
    .select('f.id', 'f.secret', 'f.last_step', 'u.email');
  return rows.map((row) => {
    const secret = keys.open('second-factor', row.id, row.secret);
    return { email: row.email, code: usableCode(secret, now, row.last_step === null ? null : Number(row.last_step)) };
  });
}

/** `GET /demo/outbox`, for people; on a server that is not a demo it does not exist. */
export function registerDemoOutbox(
  app: FastifyInstance,
  deps: {
    readonly knex: Knex;
    readonly keys: ServerKeys;
    readonly clock: Clock;
    readonly demo: boolean;
    readonly productName: string;
  },
): void {
  app.get('/demo/outbox', { schema: { hide: true } }, async (_request, reply) => {
    if (!deps.demo) throw notFound();
    const messages = await demoMessages(deps.knex);
    const codes = await authenticatorCodes(deps.knex, deps.keys, deps.clock.now());
    return sendPage(reply, outboxPage(deps.productName, messages, codes));
  });
}
