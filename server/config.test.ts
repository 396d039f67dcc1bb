import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ConfigError, configFromEnvironment } from './config.ts';

describe('configuration', () => {
  let directory: string;
  beforeEach(() => (directory = mkdtempSync(join(tmpdir(), 'hallowerk-config-'))));
  afterEach(() => rmSync(directory, { recursive: true }));

  it('listens on loopback and is a demo on the embedded store, unless told otherwise', () => {
    const config = configFromEnvironment({ DATA_DIRECTORY: directory });
    expect(config).toMatchObject({ host: '127.0.0.1', demo: true, productName: 'HalloWerk' });
    expect(config.database).toEqual({ kind: 'embedded', directory });
    expect(configFromEnvironment({ DATA_DIRECTORY: directory, DEMO: '0' }).demo).toBe(false);
  });

  it('is never a demo on PostgreSQL unless told so', () => {
    const postgres = { DATABASE_URL: 'postgres://localhost/db', SERVER_SECRET: 'x'.repeat(32) };
    expect(configFromEnvironment(postgres).demo).toBe(false);
    expect(configFromEnvironment({ ...postgres, DEMO: '1' }).demo).toBe(true);
  });

  it('makes the secret once and keeps it readable for the owner only', () => {
    const first = configFromEnvironment({ DATA_DIRECTORY: directory });
    const second = configFromEnvironment({ DATA_DIRECTORY: directory });
    expect(first.serverSecret).toHaveLength(43);
    expect(second.serverSecret).toBe(first.serverSecret);
    expect(statSync(join(directory, 'server-secret')).mode & 0o777).toBe(0o600);
  });

  it('refuses a damaged secret instead of making a new one', () => {
    writeFileSync(join(directory, 'server-secret'), 'short');
    expect(() => configFromEnvironment({ DATA_DIRECTORY: directory })).toThrow(ConfigError);
  });

  it('asks for a secret with a database that several nodes share', () => {
    const environment = { DATABASE_URL: 'postgres://localhost/hallowerk' };
    expect(() => configFromEnvironment(environment)).toThrow(/SERVER_SECRET/);
    expect(configFromEnvironment({ ...environment, SERVER_SECRET: 's'.repeat(32) }).database.kind).toBe('postgres');
  });

  it('names every wrong variable at once and repeats no value', () => {
    const environment = { DATABASE_URL: 'mysql://user:geheim@host/db', PORT: '99999', LOG_LEVEL: 'loud' };
    expect(() => configFromEnvironment(environment)).toThrow(/DATABASE_URL.*PORT.*LOG_LEVEL/);
    expect(() => configFromEnvironment(environment)).not.toThrow(/geheim/);
  });

  it('shortens the lease of devices on request, and never makes it longer than seven and thirty days', () => {
    const DAY = 86_400_000;
    const lease = (environment: Record<string, string>) =>
      configFromEnvironment({ DATA_DIRECTORY: directory, ...environment }).lease;
    expect(lease({})).toEqual({ lock: 7 * DAY, wipe: 30 * DAY });
    expect(lease({ LEASE_DAYS: '2', WIPE_DAYS: '14' })).toEqual({ lock: 2 * DAY, wipe: 14 * DAY });
    for (const [name, value] of [
      ['LEASE_DAYS', '8'],
      ['WIPE_DAYS', '31'],
      ['LEASE_DAYS', '0'],
      ['LEASE_DAYS', '1.5'],
    ] as const) {
      expect(() => lease({ [name]: value }), `${name}=${value}`).toThrow(/LEASE_DAYS|WIPE_DAYS/);
    }
    expect(() => lease({ LEASE_DAYS: '5', WIPE_DAYS: '4' })).toThrow(/WIPE_DAYS/);
  });

  it('limits first fills to the number that was asked for, at least one', () => {
    const maxFills = (environment: Record<string, string>) =>
      configFromEnvironment({ DATA_DIRECTORY: directory, ...environment }).maxFills;
    expect(maxFills({})).toBeUndefined();
    expect(maxFills({ MAX_FILLS: '5' })).toBe(5);
    expect(() => maxFills({ MAX_FILLS: '0' })).toThrow(/MAX_FILLS/);
  });

  describe('signing in with Microsoft', () => {
    const CLIENT = 'c0ffee00-0000-4000-8000-000000000001';
    const TENANT = '11111111-AAAA-4aaa-8aaa-000000000001';
    const microsoft = (environment: Record<string, string>) =>
      configFromEnvironment({ DATA_DIRECTORY: directory, ...environment }).microsoft;

    it('is off without a client id', () => {
      expect(microsoft({})).toBeNull();
      expect(microsoft({ MICROSOFT_TENANTS: TENANT })).toBeNull();
    });

    it('is for every organisation, or for the tenants that are named', () => {
      const authority = 'https://login.microsoftonline.com/organizations';
      expect(microsoft({ MICROSOFT_CLIENT_ID: CLIENT })).toEqual({ clientId: CLIENT, authority, tenants: [] });
      expect(microsoft({ MICROSOFT_CLIENT_ID: CLIENT, MICROSOFT_TENANTS: ` ${TENANT} , ` })).toMatchObject({
        tenants: [TENANT.toLowerCase()],
      });
    });

    it.each([
      ['MICROSOFT_CLIENT_ID', 'mijn-app'],
      ['MICROSOFT_AUTHORITY', 'http://login.microsoftonline.com/organizations'],
      ['MICROSOFT_AUTHORITY', 'https://login.microsoftonline.com/common'],
      ['MICROSOFT_AUTHORITY', 'https://login.microsoftonline.com/consumers'],
      ['MICROSOFT_AUTHORITY', 'https://login.microsoftonline.com/organizations/v2.0'],
      ['MICROSOFT_AUTHORITY', 'https://login.microsoftonline.com/'],
      ['MICROSOFT_TENANTS', 'gemeente.nl'],
    ])('refuses %s=%s', (name, value) => {
      expect(() => microsoft({ MICROSOFT_CLIENT_ID: CLIENT, [name]: value })).toThrow(new RegExp(name));
    });
  });
});
