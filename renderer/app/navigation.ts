import { watch } from 'vue';
import type { RouteLocationNormalized, RouteLocationRaw, RouteMeta, Router } from 'vue-router';
import { abilitiesOf } from '@hallowerk/contract/accounts/abilities.ts';
import type { HeldRole } from '@hallowerk/contract/accounts/default-rights.ts';
import { useAccountsStore } from '../accounts/accounts.store.ts';
import { usePreferencesStore } from '../shared/preferences.store.ts';
import { useSyncStore } from '../sync/sync.store.ts';

const HOME: RouteLocationRaw = { name: 'home' };

/** Where somebody stands: who is not signed in signs in, who has no cache yet fills it first. */
export interface Standing {
  readonly signedIn: boolean;
  readonly canExplore: boolean;
  /** Null for who is not signed in. */
  readonly held: HeldRole | null;
}

/** Where to go instead of `to`, or true to go there. */
export function redirectFor(
  to: Pick<RouteLocationNormalized, 'name' | 'fullPath' | 'query' | 'meta'>,
  { signedIn, canExplore, held }: Standing,
): RouteLocationRaw | true {
  const gate = to.name === 'sign-in' || to.name === 'first-sync';
  const wanted = gate ? to.query['to'] : to.fullPath;
  const query = typeof wanted === 'string' && wanted !== '/' ? { to: wanted } : {};
  if (!signedIn) return to.name === 'sign-in' ? true : { name: 'sign-in', query };
  if (to.meta.frame === 'paper') return true;
  if (!canExplore) return to.name === 'first-sync' ? true : { name: 'first-sync', query };
  if (!gate) return isAllowed(to.meta.ability, held) ? true : HOME;
  return typeof wanted === 'string' && wanted.startsWith('/') ? wanted : HOME;
}

/** Whether somebody with this role and these rights may see a page. */
export function isAllowed(ability: RouteMeta['ability'], held: HeldRole | null): boolean {
  return ability === undefined || (held !== null && abilitiesOf(held).can(...ability));
}

/**
 * Guards every navigation, and moves on by itself when the account or the first fill changes. `forget` runs after
 * somebody was signed out, by himself or by the server: nothing of him may stay in memory for the next one.
 */
export function installNavigation(
  router: Router,
  started: Promise<void>,
  forget: () => void = () => location.reload(),
): void {
  const accounts = useAccountsStore();
  const sync = useSyncStore();
  const preferences = usePreferencesStore();
  const standing = (): Standing => ({
    signedIn: accounts.signedIn,
    canExplore: sync.canExplore,
    held: accounts.me,
  });

  router.beforeEach(async (to) => {
    await started;
    return redirectFor(to, standing());
  });

  watch(
    () => accounts.me?.id ?? null,
    async (id, before) => {
      sync.reset();
      if (id !== null) await Promise.all([sync.load(), preferences.load()]);
      // What the other one looked at stands in the address of the page.
      if (before !== null && id !== null && id !== before) await router.replace(HOME);
      await recheck(router, standing());
      if (before !== null && id !== before) forget();
    },
  );
  watch(
    () => sync.canExplore,
    () => recheck(router, standing()),
  );
}

async function recheck(router: Router, standing: Standing): Promise<void> {
  const target = redirectFor(router.currentRoute.value, standing);
  if (target !== true) await router.replace(target);
}
