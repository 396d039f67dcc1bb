import { flushPromises } from '@vue/test-utils';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ContactRequestRow } from '@hallowerk/contract/candidates/candidates.desktop.ts';
import { refuse, type FakeAnswers } from '../testing/fake-api.ts';
import { testId } from '../testing/make-candidate.ts';
import { makeContactRequest } from '../testing/make-contact.ts';
import { mountAppAt, resizeWindow } from '../testing/mount-app-at.ts';
import { accessibleName } from '../testing/read-page.ts';

let opened: Awaited<ReturnType<typeof mountAppAt>>;
beforeEach(() => resizeWindow(1440));
afterEach(() => opened.wrapper.unmount());

const page = () => opened.wrapper.find('.overview');
const rows = () => page().findAll('tbody tr');
const cells = () =>
  rows().map((row) =>
    row.findAll('th, td').map((cell) => {
      const parts = cell.findAll('.state-name, .note, .link-button');
      return parts.length === 0 ? cell.text() : parts.map((part) => part.text()).join(' · ');
    }),
  );
const named = (name: string) =>
  page()
    .findAll('button, a')
    .find((button) => accessibleName(button.element) === name);
const choices = () => page().findAll('.choice');

async function openPage(start: readonly ContactRequestRow[], calls: FakeAnswers['candidates'] = {}) {
  let kept = [...start];
  opened = await mountAppAt('/candidates/contact-requests', {
    candidates: {
      contactRequests: () => Promise.resolve(kept),
      recordContactOutcome: ({ requestId, outcome, note }) => {
        kept = kept.map((row) => (row.id === requestId ? { ...row, outcome, note, pending: true } : row));
        return Promise.resolve();
      },
      ...calls,
    },
  });
  await vi.waitFor(() => expect(page().find('table, .state').exists()).toBe(true));
}

const CLOSED = makeContactRequest(2, {
  outcome: 'HIRED',
  candidateId: testId(2),
  candidateName: null,
  routeAtRequest: 'VIA_ACCOUNT_MANAGER',
  note: 'Begint maandag',
});

describe('the overview of contact requests', () => {
  it('shows first what has no outcome yet, and all on request (BX-08)', async () => {
    await openPage([makeContactRequest(1), CLOSED]);
    expect(choices().map((choice) => choice.text())).toEqual(['Nog open (1)', 'Alle (2)']);
    expect(cells()).toEqual([['Sanne de Vries', 'ma 12 jan 2026', 'Rechtstreeks', 'Opgevraagd · Uitkomst vastleggen']]);
    await choices()[1]?.find('input').setValue();
    expect(cells()[1]).toEqual([
      'Profiel niet meer zichtbaar',
      'ma 12 jan 2026',
      'Via de accountmanager',
      'Aangenomen · Begint maandag',
    ]);
  });

  it('says of who is not visible only that, and leads nowhere', async () => {
    await openPage([CLOSED]);
    await choices()[1]?.find('input').setValue();
    expect(rows()[0]?.find('button').exists()).toBe(false);
    expect(rows()[0]?.element.outerHTML).not.toContain(testId(2));
  });

  it('records an outcome in its place and follows the filter (BX-08)', async () => {
    await openPage([makeContactRequest(1)]);
    await named('Uitkomst vastleggen: Sanne de Vries')?.trigger('click');
    await page().find('select').setValue('SPOKEN');
    await page().find('form').trigger('submit');
    await vi.waitFor(() => expect(page().find('.state').exists()).toBe(true));
    expect(page().find('.state').text()).toContain('Bij al je verzoeken staat een uitkomst.');
    await vi.waitFor(() => expect(page().find('.page-tools [role=status]').text()).toBe('Uitkomst vastgelegd'));
    await vi.waitFor(() => expect(document.activeElement).toBe(choices()[0]?.find('input').element));
    await named('Toon alle verzoeken')?.trigger('click');
    expect(cells()[0]?.[3]).toContain('Gesproken');
    expect(rows()[0]?.find('.pending').attributes('aria-label')).toBe('Wacht op verzending');
  });

  it('opens the profile and goes back to the requests', async () => {
    await openPage([makeContactRequest(1)]);
    await named('Sanne de Vries')?.trigger('click');
    await vi.waitFor(() => expect(opened.wrapper.find('h2.name').exists()).toBe(true));
    expect(opened.router.currentRoute.value).toMatchObject({ name: 'contact-candidate', params: { id: testId(1) } });
    await opened.wrapper.find('[aria-label="Terug"]').trigger('click');
    await vi.waitFor(() => expect(opened.router.currentRoute.value.name).toBe('contact-requests'));
  });

  it('says what would stand here when there are none', async () => {
    await openPage([]);
    expect(page().find('.state').text()).toContain('Nog geen contactverzoeken');
  });

  it('says that it failed, and tries again', async () => {
    let fail = true;
    await openPage([], {
      contactRequests: () => (fail ? refuse('Dat lukt nu niet') : Promise.resolve([makeContactRequest(1)])),
    });
    expect(page().find('[role=alert]').text()).toContain('Dat lukt nu niet');
    fail = false;
    await named('Opnieuw proberen')?.trigger('click');
    await flushPromises();
    expect(rows()).toHaveLength(1);
  });
});
