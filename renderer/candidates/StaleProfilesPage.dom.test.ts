import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DEFAULT_RIGHTS } from '@hallowerk/contract/accounts/default-rights.ts';
import type { StaleProfile } from '@hallowerk/contract/candidates/confirmation.ts';
import { refuse, type FakeAnswers } from '../testing/fake-api.ts';
import { testId } from '../testing/make-candidate.ts';
import { mountAppAt, resizeWindow, TEST_ME } from '../testing/mount-app-at.ts';

let opened: Awaited<ReturnType<typeof mountAppAt>>;
beforeEach(() => resizeWindow(1440));
afterEach(() => opened.wrapper.unmount());

const page = () => opened.wrapper.find('.overview');
const button = (text: string) =>
  page()
    .findAll('button')
    .find((one) => one.text() === text || one.attributes('aria-label') === text);
const profileOf = (n: number, change: Partial<StaleProfile> = {}): StaleProfile => ({
  ...{ id: testId(n), name: `Persoon ${n}`, city: 'Delft', lastModifiedAt: '2025-01-12T09:30:00Z' },
  ...{ lastConfirmedAt: null, completeness: 80, missing: ['LANGUAGES'], visibleToEmployers: true, hasEmail: true },
  ...change,
});

async function openPage(items: readonly StaleProfile[], calls: FakeAnswers['candidates'] = {}) {
  const me = { ...TEST_ME, role: 'ACCOUNT_MANAGER' as const, rights: [...DEFAULT_RIGHTS.ACCOUNT_MANAGER] };
  opened = await mountAppAt('/candidates/stale', {
    accounts: { state: () => Promise.resolve({ state: 'signed-in' as const, me }) },
    candidates: { staleProfiles: () => Promise.resolve({ total: items.length, items: [...items] }), ...calls },
  });
  await vi.waitFor(() => expect(page().find('table, .state').exists()).toBe(true));
}

describe('the list of outdated profiles', () => {
  it('BX-07: shows age, completeness and what is missing, and asks those who are chosen', async () => {
    const asked: string[][] = [];
    await openPage([profileOf(1), profileOf(2, { hasEmail: false, visibleToEmployers: false }), profileOf(3)], {
      requestConfirmations: ({ ids }) => {
        asked.push([...ids]);
        return Promise.resolve({
          asked: [{ candidateId: testId(1), askedAt: '2026-03-02T09:00:00Z', answer: null }],
          refused: [{ candidateId: testId(3), reason: 'ASKED_RECENTLY' }],
        });
      },
    });
    expect(page().text()).toContain('80% ingevuld');
    expect(page().text()).toContain('talen');
    expect(page().text()).toContain('Niet zichtbaar voor werkgevers');
    const checks = page().findAll<HTMLInputElement>('tbody input');
    expect(checks.map((check) => check.element.disabled)).toEqual([false, true, false]);
    await page().find('thead input').trigger('change');
    await button('Vraag om bevestiging (2)')?.trigger('click');
    await vi.waitFor(() => expect(page().text()).toContain('Gevraagd aan 1 kandidaat'));
    expect(asked).toEqual([[testId(1), testId(3)]]);
    expect(page().find('.refused').text()).toBe('Persoon 3: minder dan 14 dagen geleden gevraagd');
    expect(page().findAll('tbody tr')[0]?.text()).toContain('Gevraagd op ma 2 mrt 2026');
  });

  it('says that asking needs a connection, and still shows the list', async () => {
    const offline = () => refuse('Geen verbinding met de server.', 'OFFLINE');
    await openPage([profileOf(1)], { confirmationRequests: offline, requestConfirmations: offline });
    await vi.waitFor(() => expect(page().text()).toContain('Je ziet niet wie al is gevraagd'));
    await button('Vraag om bevestiging: Persoon 1')?.trigger('click');
    await vi.waitFor(() => expect(page().find('[role=alert]').text()).toBe('Geen verbinding met de server.'));
  });

  it('says so when nobody is outdated', async () => {
    await openPage([]);
    expect(page().text()).toContain('Geen verouderde profielen');
  });
});
