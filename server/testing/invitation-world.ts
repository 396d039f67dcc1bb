import { randomUUID } from 'node:crypto';
import { URI } from 'otpauth';
import { expect, vi } from 'vitest';
import type { Session } from '@hallowerk/contract/accounts/account.ts';
import type {
  FactorSetup,
  Invitation,
  InvitationDecision,
  InvitationInput,
  InvitationMail,
  InvitationOrganization,
  InvitationVisit,
  SetupProgress,
} from '@hallowerk/contract/accounts/invitation.ts';
import { deliverQueue } from '../outbox/mail-queue.ts';
import type { Mail } from '../outbox/outbound.ts';
import { call, EMAILS, signIn, type Answer } from './http-client.ts';
import type { TestServer } from './test-server.ts';

export const NEW_PASSWORD = 'Regenjas!op42haken';

export const INVITED: InvitationInput = {
  kind: 'EMPLOYER',
  fullName: 'Sanne Visser',
  email: 'sanne@nieuw.example',
  role: 'EMPLOYER',
  organizationId: null,
  organizationName: 'Fietsenmaker Visser',
  mobile: null,
  personalMessage: 'Leuk je gesproken te hebben.',
};

export const STAFF: InvitationInput = {
  ...INVITED,
  kind: 'ATS_USER',
  role: 'CASE_MANAGER',
  organizationName: '',
};

/** People who invite and people who are invited; all of it over HTTP. */
export class InvitationWorld {
  readonly manager: Session;
  readonly administrator: Session;
  readonly #test: TestServer;

  private constructor(test: TestServer, manager: Session, administrator: Session) {
    this.#test = test;
    this.manager = manager;
    this.administrator = administrator;
  }

  static async open(test: TestServer): Promise<InvitationWorld> {
    const manager = await signIn(test, EMAILS.ACCOUNT_MANAGER);
    return new InvitationWorld(test, manager, await signIn(test, EMAILS.MUNICIPAL_ADMINISTRATOR));
  }

  list(as = this.manager): Promise<Answer<{ items: Invitation[]; organizations: InvitationOrganization[] }>> {
    return this.call('GET', '/invitations', undefined, as);
  }

  save(
    change: Partial<InvitationInput> = {},
    options: { readonly send?: boolean; readonly id?: string; readonly as?: Session } = {},
  ): Promise<Answer<Invitation>> {
    const { send = true, id = randomUUID(), as = this.manager } = options;
    const fresh = { email: `${randomUUID()}@nieuw.example`, organizationName: `Fietsenmaker ${randomUUID()}` };
    const body = { invitation: { ...INVITED, ...fresh, ...change }, send };
    return this.call('PUT', `/invitations/${id}`, body, as);
  }

  decide(id: string, decision: InvitationDecision, as = this.manager): Promise<Answer<{ item: Invitation | null }>> {
    return this.call('POST', `/invitations/${id}/decisions`, { decision }, as);
  }

  preview(change: Partial<InvitationInput> = {}, as = this.manager): Promise<Answer<InvitationMail>> {
    return this.call('POST', '/invitation-previews', { ...INVITED, ...change }, as);
  }

  /** The newest mail to an address, delivered from the queue now. */
  async mailTo(address: string): Promise<Mail> {
    const { server, clock, outbound } = this.#test;
    const onFailure = (error: unknown): void => {
      throw error;
    };
    await deliverQueue({ knex: server.knex, sendMail: outbound.sendMail, now: clock.now(), onFailure });
    // The server delivers by itself as well: what it has in hand is not in the queue any more.
    const waiting = () => server.knex('mail_queue').where({ recipient: address }).whereNull('sent_at');
    await vi.waitFor(async () => expect(await waiting()).toHaveLength(0));
    const mail = outbound.mails.findLast((one) => one.to === address);
    if (mail === undefined) throw new Error('No mail was sent');
    return mail;
  }

  async tokenFor(address: string): Promise<string> {
    const { text } = await this.mailTo(address);
    return /\/uitnodiging#([\w-]{43})/.exec(text)?.[1] ?? '';
  }

  /** Sends an invitation and reads the token in its mail. */
  async invite(
    change: Partial<InvitationInput> = {},
    as = this.manager,
  ): Promise<{ id: string; token: string; email: string }> {
    const answer = await this.save(change, { as });
    if (answer.status !== 200) throw new Error(`Refused: ${answer.text}`);
    const { id, email } = answer.body;
    return { id, email, token: await this.tokenFor(email) };
  }

  open(token: string): Promise<Answer<InvitationVisit>> {
    return this.call('POST', '/invitation-openings', { token });
  }

  accept(token: string, more: object = {}): Promise<Answer<SetupProgress>> {
    return this.call('POST', '/invitation-acceptances', { token, termsVersion: 1, agreed: true, ...more });
  }

  async openAndAccept(token: string): Promise<Answer<SetupProgress>> {
    await this.open(token);
    return this.accept(token);
  }

  resume(token: string, password: string): Promise<Answer<SetupProgress>> {
    return this.call('POST', '/invitation-resumptions', { token, password });
  }

  password(ticket: string | null, password = NEW_PASSWORD): Promise<Answer<SetupProgress>> {
    return this.call('POST', '/invitation-passwords', { ticket, password });
  }

  factor(ticket: string | null, method: 'TOTP' | 'SMS', phone?: string): Promise<Answer<FactorSetup>> {
    return this.call('POST', '/invitation-factors', { ticket, method, ...(phone !== undefined && { phone }) });
  }

  confirm(ticket: string | null, factorId: string, code: string): Promise<Answer<SetupProgress>> {
    return this.call('POST', '/invitation-factor-confirmations', { ticket, factorId, code });
  }

  /** The code that the app of the new user shows now. */
  codeOf(setup: FactorSetup): string {
    if (setup.method !== 'TOTP') throw new Error('This is no app');
    return URI.parse(setup.uri).generate({ timestamp: this.#test.clock.now().getTime() });
  }

  /** Everything after the terms, with an authenticator app. */
  async finish(ticket: string | null): Promise<Answer<SetupProgress>> {
    await this.password(ticket);
    const { body } = await this.factor(ticket, 'TOTP');
    return this.confirm(ticket, body.id, this.codeOf(body));
  }

  user(email: string) {
    return this.#test.server
      .knex('app_user as u')
      .join('organization as o', 'o.id', 'u.organization_id')
      .whereRaw('lower(u.email) = lower(?)', [email])
      .first('u.*', { organization: 'o.name' });
  }

  call<T>(method: string, path: string, body?: unknown, as?: Session): Promise<Answer<T>> {
    return call<T>(this.#test.server.url, method, path, { body, ...(as && { token: as.accessToken }) });
  }
}
