import { flushPromises } from '@vue/test-utils';
import axe from 'axe-core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DEFAULT_RIGHTS } from '@hallowerk/contract/accounts/default-rights.ts';
import { EMPTY_QUERY } from '@hallowerk/contract/candidates/candidate-search.ts';
import { useProposingStore } from '../../shared/proposing.store.ts';
import { useVacancyChangesStore } from '../../shared/vacancy-changes.store.ts';
import { refuse, type FakeAnswers } from '../../testing/fake-api.ts';
import { makeDetail, testId } from '../../testing/make-candidate.ts';
import { makeProposal, makeVacancyDetail, makeVacancyRow, TEST_MANAGER } from '../../testing/make-vacancy.ts';
import { mountAppAt, resizeWindow, TEST_ME } from '../../testing/mount-app-at.ts';
import { openDialog } from '../../testing/open-dialog.ts';
import { previewProposals } from './proposal-preview.ts';

type Calls = NonNullable<FakeAnswers['vacancies']>;

let mounted: { unmount(): void } | null = null;
beforeEach(() => resizeWindow(1440));
afterEach(() => {
  mounted?.unmount();
  mounted = null;
  document.body.replaceChildren();
  vi.unstubAllGlobals();
});

async function open(address: string, vacancies: Calls = {}, role: 'EMPLOYER' | 'ACCOUNT_MANAGER' = 'EMPLOYER') {
  const me = { ...TEST_ME, role, rights: [...DEFAULT_RIGHTS[role]] };
  const page = await mountAppAt(address, {
    accounts: { state: () => Promise.resolve({ state: 'signed-in', me }) },
    vacancies: {
      list: () => Promise.resolve({ total: 1, items: [makeVacancyRow(1, { proposals: 2 })] }),
      get: () => Promise.resolve(makeVacancyDetail(1, { accountManager: TEST_MANAGER })),
      ...vacancies,
    },
  });
  mounted = page.wrapper;
  await flushPromises();
  return page;
}

const text = () => document.body.textContent ?? '';
const seen = (words: string) => vi.waitFor(() => expect(text()).toContain(words));
const button = (name: string | RegExp, root: ParentNode = document) =>
  [...root.querySelectorAll<HTMLElement>('button, [role=menuitem], a')].find((control) => {
    const label = (control.getAttribute('aria-label') ?? control.textContent ?? '').trim();
    return typeof name === 'string' ? label === name : name.test(label);
  });
async function click(name: string | RegExp, root: ParentNode = document): Promise<void> {
  await vi.waitFor(() => expect(button(name, root)).toBeDefined());
  button(name, root)?.click();
  await flushPromises();
}
async function expectAccessible(): Promise<void> {
  const rules = { 'color-contrast': { enabled: false }, region: { enabled: false } };
  const { violations } = await axe.run(document.body, { rules });
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
}

describe('Vacatures via HalloWerk', () => {
  it('shows the list with how many were proposed, and the first one beside it (HW-VHW-01…03)', async () => {
    await open('/vacancies/via-hallowerk', { proposals: () => Promise.resolve([makeProposal(5)]) });
    await seen('Brood bakken');
    expect(window.location.hash).toBe(`#/vacancies/via-hallowerk/${testId(1)}`);
    expect(text()).toContain('2 kandidaten voorgesteld');
    expect(text()).toContain('Mbo-/havo-/vwo-niveau');
    await expectAccessible();
  });

  it('opens the explorer with what the vacancy asks, each element removable (HW-VHW-04)', async () => {
    const term = { kind: 'OCCUPATION', code: testId(3), label: 'Bakker', mode: 'MAY' } as const;
    const searchFor = vi.fn(() => Promise.resolve({ ...EMPTY_QUERY, terms: [term] }));
    const { wrapper } = await open(`/vacancies/via-hallowerk/${testId(1)}`, { searchFor });
    await seen('Brood bakken');
    await click('Zoek kandidaten');
    await vi.waitFor(() => expect(wrapper.find('h1').text()).toBe('Kandidaten verkenner'));
    await seen('Bakker');
    expect(searchFor).toHaveBeenCalledWith({ vacancyId: testId(1) });
  });

  it('says so when there are none, and when the list cannot be read', async () => {
    await open('/vacancies/via-hallowerk', { list: () => Promise.resolve({ total: 0, items: [] }) });
    await seen('Er zijn nu geen vacatures');
    mounted?.unmount();
    await open('/vacancies/via-hallowerk', { list: () => refuse('De schijf is vol') });
    await seen('De vacatures zijn niet geladen');
  });

  it('shows one pane on a phone: the list, and a way back to it', async () => {
    resizeWindow(400);
    await open('/vacancies/via-hallowerk');
    await seen('2 kandidaten voorgesteld');
    expect(text()).not.toContain('Brood bakken');
    await click(/Bakker in Delft/);
    await seen('Brood bakken');
    await click('Terug naar de lijst');
    await seen('2 kandidaten voorgesteld');
  });
});

describe('Voorgestelde kandidaten', () => {
  it('tells who, when and by whom, and keeps a neutral row of who is not visible (HW-PROP-03)', async () => {
    const rows = [makeProposal(5), makeProposal(6, { candidate: null, answers: [] })];
    await open(`/vacancies/via-hallowerk/${testId(1)}`, { proposals: () => Promise.resolve(rows) });
    await seen('Kandidaat 5');
    expect(text()).toContain('vr 20 nov 2026');
    expect(text()).toContain('Anouk van Dijk');
    expect(text()).toContain('Kandidaat is niet meer zichtbaar');
    await expectAccessible();
  });

  it('gives an answer, and shows why one was refused (BX-08)', async () => {
    const answer = vi.fn<Calls['answer'] & object>(() => refuse('Dit antwoord past niet bij de stand.'));
    await open(`/vacancies/via-hallowerk/${testId(1)}`, {
      proposals: () => Promise.resolve([makeProposal(5)]),
      answer,
    });
    await click('Antwoorden op het voorstel van Kandidaat 5');
    await click('Interesse');
    await seen('Dit antwoord past niet bij de stand.');
    answer.mockResolvedValue(undefined);
    await click('Antwoorden op het voorstel van Kandidaat 5');
    await click('Niet passend');
    await vi.waitFor(() => expect(text()).not.toContain('Dit antwoord past niet bij de stand.'));
    expect(answer.mock.calls.map(([input]) => input.to)).toEqual(['CONTACT_REQUESTED', 'DECLINED']);
  });

  it('reads again when something changed', async () => {
    let rows = [makeProposal(5)];
    await open(`/vacancies/via-hallowerk/${testId(1)}`, { proposals: () => Promise.resolve(rows) });
    await seen('Voorgesteld');
    rows = [makeProposal(5, { state: 'HIRED', answers: [] })];
    useVacancyChangesStore().rise();
    await seen('Aangenomen');
  });

  it('marks a proposal as seen when its profile opens, says whom to call, and goes back (HW-PROP-04, -05)', async () => {
    const viewProposal = vi.fn(() => Promise.resolve(undefined));
    const motivated = makeProposal(5, {
      candidate: { candidateId: testId(105), name: 'Kandidaat 5', motivation: 'Werkte als bakker', explanation: [] },
    });
    const { wrapper } = await open(`/vacancies/via-hallowerk/${testId(1)}`, {
      proposals: () => Promise.resolve([motivated]),
      viewProposal,
    });
    await click('Kandidaat 5');
    await seen('Voorgesteld voor Bakker in Delft');
    await vi.waitFor(() => expect(viewProposal).toHaveBeenCalledWith({ id: testId(5) }));
    expect(text()).toContain('Werkte als bakker');
    expect(document.querySelector('a[href="tel:+31600000000"]')).not.toBeNull();
    await seen('Sanne de Vries');
    await expectAccessible();
    await click('Terug');
    await vi.waitFor(() => expect(wrapper.find('h1').text()).toBe('Vacatures via HalloWerk'));
  });

  it('says so when the candidate of a proposal is not visible any more', async () => {
    const viewProposal = vi.fn(() => Promise.resolve(undefined));
    const rows = [makeProposal(5, { candidate: null })];
    await open(`/vacancies/via-hallowerk/${testId(1)}/proposals/${testId(5)}`, {
      proposals: () => Promise.resolve(rows),
      viewProposal,
    });
    await seen('Het voorstel blijft staan.');
    expect(viewProposal).not.toHaveBeenCalled();
  });
});

describe('proposing', () => {
  const person = (number: number) => ({ candidateId: testId(number), name: `Kandidaat ${number}`, parts: [] });

  it('tells apart who goes, who was proposed, whom employers may not see, and who is too many', () => {
    const people = Array.from({ length: 105 }, (_, at) => person(at));
    const withdrawn = makeProposal(2, { state: 'WITHDRAWN' });
    const rows = [makeProposal(1), withdrawn].map((row, at) => ({
      ...row,
      candidate: row.candidate && { ...row.candidate, candidateId: testId(at + 1) },
    }));
    const preview = previewProposals(people, rows, new Set([testId(3)]));
    expect(preview.already).toEqual([person(1)]);
    expect(preview.hidden).toEqual([person(3)]);
    expect(preview.going).toHaveLength(100);
    expect(preview.going).toContainEqual(person(2));
    expect(preview.tooMany).toHaveLength(3);
  });

  it('asks for a vacancy first, names who is skipped, and proposes the others (HW-PROP-06)', async () => {
    const propose = vi.fn(() => Promise.resolve({ proposed: 1 }));
    const known = makeProposal(5, {
      candidate: { candidateId: testId(11), name: 'Kandidaat 11', motivation: '', explanation: [] },
    });
    await open('/home', { propose, proposals: () => Promise.resolve([known]) }, 'ACCOUNT_MANAGER');
    useProposingStore().propose([person(10), person(11)]);
    await vi.waitFor(() => expect(openDialog()).not.toBeNull());
    const dialog = openDialog()!;
    await vi.waitFor(() => expect(dialog.querySelector('input[type=radio]')).not.toBeNull());
    dialog.querySelector('form')?.requestSubmit();
    await seen('Kies een vacature');
    expect(propose).not.toHaveBeenCalled();
    dialog.querySelector<HTMLInputElement>('input[type=radio]')?.click();
    await seen('Al voorgesteld, wordt overgeslagen: Kandidaat 11');
    expect(text()).toContain('1 kandidaat wordt voorgesteld.');
    await expectAccessible();
    dialog.querySelector('form')?.requestSubmit();
    await seen('1 kandidaat is voorgesteld voor Bakker in Delft.');
    expect(propose).toHaveBeenCalledWith({
      vacancyId: testId(1),
      motivation: '',
      candidates: [{ candidateId: testId(10), explanation: [] }],
    });
  });

  it('is there for account managers only; everybody who sees vacancies gets the fitting ones (BX-16)', async () => {
    const line = { criterion: 'OCCUPATION', code: null, state: 'MET', points: 40, most: 40 } as const;
    const { id, title, organizationName, city, closingDate } = makeVacancyRow(1);
    const item = { ...{ id, title, organizationName, city, closingDate }, lines: [line], score: 100, proposed: false };
    const fitting = () => Promise.resolve({ names: {}, items: [item] });
    await open(`/candidates/${testId(1)}`, { fitting });
    await seen(makeDetail(1).card.lastName);
    await click('Vacatures voor deze kandidaat');
    await vi.waitFor(() => expect(button('Passende vacatures')).toBeDefined());
    expect(button('Voorstellen voor een vacature')).toBeUndefined();
    await click('Passende vacatures');
    await seen('1 van 1 wensen vervuld');
    expect(button('Voorstellen voor Bakker in Delft')).toBeUndefined();
    mounted?.unmount();
    document.body.replaceChildren();
    await open(`/candidates/${testId(1)}`, { fitting }, 'ACCOUNT_MANAGER');
    await click('Vacatures voor deze kandidaat');
    await click('Passende vacatures');
    await seen('1 van 1 wensen vervuld');
    await expectAccessible();
    await click('Voorstellen voor Bakker in Delft');
    await seen('Voor de vacature Bakker in Delft');
  });
});
