import { ORPCError } from '@orpc/client';
import { describe, expect, it } from 'vitest';
import { toApiFailure } from './api-error.ts';

describe('what a failed call means', () => {
  it('passes on the Dutch message of a code of the contract', () => {
    const failure = toApiFailure(new ORPCError('OFFLINE', { message: 'Geen verbinding met de server' }));
    expect(failure).toEqual({ code: 'OFFLINE', message: 'Geen verbinding met de server', faults: [] });
  });

  it('lists every fault of refused input by path', () => {
    const errors = [
      { path: 'email', message: 'Vul je e-mailadres in' },
      { path: 'password', message: 'Vul je wachtwoord in' },
    ];
    expect(toApiFailure(new ORPCError('INVALID_INPUT', { data: { errors } })).faults).toEqual(errors);
  });

  it('answers a refusal with its own code', () => {
    const refused = new ORPCError('REFUSED', { message: 'De code klopt niet', data: { code: 'sign_in_failed' } });
    expect(toApiFailure(refused)).toMatchObject({ code: 'sign_in_failed', message: 'De code klopt niet' });
  });

  it('never shows the message of an error that was not written for the user', () => {
    expect(toApiFailure(new ORPCError('INTERNAL_SERVER_ERROR', { message: 'SQLITE_BUSY' })).message).toBeNull();
    expect(toApiFailure(new TypeError('x is not a function'))).toMatchObject({ code: 'UNEXPECTED', message: null });
  });

  it('tells a broken connection apart', () => {
    expect(toApiFailure(new DOMException('closed', 'AbortError')).code).toBe('INTERRUPTED');
  });
});
