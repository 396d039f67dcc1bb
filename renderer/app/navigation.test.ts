import { builtInRole } from '@hallowerk/contract/accounts/default-rights.ts';
import { describe, expect, it } from 'vitest';
import { redirectFor } from './navigation.ts';

const explorer = { name: 'candidates', fullPath: '/candidates', query: {}, meta: { frame: 'shell' } } as const;
const signIn = {
  name: 'sign-in',
  fullPath: '/sign-in?to=x',
  query: { to: '/candidates/favourites' },
  meta: {},
} as const;
const firstSync = { name: 'first-sync', fullPath: '/first-sync', query: {}, meta: {} } as const;
const print = { name: 'print-candidate', fullPath: '/print', query: {}, meta: { frame: 'paper' } } as const;

describe('where a page leads', () => {
  it('asks who is not signed in to sign in, and remembers where he was going', () => {
    const standing = { signedIn: false, canExplore: true, held: null };
    expect(redirectFor(explorer, standing)).toEqual({ name: 'sign-in', query: { to: '/candidates' } });
    expect(redirectFor(signIn, standing)).toBe(true);
    expect(redirectFor(print, standing)).toMatchObject({ name: 'sign-in' });
  });

  it('keeps who has no cache yet at the first fill', () => {
    const standing = { signedIn: true, canExplore: false, held: builtInRole('EMPLOYER') };
    expect(redirectFor(explorer, standing)).toEqual({ name: 'first-sync', query: { to: '/candidates' } });
    expect(redirectFor(firstSync, standing)).toBe(true);
    expect(redirectFor(print, standing)).toBe(true);
  });

  it('goes on to where he was going', () => {
    const standing = { signedIn: true, canExplore: true, held: builtInRole('EMPLOYER') };
    expect(redirectFor(signIn, standing)).toBe('/candidates/favourites');
    expect(redirectFor(firstSync, standing)).toEqual({ name: 'home' });
    expect(redirectFor(explorer, standing)).toBe(true);
  });

  it('keeps pages for administrators from others, also when an address was kept or typed', () => {
    const devices = {
      name: 'devices',
      fullPath: '/devices',
      query: {},
      meta: { frame: 'shell', ability: ['administer', 'Device'] },
    } as const;
    const standing = { signedIn: true, canExplore: true };
    expect(redirectFor(devices, { ...standing, held: builtInRole('MUNICIPAL_ADMINISTRATOR') })).toBe(true);
    for (const role of ['EMPLOYER', 'ACCOUNT_MANAGER', 'CASE_MANAGER'] as const) {
      expect(redirectFor(devices, { ...standing, held: builtInRole(role) })).toEqual({ name: 'home' });
    }
  });
});
