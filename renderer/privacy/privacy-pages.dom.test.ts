import { flushPromises } from '@vue/test-utils';
import axe from 'axe-core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Me } from '@hallowerk/contract/accounts/account.ts';
import { DEFAULT_RIGHTS } from '@hallowerk/contract/accounts/default-rights.ts';
import type { ErasureRequest } from '@hallowerk/contract/privacy/erasure.ts';
import type { RetentionOverview, RetentionRehearsal } from '@hallowerk/contract/privacy/retention.ts';
import { refuse, type FakeAnswers } from '../testing/fake-api.ts';
import { testId } from '../testing/make-candidate.ts';
import { mountAppAt, resizeWindow, TEST_ME } from '../testing/mount-app-at.ts';
import { accessibleName } from '../testing/read-page.ts';

const ADMINISTRATOR = 'MUNICIPAL_ADMINISTRATOR';
const REQUEST: ErasureRequest = {
  id: testId(1),
  candidateId: testId(2),
  candidateName: 'Noor Bakker',
  state: 'GRANTED',
  receivedAt: '2026-09-01T09:00:00Z',
  dueAt: '2026-10-01T09:00:00Z',
  reason: 'Per brief',
  ground: '',
  decidedAt: null,
  executedAt: null,
  proofId: null,
  returnAllowedAt: null,
};
const DONE: ErasureRequest = {
  ...REQUEST,
  ...{ state: 'EXECUTED', candidateName: null, reason: '', executedAt: '2026-09-24T12:00:00Z', proofId: testId(9) },
};
const POLICY = { action: 'DELETE', legalBasis: 'Archiefwet', overrideMonths: null, overrideBasis: '' } as const;
const OVERVIEW: RetentionOverview = {
  policies: [
    { ...POLICY, scope: 'CANDIDATE', months: 120, days: null },
    { ...POLICY, scope: 'MAILS', months: null, days: 60 },
  ],
  lastRun: null,
};
const REHEARSAL: RetentionRehearsal = {
  at: '2026-09-24T12:00:00Z',
  items: [{ scope: 'CANDIDATE', count: 3 }],
  candidates: [{ id: testId(3), name: 'Piet Smit', serviceEndedAt: '2016-01-01T09:00:00Z' }],
};

let opened: Awaited<ReturnType<typeof mountAppAt>>;
beforeEach(() => {
  vi.stubGlobal('visualViewport', null);
  resizeWindow(1440);
});
afterEach(() => {
  opened.wrapper.unmount();
  vi.unstubAllGlobals();
});

async function open(page: 'privacy-requests' | 'retention', privacy: FakeAnswers['privacy'] = {}) {
  const me: Me = { ...TEST_ME, role: ADMINISTRATOR, rights: [...DEFAULT_RIGHTS[ADMINISTRATOR]] };
  opened = await mountAppAt(`/administration/${page}`, {
    accounts: { state: () => Promise.resolve({ state: 'signed-in' as const, me }) },
    privacy: {
      erasureRequests: () => Promise.resolve({ items: [REQUEST] }),
      retention: () => Promise.resolve(OVERVIEW),
      rehearseRetention: () => Promise.resolve(REHEARSAL),
      ...privacy,
    },
  });
  await flushPromises();
  return opened.wrapper;
}
const named = (name: string): HTMLElement[] =>
  [...document.querySelectorAll<HTMLElement>('button')].filter((one) => accessibleName(one) === name);
async function press(name: string): Promise<void> {
  const found = named(name).at(-1);
  if (found === undefined) throw new Error(`no button "${name}"`);
  found.click();
  await flushPromises();
}

describe('privacy requests', () => {
  it('say the term, and remove only after a question that says what goes', async () => {
    const decided = vi.fn(() => Promise.resolve(DONE));
    const page = await open('privacy-requests', { decideErasureRequest: decided });
    expect(page.text()).toContain('Noor Bakker');
    expect(page.text()).toContain('Toegewezen');
    await press('Nu verwijderen: Noor Bakker');
    expect(document.body.textContent).toContain('Dit kun je niet terugdraaien.');
    expect(decided).not.toHaveBeenCalled();
    document.querySelector<HTMLFormElement>('form.dialog-frame')!.requestSubmit();
    await flushPromises();
    expect(decided).toHaveBeenCalledWith({ id: REQUEST.id, decision: 'EXECUTE', ground: '' });
    expect(page.text()).toContain('Verwijderde persoon');
    expect(page.text()).toContain('De kandidaat is verwijderd.');
    expect(page.text()).not.toContain('Noor Bakker');
  });

  it('are empty, fail and need a connection, each in words', async () => {
    expect(
      (await open('privacy-requests', { erasureRequests: () => Promise.resolve({ items: [] }) })).text(),
    ).toContain('Nog geen verzoeken');
    opened.wrapper.unmount();
    const offline = () => refuse('Dit kan alleen met verbinding met de server.', 'OFFLINE');
    expect((await open('privacy-requests', { erasureRequests: offline })).text()).toContain('Geen verbinding');
  });
});

describe('retention periods', () => {
  it('say beforehand what goes and who, and remove after a question', async () => {
    const run = vi.fn(() => Promise.resolve(OVERVIEW));
    const page = await open('retention', { runRetention: run });
    expect(page.text()).toContain('10 jaar');
    expect(page.text()).toContain('60 dagen');
    expect(page.text()).toContain('Piet Smit');
    await press('Nu verwijderen');
    expect(document.body.textContent).toContain('Er verdwijnen 3 regels.');
    expect(run).not.toHaveBeenCalled();
    document.querySelector<HTMLElement>('[role=dialog] .dialog-actions button:last-child')!.click();
    await flushPromises();
    expect(run).toHaveBeenCalledOnce();
    expect(page.text()).toContain('Wat te oud was, is verwijderd.');
  });

  it('need a connection, in words', async () => {
    const offline = () => refuse('Dit kan alleen met verbinding met de server.', 'OFFLINE');
    expect((await open('retention', { retention: offline })).text()).toContain('Geen verbinding');
  });
});

describe.each(['privacy-requests', 'retention'] as const)('the page %s', (name) => {
  it('has nothing that axe objects to', async () => {
    const page = await open(name);
    const options = { rules: { 'color-contrast': { enabled: false }, region: { enabled: false } } };
    const { violations } = await axe.run(page.find('.administration').element as HTMLElement, options);
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
  });
});
