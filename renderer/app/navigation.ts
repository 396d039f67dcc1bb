import { watch } from 'vue';
import type { RouteLocationNormalized, RouteLocationRaw, Router } from 'vue-router';
import { useAccountsStore } from '../accounts/accounts.store.ts';
import { usePreferencesStore } from '../shared/preferences.store.ts';
import { useSyncStore } from '../sync/sync.store.ts';

const HOME: RouteLocationRaw = { name: 'candidates' };

/** Where somebody stands: who is not signed in signs in, who has no cache yet fills it first. */
export interface Standing {
  readonly signedIn: boolean;
  readonly canExplore: boolean;
}

/** Where to go instead of `to`, or true to go there. */
export function redirectFor(
  to: Pick<RouteLocationNormalized, 'name' | 'fullPath' | 'query' | 'meta'>,
  { signedIn, canExplore }: Standing,
): RouteLocationRaw | true {
  const gate = to.name === 'sign-in' || to.name === 'first-sync';
  const wanted = gate ? to.query['to'] : to.fullPath;
  const query = typeof wanted === 'string' && wanted !== '/' ? { to: wanted } : {};
  if (!signedIn) return to.name === 'sign-in' ? true : { name: 'sign-in', query };
  if (to.meta.frame === 'paper') return true;
  if (!canExplore) return to.name === 'first-sync' ? true : { name: 'first-sync', query };
  if (!gate) return true;
  return typeof wanted === 'string' && wanted.startsWith('/') ? wanted : HOME;
}

/** Guards every navigation, and moves on by itself when the account or the first fill changes. */
export function installNavigation(router: Router, started: Promise<void>): void {
  const accounts = useAccountsStore();
  const sync = useSyncStore();
  const preferences = usePreferencesStore();

  router.beforeEach(async (to) => {
    await started;
    return redirectFor(to, { signedIn: accounts.signedIn, canExplore: sync.canExplore });
  });

  watch(
    () => accounts.me?.id ?? null,
    async (id) => {
      sync.reset();
      if (id !== null) await Promise.all([sync.load(), preferences.load()]);
      await recheck(router, { signedIn: accounts.signedIn, canExplore: sync.canExplore });
    },
  );
  watch(
    () => sync.canExplore,
    () => recheck(router, { signedIn: accounts.signedIn, canExplore: sync.canExplore }),
  );
}

async function recheck(router: Router, standing: Standing): Promise<void> {
  const target = redirectFor(router.currentRoute.value, standing);
  if (target !== true) await router.replace(target);
}
