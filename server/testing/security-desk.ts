import { TOTP } from 'otpauth';
import type { Session } from '@hallowerk/contract/accounts/account.ts';
import type { AuthenticatorSetup, SecurityOverview } from '@hallowerk/contract/accounts/security.ts';
import { DEMO_PASSWORD } from '../accounts/demo-accounts.ts';
import { deliverQueue } from '../outbox/mail-queue.ts';
import type { Mail } from '../outbox/outbound.ts';
import { call, EMAILS, signIn, TEST_DEVICE, type Answer } from './http-client.ts';
import type { TestServer } from './test-server.ts';

/** Keeps every rule, and is nobody's. */
export const GOOD_PASSWORD = 'Zeven-paarse-3hoeken!';

/** One user and his own security; all of it over HTTP. */
export class SecurityDesk {
  readonly test: TestServer;
  session: Session;
  password: string;

  private constructor(test: TestServer, session: Session) {
    this.test = test;
    this.session = session;
    this.password = DEMO_PASSWORD;
  }

  static async open(test: TestServer, email: string = EMAILS.EMPLOYER): Promise<SecurityDesk> {
    return new SecurityDesk(test, await signIn(test, email));
  }

  /** With his session. */
  ask<T = unknown>(method: string, path: string, body?: unknown): Promise<Answer<T>> {
    const { accessToken: token } = this.session;
    return call<T>(this.test.server.url, method, path, { token, ...(body === undefined ? {} : { body }) });
  }

  /** Without one. */
  post<T = unknown>(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer<T>> {
    return call<T>(this.test.server.url, 'POST', path, { body, headers });
  }

  overview(): Promise<Answer<SecurityOverview>> {
    return this.ask<SecurityOverview>('GET', '/me/security');
  }

  startConfirmation(password = this.password): Promise<Answer<{ id: string }>> {
    return this.ask('POST', '/session-confirmations', { password });
  }

  /** Password and code by text message. */
  async confirm(): Promise<Answer> {
    const { id } = (await this.startConfirmation()).body;
    await this.post(`/sign-in-challenges/${id}/codes`, { method: 'SMS' });
    const code = this.test.outbound.lastCode();
    return this.ask('PUT', `/session-confirmations/${id}`, { method: 'SMS', code });
  }

  startSignIn(device?: { readonly id: string; readonly proof: string }, password = this.password) {
    const body = { email: this.session.me.email, password, ...(device && { device }) };
    return this.post<{ id: string; trusted: boolean }>('/sign-in-challenges', body);
  }

  /** Signs in on this or a new device with a text message; 201 or what came instead. */
  async signInBySms(
    options: { readonly deviceId?: string | null; readonly trustDevice?: boolean } = {},
  ): Promise<Answer<Session>> {
    const challenge = await this.startSignIn();
    if (challenge.status !== 201) return challenge as unknown as Answer<Session>;
    const { id } = challenge.body;
    await this.post(`/sign-in-challenges/${id}/codes`, { method: 'SMS' });
    return this.post<Session>('/sessions', {
      ...{ challengeId: id, method: 'SMS', code: this.test.outbound.lastCode() },
      device: { ...TEST_DEVICE, id: options.deviceId ?? null },
      ...(options.trustDevice !== undefined && { trustDevice: options.trustDevice }),
    });
  }

  beginAuthenticator(): Promise<Answer<AuthenticatorSetup>> {
    return this.ask('POST', '/me/authenticator-setups');
  }

  codeOf(setup: Pick<AuthenticatorSetup, 'secret'>): string {
    return new TOTP({ secret: setup.secret }).generate({ timestamp: this.test.clock.now().getTime() });
  }

  /** Sends what is queued and gives the mails that went to this address since the start. */
  async mails(to: string = this.session.me.email): Promise<readonly Mail[]> {
    const { knex } = this.test.server;
    const { sendMail } = this.test.outbound;
    const failures: unknown[] = [];
    const onFailure = (error: unknown): void => void failures.push(error);
    // The server itself may have just taken one.
    do {
      await deliverQueue({ knex, sendMail, now: this.test.clock.now(), onFailure });
      if (failures.length > 0) throw failures[0];
    } while ((await knex('mail_queue').whereNull('sent_at').first('id')) !== undefined);
    return this.test.outbound.mails.filter((mail) => mail.to === to);
  }

  requestReset(email: string = this.session.me.email, headers: Record<string, string> = {}): Promise<Answer> {
    return this.post('/password-resets', { email }, headers);
  }

  /** The token of the newest mail with a link. */
  async resetToken(): Promise<string> {
    const mail = (await this.mails()).findLast((candidate) => candidate.subject === 'Wijzig je wachtwoord');
    const token = /#([\w-]{43})/.exec(mail?.text ?? '')?.[1];
    if (token === undefined) throw new Error('No link was sent');
    return token;
  }

  completeReset(token: string, password = GOOD_PASSWORD): Promise<Answer> {
    return this.post('/password-reset-completions', { token, password });
  }
}
