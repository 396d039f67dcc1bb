import { flushPromises } from '@vue/test-utils';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ContactRequestRow } from '@hallowerk/contract/candidates/candidates.desktop.ts';
import type { ContactData } from '@hallowerk/contract/candidates/contact-request.ts';
import { clientError } from '../api/client-answers.ts';
import { useSyncStore } from '../sync/sync.store.ts';
import { later, TEST_SYNC, type FakeAnswers } from '../testing/fake-api.ts';
import { FULL_INTERNAL, fullDetail } from '../testing/full-detail.ts';
import { makeCard, testId } from '../testing/make-candidate.ts';
import { makeContactData, makeContactRequest } from '../testing/make-contact.ts';
import { mountAppAt, resizeWindow } from '../testing/mount-app-at.ts';
import { accessibleName } from '../testing/read-page.ts';
import { useContactStore } from './contact.store.ts';
import { useProfileStore } from './profile.store.ts';

type Calls = NonNullable<FakeAnswers['candidates']>;
let opened: Awaited<ReturnType<typeof mountAppAt>>;
let asked: { candidateId: string; requestId: string }[];
beforeEach(() => {
  resizeWindow(1440);
  asked = [];
});
afterEach(() => opened.wrapper.unmount());

const block = () => opened.wrapper.find('section.contact');
const data = () => block().find('.data');
const askButton = () => block().find('.ask');
const named = (name: string) =>
  opened.wrapper.findAll('button').find((button) => accessibleName(button.element) === name);
const offline = () => Promise.reject(clientError('OFFLINE', 'Geen verbinding met de server', {}));

/** The page of a candidate; `answers` are what the server says to each time one asks, in order. */
async function openProfile(answers: readonly (() => Promise<ContactData>)[] = [], calls: Calls = {}) {
  const get = ({ id }: { id: string }) =>
    Promise.resolve(
      id === testId(1) ? fullDetail() : fullDetail({ card: makeCard(2, { firstName: 'Piet', lastName: 'Bos' }) }),
    );
  opened = await mountAppAt(`/candidates/favourites/${testId(1)}`, {
    candidates: {
      get,
      requestContactData: (input) => {
        asked.push(input);
        return answers[asked.length - 1]?.() ?? offline();
      },
      ...calls,
    },
  });
  await vi.waitFor(() => expect(opened.wrapper.find('h2.name').exists()).toBe(true));
  await flushPromises();
}

/** The earlier requests of the candidate, as core keeps them. */
function kept(start: readonly ContactRequestRow[]) {
  let rows = [...start];
  const calls: Calls = {
    contactRequests: ({ candidateId }) =>
      Promise.resolve(rows.filter((row) => candidateId === null || row.candidateId === candidateId)),
    recordContactOutcome: ({ requestId, outcome, note }) => {
      rows = rows.map((row) => (row.id === requestId ? { ...row, outcome, note, pending: true } : row));
      return Promise.resolve();
    },
  };
  return calls;
}

describe('asking for contact data', () => {
  it('is the main action below the summary, and shows nothing before (HW-CON-01, HW-CON-04)', async () => {
    await openProfile();
    expect(askButton().text()).toBe('Contactgegevens opvragen');
    expect(askButton().element.closest('header')?.querySelector('h2')?.textContent).toBe('Sanne de Vries');
    expect(data().exists()).toBe(false);
    expect(asked).toEqual([]);
  });

  it('shows the data of the candidate with links that work (HW-CON-02)', async () => {
    await openProfile([() => Promise.resolve(makeContactData())]);
    await askButton().trigger('click');
    await vi.waitFor(() => expect(data().exists()).toBe(true));
    expect(data().find('.name').text()).toBe('Sanne de Vries');
    expect(
      data()
        .findAll('a')
        .map((link) => link.attributes('href')),
    ).toEqual(['mailto:sanne@voorbeeld.example', 'tel:0600000000']);
    expect(asked.map(({ candidateId }) => candidateId)).toEqual([testId(1)]);
    expect(askButton().exists()).toBe(false);
  });

  it('says that the account manager brings the two together, with his data (HW-CON-03)', async () => {
    const request = { ...makeContactData().request, routeAtRequest: 'VIA_ACCOUNT_MANAGER' as const };
    const answer = { request, name: 'Kim Bakker', organizationName: 'Gemeente Delft', email: 'kim@voorbeeld.example' };
    await openProfile([() => Promise.resolve(makeContactData({ ...answer, phone: '+31 15 000 00 00' }))]);
    expect(block().text()).toContain('Je bereikt deze kandidaat via de accountmanager.');
    await askButton().trigger('click');
    await vi.waitFor(() => expect(data().exists()).toBe(true));
    expect(data().find('p').text()).toBe(
      'Kim Bakker (Gemeente Delft) brengt jou en de kandidaat met elkaar in contact.',
    );
    expect(data().text()).not.toContain('Sanne');
    expect(data().findAll('a')[1]?.attributes('href')).toBe('tel:+31150000000');
  });

  it('shows no empty line when an address or a number is unknown', async () => {
    await openProfile([() => Promise.resolve(makeContactData({ email: '' }))]);
    await askButton().trigger('click');
    await vi.waitFor(() => expect(data().exists()).toBe(true));
    expect(data().findAll('li')).toHaveLength(1);
  });

  it('says that it is busy, asks once however often one clicks, and brings the focus to the data', async () => {
    const answer = later<ContactData>();
    await openProfile([() => answer.promise]);
    (askButton().element as HTMLElement).focus();
    await askButton().trigger('click');
    await askButton().trigger('click');
    expect(block().find('[role=status]').text()).toBe('Contactgegevens opvragen …');
    expect(asked).toHaveLength(1);
    answer.resolve(makeContactData());
    await vi.waitFor(() => expect(document.activeElement).toBe(data().element));
  });

  it('says offline that it needs a connection, and asks again with the same id', async () => {
    await openProfile([offline, () => Promise.resolve(makeContactData())]);
    await askButton().trigger('click');
    await vi.waitFor(() => expect(block().find('[role=alert]').exists()).toBe(true));
    expect(block().find('[role=alert]').text()).toContain('alleen met verbinding');
    expect(block().find('[role=alert]').text()).toContain('niet kwijt');
    expect(askButton().text()).toBe('Opnieuw proberen');
    await askButton().trigger('click');
    await vi.waitFor(() => expect(data().exists()).toBe(true));
    expect(asked[1]).toEqual(asked[0]);
  });

  it('uses the same id when one comes back to somebody whose answer did not come, and another for another', async () => {
    await openProfile([offline, offline, offline]);
    await askButton().trigger('click');
    await vi.waitFor(() => expect(askButton().text()).toBe('Opnieuw proberen'));
    for (const number of [2, 1]) {
      await opened.router.push({ name: 'favourite', params: { id: testId(number) } });
      await vi.waitFor(() => expect(useContactStore().candidateId).toBe(testId(number)));
      await vi.waitFor(() => expect(askButton().text()).toBe('Contactgegevens opvragen'));
      await askButton().trigger('click');
      await vi.waitFor(() => expect(askButton().text()).toBe('Opnieuw proberen'));
    }
    expect(asked.map(({ candidateId }) => candidateId)).toEqual([testId(1), testId(2), testId(1)]);
    expect(asked[2]?.requestId).toBe(asked[0]?.requestId);
    expect(asked[1]?.requestId).not.toBe(asked[0]?.requestId);
  });

  it('makes another request when the data were shown before', async () => {
    const answer = () => Promise.resolve(makeContactData());
    await openProfile([answer, answer]);
    await askButton().trigger('click');
    await vi.waitFor(() => expect(data().exists()).toBe(true));
    for (const number of [2, 1]) {
      await opened.router.push({ name: 'favourite', params: { id: testId(number) } });
      await vi.waitFor(() => expect(useContactStore().candidateId).toBe(testId(number)));
    }
    await vi.waitFor(() => expect(askButton().exists()).toBe(true));
    await askButton().trigger('click');
    await vi.waitFor(() => expect(data().exists()).toBe(true));
    expect(new Set(asked.map(({ requestId }) => requestId)).size).toBe(2);
  });

  it('says before the click that there is no connection', async () => {
    await openProfile();
    useSyncStore().apply({ ...TEST_SYNC, offlineSince: '2026-09-24T12:00:00Z' });
    await flushPromises();
    expect(block().text()).toContain('Je hebt nu geen verbinding.');
  });

  it('takes the data away when another profile opens or the page is left (HW-CON-04)', async () => {
    await openProfile([() => Promise.resolve(makeContactData())]);
    await askButton().trigger('click');
    await vi.waitFor(() => expect(data().exists()).toBe(true));
    await opened.router.push({ name: 'favourite', params: { id: testId(2) } });
    await vi.waitFor(() => expect(opened.wrapper.find('h2.name').text()).toBe('Piet Bos'));
    expect(opened.wrapper.text()).not.toContain('sanne@voorbeeld.example');
    await opened.router.push({ name: 'favourite', params: { id: testId(1) } });
    await vi.waitFor(() => expect(opened.wrapper.find('h2.name').text()).toBe('Sanne de Vries'));
    expect(data().exists()).toBe(false);
    await opened.router.push({ name: 'favourites' });
    await vi.waitFor(() => expect(block().exists()).toBe(false));
    expect(useContactStore().contact).toEqual({ state: 'closed' });
  });

  it('takes the data away when the profile is not visible any more (HW-CON-04)', async () => {
    let visible = true;
    await openProfile([() => Promise.resolve(makeContactData())], {
      get: () =>
        visible ? Promise.resolve(fullDetail()) : Promise.reject(clientError('NOT_FOUND', 'Niet gevonden', {})),
    });
    await askButton().trigger('click');
    await vi.waitFor(() => expect(data().exists()).toBe(true));
    visible = false;
    await useProfileStore().refresh();
    await flushPromises();
    expect(block().exists()).toBe(false);
    expect(useContactStore().contact).toEqual({ state: 'closed' });
  });

  it('throws an answer away that comes after the profile was left', async () => {
    const slow = later<ContactData>();
    await openProfile([() => slow.promise]);
    await askButton().trigger('click');
    await opened.router.push({ name: 'favourite', params: { id: testId(2) } });
    await vi.waitFor(() => expect(opened.wrapper.find('h2.name').text()).toBe('Piet Bos'));
    slow.resolve(makeContactData());
    await flushPromises();
    expect(data().exists()).toBe(false);
  });

  it('is there in the explorer too, and not where the fields are on screen already (HW-CON-05)', async () => {
    await openProfile([], { get: () => Promise.resolve(fullDetail({ internal: FULL_INTERNAL })) });
    expect(opened.wrapper.text()).toContain('sanne@voorbeeld.example');
    expect(block().exists()).toBe(false);
    opened.wrapper.unmount();
    opened = await mountAppAt(`/candidates/${testId(1)}`, { candidates: { get: () => Promise.resolve(fullDetail()) } });
    await vi.waitFor(() => expect(askButton().exists()).toBe(true));
  });

  it('copies an address, and says it when that does not work', async () => {
    const copied: string[] = [];
    const clipboard = vi.spyOn(navigator.clipboard, 'writeText').mockImplementation((text) => {
      copied.push(text);
      return Promise.resolve();
    });
    await openProfile([() => Promise.resolve(makeContactData())]);
    await askButton().trigger('click');
    await vi.waitFor(() => expect(data().exists()).toBe(true));
    await named('Telefoonnummer kopiëren')?.trigger('click');
    await vi.waitFor(() => expect(data().find('[role=status]').text()).toBe('Gekopieerd'));
    expect(copied).toEqual(['06 00000000']);
    clipboard.mockRejectedValue(new DOMException('no'));
    await named('E-mailadres kopiëren')?.trigger('click');
    await vi.waitFor(() => expect(data().find('[role=status]').text()).toContain('Kopiëren lukt niet.'));
  });
});

describe('earlier requests', () => {
  it('stand above the action with their outcome (BX-08)', async () => {
    const rows = [
      makeContactRequest(2),
      makeContactRequest(1, { outcome: 'HIRED', note: 'Begint maandag', requestedAt: '2025-11-12T09:30:00Z' }),
      makeContactRequest(3, { candidateId: testId(2) }),
    ];
    await openProfile([], kept(rows));
    const lines = block().findAll('.asked');
    expect(lines.map((line) => line.text().replace(/\s+/g, ' '))).toEqual([
      'Opgevraagd op ma 12 jan 2026',
      'Opgevraagd op wo 12 nov 2025 · Aangenomen',
    ]);
    expect(block().find('.note').text()).toBe('Begint maandag');
    expect(block().find('.earlier').element.compareDocumentPosition(askButton().element)).toBe(
      Node.DOCUMENT_POSITION_FOLLOWING,
    );
  });

  it('get the outcome that the user chooses from those that may follow, and wait for sending (BX-08)', async () => {
    await openProfile([], kept([makeContactRequest(1, { outcome: 'SPOKEN' })]));
    await named('Uitkomst vastleggen van ma 12 jan 2026')?.trigger('click');
    const select = block().find('select');
    await vi.waitFor(() => expect(document.activeElement).toBe(select.element));
    expect(select.findAll('option').map((option) => option.text())).toEqual([
      'Kies een uitkomst',
      'Afspraak',
      'Geen gehoor',
      'Aangenomen',
      'Niet passend',
      'Ingetrokken',
    ]);
    await select.setValue('HIRED');
    await block().find('textarea').setValue('Begint in maart ');
    await block().find('form').trigger('submit');
    await vi.waitFor(() => expect(block().find('.asked').text()).toContain('Aangenomen'));
    expect(block().find('.note').text()).toBe('Begint in maart');
    expect(accessibleName(block().find('.pending').element)).toBe('Wacht op verzending');
    expect(block().find('form').exists()).toBe(false);
    expect(named('Uitkomst vastleggen van ma 12 jan 2026')).toBeUndefined();
  });

  it('ask for a choice before anything is saved, and keep what was typed when saving fails', async () => {
    let fail = true;
    const core = kept([makeContactRequest(1)]);
    await openProfile([], {
      ...core,
      recordContactOutcome: (input) =>
        fail ? Promise.reject(new TypeError('kapot')) : core.recordContactOutcome!(input),
    });
    await named('Uitkomst vastleggen van ma 12 jan 2026')?.trigger('click');
    await block().find('textarea').setValue('Belt terug');
    await block().find('form').trigger('submit');
    expect(block().find('form .fault').text()).toBe('Kies eerst een uitkomst');
    await block().find('select').setValue('NO_ANSWER');
    await block().find('form').trigger('submit');
    await vi.waitFor(() => expect(block().find('form [role=alert]').exists()).toBe(true));
    expect((block().find('textarea').element as HTMLTextAreaElement).value).toBe('Belt terug');
    fail = false;
    await block().find('form').trigger('submit');
    await vi.waitFor(() => expect(block().find('.asked').text()).toContain('Geen gehoor'));
  });

  it('give the focus back to their button when Escape folds the form', async () => {
    await openProfile([], kept([makeContactRequest(1)]));
    await named('Uitkomst vastleggen van ma 12 jan 2026')?.trigger('click');
    await block().find('select').trigger('keydown', { key: 'Escape' });
    await vi.waitFor(() =>
      expect(document.activeElement).toBe(named('Uitkomst vastleggen van ma 12 jan 2026')?.element),
    );
  });

  it('say it when they were not loaded, and load on request', async () => {
    let fail = true;
    await openProfile([], {
      contactRequests: () => (fail ? Promise.reject(new TypeError('kapot')) : Promise.resolve([makeContactRequest(1)])),
    });
    expect(block().find('[role=alert]').text()).toContain('niet geladen');
    fail = false;
    await block().find('[role=alert] button').trigger('click');
    await vi.waitFor(() => expect(block().findAll('.asked')).toHaveLength(1));
  });
});
