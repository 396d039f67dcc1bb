import type { AccountState } from '@hallowerk/contract/app/app.desktop.ts';
import type { DemoAccount, SecondFactor, SignInChallenge } from '@hallowerk/contract/accounts/account.ts';
import { defineStore } from 'pinia';
import { computed, ref } from 'vue';
import { api } from '../api/app-api.ts';

/** Who is signed in. Core owns the session; this mirrors what it says. */
export const useAccountsStore = defineStore('accounts', () => {
  const account = ref<AccountState | null>(null);
  const demoAccounts = ref<readonly DemoAccount[]>([]);

  const signedIn = computed(() => account.value?.state === 'signed-in');
  const signedOutReason = computed(() => (account.value?.state === 'signed-out' ? account.value.reason : 'none'));
  const me = computed(() => (account.value?.state === 'signed-in' ? account.value.me : null));

  function apply(state: AccountState): void {
    account.value = state;
  }

  async function load(): Promise<void> {
    apply(await api().accounts.state());
  }

  /** Only meaningful on a demo server. */
  async function loadDemoAccounts(): Promise<void> {
    demoAccounts.value = await api().accounts.demoAccounts();
  }

  /** First step. @throws ORPCError INVALID_INPUT, REFUSED or OFFLINE. */
  function startSignIn(email: string, password: string): Promise<SignInChallenge> {
    return api().accounts.startSignIn({ email, password });
  }

  /** Sends a code by text message and returns where to, such as `•••• 78`. @throws ORPCError REFUSED, OFFLINE. */
  async function sendCode(challengeId: string): Promise<string> {
    const { hint } = await api().accounts.sendCode({ challengeId });
    return hint;
  }

  /** Second step. @throws ORPCError INVALID_INPUT, REFUSED or OFFLINE. */
  async function completeSignIn(
    challengeId: string,
    input: { readonly method: SecondFactor; readonly code: string; readonly trustDevice: boolean },
  ): Promise<void> {
    apply(await api().accounts.completeSignIn({ challengeId, ...input }));
  }

  /** Second step without a telephone. @throws ORPCError REFUSED or OFFLINE. */
  async function completeWithRecoveryCode(challengeId: string, recoveryCode: string): Promise<void> {
    apply(await api().security.completeWithRecoveryCode({ challengeId, recoveryCode }));
  }

  /** Second step on a remembered device. @throws ORPCError REFUSED or OFFLINE. */
  async function completeOnTrustedDevice(challengeId: string): Promise<void> {
    apply(await api().security.completeOnTrustedDevice({ challengeId }));
  }

  async function signOut(): Promise<void> {
    await api().accounts.signOut();
    apply({ state: 'signed-out', reason: 'none' });
  }

  return {
    account,
    demoAccounts,
    signedIn,
    signedOutReason,
    me,
    apply,
    load,
    loadDemoAccounts,
    startSignIn,
    sendCode,
    completeSignIn,
    completeWithRecoveryCode,
    completeOnTrustedDevice,
    signOut,
  };
});
