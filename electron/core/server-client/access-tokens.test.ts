import { describe, expect, it, vi } from 'vitest';
import type { SessionTokens } from '@hallowerk/contract/accounts/account.ts';
import { SYSTEM_CLOCK } from '../clock.ts';
import { createAccessTokens } from './access-tokens.ts';
import { OfflineError, ServerProblem, SessionEndedError } from './server-errors.ts';

const START = Date.parse('2026-11-22T10:00:00Z');

function setUp(options: { left: number; renew?: () => Promise<SessionTokens> }) {
  let now = START;
  const saved: SessionTokens[] = [];
  const ended = vi.fn();
  let issued = 0;
  const fresh = (): Promise<SessionTokens> => {
    issued += 1;
    return Promise.resolve({
      accessToken: `a${issued}`,
      refreshToken: `r${issued}`,
      accessTokenExpiresAt: new Date(now + 600_000).toISOString(),
    });
  };
  const renewSession = vi.fn(options.renew ?? fresh);
  const tokens = createAccessTokens({
    client: { renewSession },
    clock: { ...SYSTEM_CLOCK, now: () => now },
    initial: {
      accessToken: 'a0',
      refreshToken: 'r0',
      accessTokenExpiresAt: new Date(START + options.left).toISOString(),
    },
    save: async (value) => void saved.push(value),
    onEnded: ended,
  });
  return { tokens, renewSession, saved, ended, later: (ms: number) => (now += ms) };
}

const problem = (status: number) =>
  new ServerProblem({ type: 'about:blank', title: 'x', status, detail: 'x', code: 'session_expired' }, null);

describe('access tokens', () => {
  it('uses a token that lasts, and renews one that is about to end', async () => {
    const { tokens, renewSession, later } = setUp({ left: 300_000 });
    await expect(tokens.current()).resolves.toBe('a0');
    later(250_000);
    await expect(tokens.current()).resolves.toBe('a1');
    expect(renewSession).toHaveBeenCalledExactlyOnceWith({ body: { refreshToken: 'r0' } });
  });

  it('renews once for any number of callers, and keeps the new tokens before handing them out', async () => {
    const { tokens, renewSession, saved } = setUp({ left: -1 });
    await expect(Promise.all([tokens.current(), tokens.current(), tokens.after('a0')])).resolves.toEqual([
      'a1',
      'a1',
      'a1',
    ]);
    expect(renewSession).toHaveBeenCalledOnce();
    expect(saved.map((value) => value.refreshToken)).toEqual(['r1']);
  });

  it('does not renew again for a caller that was refused with the token before', async () => {
    const { tokens, renewSession } = setUp({ left: 300_000 });
    await tokens.after('a0');
    await expect(tokens.after('a0')).resolves.toBe('a1');
    expect(renewSession).toHaveBeenCalledOnce();
  });

  it('does not renew at every call when the clock of this computer is days ahead', async () => {
    const { tokens, renewSession, later } = setUp({
      left: 300_000,
      renew: () =>
        Promise.resolve({ accessToken: 'a1', refreshToken: 'r1', accessTokenExpiresAt: '2026-11-19T10:00:00Z' }),
    });
    await tokens.after('a0');
    later(60_000);
    await expect(tokens.current()).resolves.toBe('a1');
    expect(renewSession).toHaveBeenCalledOnce();
  });

  it.each([401, 403])('ends the session when the server refuses the renewal with %d', async (status) => {
    const { tokens, renewSession, ended } = setUp({ left: -1, renew: () => Promise.reject(problem(status)) });
    await expect(tokens.current()).rejects.toBeInstanceOf(SessionEndedError);
    await expect(tokens.current()).rejects.toBeInstanceOf(SessionEndedError);
    expect(ended).toHaveBeenCalledOnce();
    expect(renewSession).toHaveBeenCalledOnce();
  });

  it.each([new OfflineError(), problem(503)])('keeps the session when the renewal fails otherwise', async (failure) => {
    const { tokens, ended } = setUp({ left: 30_000, renew: () => Promise.reject(failure) });
    await expect(tokens.current()).resolves.toBe('a0');
    expect(ended).not.toHaveBeenCalled();
  });
});
