import type { Session, SessionTokens } from '@hallowerk/contract/accounts/account.ts';
import type { DeviceOrder } from '@hallowerk/contract/devices/device-order.ts';
import type { DeviceDecision, DeviceStatus } from '@hallowerk/contract/devices/device-status.ts';
import { changeUserState } from '../accounts/user-state.ts';
import { withTransaction } from '../database/transaction.ts';
import { call, EMAILS, signIn, startChallenge, TEST_DEVICE, type Answer } from './http-client.ts';
import type { TestServer } from './test-server.ts';

export interface AuditLine {
  readonly actor: string;
  readonly action: string;
  readonly detail: unknown;
}

/** An administrator at work, and what devices do meanwhile; all of it over HTTP. */
export class DeviceDesk {
  readonly administrator: Session;
  readonly #test: TestServer;

  private constructor(test: TestServer, administrator: Session) {
    this.#test = test;
    this.administrator = administrator;
  }

  static async open(test: TestServer): Promise<DeviceDesk> {
    return new DeviceDesk(test, await signIn(test, EMAILS.MUNICIPAL_ADMINISTRATOR));
  }

  list(as: Session = this.administrator): Promise<Answer<{ items: DeviceStatus[] }>> {
    return this.#call('GET', '/devices', { token: as.accessToken });
  }

  async status(id: string): Promise<DeviceStatus | undefined> {
    return (await this.list()).body.items.find((device) => device.id === id);
  }

  decide(id: string, decision: DeviceDecision, as: Session = this.administrator): Promise<Answer<DeviceStatus>> {
    return this.#call('POST', `/devices/${id}/decisions`, { body: { decision }, token: as.accessToken });
  }

  /** Any call with a token. */
  contact(accessToken: string): Promise<Answer> {
    return this.#call('GET', '/me', { token: accessToken });
  }

  renew(refreshToken: string): Promise<Answer<SessionTokens>> {
    return this.#call('POST', '/session-renewals', { body: { refreshToken } });
  }

  confirm(order: DeviceOrder, destroyed = 0, id = order.device): Promise<Answer> {
    return this.#call('POST', `/devices/${id}/wipe-confirmations`, { body: { order, destroyed } });
  }

  /** Up to the last step, for a device that was signed in before. */
  async prepareSignIn(session: Session): Promise<() => Promise<Answer<Session>>> {
    const { id } = (await startChallenge(this.#test, session.me.email)).body;
    await this.#call('POST', `/sign-in-challenges/${id}/codes`, { body: { method: 'SMS' } });
    const device = { ...TEST_DEVICE, id: session.deviceId };
    const body = { challengeId: id, method: 'SMS', code: this.#test.outbound.lastCode(), device };
    return () => this.#call('POST', '/sessions', { body });
  }

  async signInAgain(session: Session): Promise<Answer<Session>> {
    return (await this.prepareSignIn(session))();
  }

  async wipeOrderOf(session: Session): Promise<DeviceOrder> {
    await this.decide(session.deviceId, 'WIPE');
    const { order } = (await this.contact(session.accessToken)).body;
    if (order === undefined) throw new Error('No order came');
    return order;
  }

  setUser(userId: string, state: 'ACTIVE' | 'BLOCKED' | 'REMOVED'): Promise<boolean> {
    const actor = this.administrator.me.id;
    return withTransaction(this.#test.server.knex, (trx) => changeUserState(trx, { actor, userId, state }));
  }

  auditOf(deviceId: string): Promise<AuditLine[]> {
    return this.#test.server
      .knex('audit_event')
      .where({ object: `device:${deviceId}` })
      .orderBy('seq')
      .select('actor', 'action', 'detail');
  }

  #call<T>(method: string, path: string, options: { body?: unknown; token?: string }): Promise<Answer<T>> {
    return call<T>(this.#test.server.url, method, path, options);
  }
}
