import { createServer, type MunicipalityServer, type ServerOverrides } from '../app.ts';
import type { ServerConfig } from '../config.ts';
import { DEMO_RATES } from '../http/rate-limits.ts';
import type { Mail, Outbound, Sms } from '../outbox/outbound.ts';
import type { Clock } from '../security/clock.ts';
import { createTestDatabase, type DatabaseKind } from './test-database.ts';

/** A clock that stands still until it is moved. */
export class TestClock implements Clock {
  #now: number;

  constructor(start = '2026-03-02T09:00:00.000Z') {
    this.#now = Date.parse(start);
  }

  now(): Date {
    return new Date(this.#now);
  }

  advance(milliseconds: number): void {
    this.#now += milliseconds;
  }
}

/** Keeps what would leave the server. */
export class TestOutbound implements Outbound {
  readonly mails: Mail[] = [];
  readonly texts: Sms[] = [];

  readonly sendMail = async (mail: Mail): Promise<void> => void this.mails.push(mail);
  readonly sendSms = async (sms: Sms): Promise<void> => void this.texts.push(sms);

  close(): void {}

  lastCode(): string {
    const code = /\d{6}/.exec(this.texts.at(-1)?.text ?? '')?.[0];
    if (code === undefined) throw new Error('No code was sent');
    return code;
  }
}

export const TEST_CONFIG: Omit<ServerConfig, 'database'> = {
  host: '127.0.0.1',
  port: 0,
  demo: true,
  serverSecret: 'a-secret-that-only-the-tests-use-0123456789',
  productName: 'HalloWerk',
  logLevel: 'silent',
  smsProviderUrl: null,
  smtpUrl: null,
  publicUrl: null,
  trustedProxies: [],
};

/** argon2 at its very cheapest: these tests are not about its strength. */
export const CHEAP_PASSWORDS = { memoryKib: 8, passes: 1, lanes: 1 };

export interface TestServer extends AsyncDisposable {
  readonly server: MunicipalityServer;
  readonly clock: TestClock;
  readonly outbound: TestOutbound;
  stop(): Promise<void>;
}

/** A whole server on a fresh database, listening on a free port of loopback. */
export async function startTestServer(
  kind: DatabaseKind,
  config: Partial<ServerConfig> = {},
  overrides: ServerOverrides = {},
): Promise<TestServer> {
  const database = await createTestDatabase(kind);
  const clock = new TestClock();
  const outbound = new TestOutbound();
  const defaults = { clock, outbound, passwordCosts: CHEAP_PASSWORDS, rates: DEMO_RATES };
  const settings = { ...TEST_CONFIG, database: database.config, ...config };
  const server = await createServer(settings, { ...defaults, ...overrides });
  await server.listen();
  const stop = async (): Promise<void> => {
    await server.close();
    await database.drop();
  };
  return { server, clock, outbound, stop, [Symbol.asyncDispose]: stop };
}
