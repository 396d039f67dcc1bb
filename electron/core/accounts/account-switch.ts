import type { OwnAccount, SwitchableAccount } from '@hallowerk/contract/accounts/own-accounts.ts';
import type { Me } from '@hallowerk/contract/accounts/account.ts';
import type { AccountState } from '@hallowerk/contract/app/app.desktop.ts';
import { DesktopError } from '../desktop-error.ts';
import { OfflineError, ServerProblem } from '../server-client/server-errors.ts';
import type { AccountsServiceOptions } from './accounts.service.ts';
import { describeDevice, keptOf } from './begin-session.ts';
import type { KeptSession } from './session-store.ts';

const SWITCH_OFFLINE =
  'Zonder verbinding open je alleen een account dat je op dit apparaat al had geopend. Probeer het opnieuw zodra je weer verbinding hebt.';

/** Several accounts of one person (HW-SET-03). */
export interface AccountSwitch {
  accounts(): Promise<{ items: SwitchableAccount[] }>;
  /** Throws `DesktopError` OFFLINE, SIGNED_OUT, and `ServerProblem` 403 `confirmation_needed`, 404. */
  switchTo(id: string): Promise<AccountState>;
}

type Options = Pick<AccountsServiceOptions, 'platform' | 'store' | 'sessions' | 'clock' | 'currentClient'>;

export function createAccountSwitch({ platform, store, sessions, clock, currentClient }: Options): AccountSwitch {
  function presentMe(): Me {
    const state = sessions.state();
    if (state.state === 'signed-out') throw new DesktopError('SIGNED_OUT', 'Je bent niet aangemeld');
    return state.me;
  }

  async function askServer(id: string): Promise<KeptSession> {
    const device = describeDevice(platform, await store.knownDevice(id));
    const created = await currentClient().switchAccount({ params: { id }, body: { device } });
    await store.rememberDevice(id, created.deviceId, created.deviceProof);
    return keptOf(created, clock);
  }

  /** The next sign-in with this address opens the account that was used last here. */
  async function rememberLast(me: Me): Promise<void> {
    const deviceId = await store.knownDevice(me.id);
    if (deviceId !== null) await store.rememberSame(me.id, me.email, deviceId);
  }

  return {
    async accounts() {
      const me = presentMe();
      const aside = await sessions.aside();
      const listed = await listedAccounts(currentClient, [me, ...aside.map((entry) => entry.me)]);
      const items = listed.map((account) => {
        const kept = aside.find((entry) => entry.me.id === account.id);
        return { ...account, current: account.id === me.id, waiting: kept?.waiting ?? 0, kept: kept !== undefined };
      });
      return { items };
    },
    async switchTo(id) {
      const left = presentMe();
      // Who signed in with an older version is known by his address alone.
      const here = await store.knownDevice(left.email);
      if (here !== null && (await store.knownDevice(left.id)) === null) {
        await store.rememberSame(left.email, left.id, here);
      }
      try {
        await sessions.switchTo(id, () => askServer(id));
      } catch (error) {
        if (error instanceof ServerProblem && error.order !== null) await sessions.obeyRefusedSignIn(error.order);
        if (error instanceof OfflineError) throw new DesktopError('OFFLINE', SWITCH_OFFLINE, { cause: error });
        throw error;
      }
      await rememberLast(presentMe());
      return sessions.state();
    },
  };
}

/** As the server says, or without a connection those that are known here. */
async function listedAccounts(
  currentClient: Options['currentClient'],
  known: readonly Me[],
): Promise<readonly OwnAccount[]> {
  try {
    return (await currentClient().listAccounts({})).items;
  } catch (error) {
    if (!(error instanceof OfflineError)) throw error;
    return known.map(({ id, organizationName, municipalityName, role }) => ({
      ...{ id, organizationName, municipalityName, role },
      state: 'ACTIVE' as const,
      current: false,
    }));
  }
}
