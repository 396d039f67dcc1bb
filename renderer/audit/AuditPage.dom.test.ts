import { flushPromises } from '@vue/test-utils';
import axe from 'axe-core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Me } from '@hallowerk/contract/accounts/account.ts';
import { DEFAULT_RIGHTS } from '@hallowerk/contract/accounts/default-rights.ts';
import type { AuditFilter, AuditLine, AuditPage } from '@hallowerk/contract/audit/audit.ts';
import { refuse, type FakeAnswers } from '../testing/fake-api.ts';
import { testId } from '../testing/make-candidate.ts';
import { mountAppAt, resizeWindow, TEST_ME } from '../testing/mount-app-at.ts';
import { accessibleName } from '../testing/read-page.ts';

const ADMINISTRATOR = 'MUNICIPAL_ADMINISTRATOR';
const CHECK = { checkedAt: '2026-09-24T03:15:00Z', lines: 12_345, ok: true, firstBroken: null };

function makeLine(number: number, change: Partial<AuditLine> = {}): AuditLine {
  return {
    number,
    at: '2026-09-24T12:03:00Z',
    actor: { kind: 'user', id: testId(5), name: 'Karin de Vries' },
    action: 'REQUEST_CONTACT',
    object: { kind: 'candidate', id: testId(100 + number), name: `Noor ${number}` },
    result: 'ok',
    origin: { kind: 'device', id: testId(7), name: 'Balie-pc' },
    detail: {},
    ...change,
  };
}

type Opened = Awaited<ReturnType<typeof mountAppAt>>;
let opened: Opened;
beforeEach(() => resizeWindow(1440));
afterEach(() => {
  opened.wrapper.unmount();
  vi.unstubAllGlobals();
});

async function open(address: string, audit: FakeAnswers['audit'] = {}) {
  const me: Me = { ...TEST_ME, role: ADMINISTRATOR, rights: [...DEFAULT_RIGHTS[ADMINISTRATOR]] };
  opened = await mountAppAt(address, {
    accounts: { state: () => Promise.resolve({ state: 'signed-in' as const, me }) },
    audit: {
      overview: () => Promise.resolve({ check: CHECK, actors: [{ id: testId(5), name: 'Karin de Vries' }] }),
      ...audit,
    },
  });
  await flushPromises();
  return opened.wrapper;
}
async function press(name: string): Promise<void> {
  const found = [...document.querySelectorAll<HTMLElement>('button')].find((one) => accessibleName(one) === name);
  if (found === undefined) throw new Error(`no button "${name}"`);
  found.click();
  await flushPromises();
}
const onePage = (items: AuditLine[]) => () => Promise.resolve({ items, next: null });
const flat = (text: string) => text.replace(/\s+/g, ' ');

describe('the audit trail of a municipality', () => {
  it('shows when, who, what, about whom, the result and where it came from, and that the chain is whole', async () => {
    const refused = makeLine(2, {
      ...{ action: 'LOGIN_FAILED', result: 'refused', object: null, detail: { step: 'password' } },
      actor: { kind: 'unknown', id: null, name: null },
      origin: { kind: 'network', id: 'abcdefgh123456', name: null },
    });
    const wrapper = await open('/administration/audit', { events: onePage([refused, makeLine(1)]) });
    await vi.waitFor(() => expect(wrapper.findAll('tbody tr')).toHaveLength(2));
    const [first, second] = wrapper.findAll('tbody tr').map((row) => flat(row.text()));
    for (const part of ['Onbekend', 'Aanmelden mislukt: wachtwoord', 'Geweigerd', 'Netwerk …123456'])
      expect(first).toContain(part);
    for (const part of ['do 24 sep 2026 14:03', 'Karin de Vries', 'Contactgegevens opgevraagd', 'Noor 1', 'Balie-pc'])
      expect(second).toContain(part);
    expect(wrapper.find('tbody a').attributes('href')).toContain(`/candidates/${testId(100 + 1)}`);
    expect(wrapper.text()).toContain('Keten gecontroleerd op do 24 sep 2026 05:15, 12.345 regels, in orde');
  });

  it('says from which line on the chain is not right', async () => {
    const check = { ...CHECK, ok: false, firstBroken: 812 };
    const wrapper = await open('/administration/audit', { overview: () => Promise.resolve({ check, actors: [] }) });
    await vi.waitFor(() => expect(wrapper.find('.chain[role=alert]').text()).toContain('niet in orde vanaf regel 812'));
  });

  it('narrows by what is chosen and by the candidate of a line, and clears all of it', async () => {
    const asked: AuditFilter[] = [];
    const wrapper = await open('/administration/audit', {
      events: (query) => {
        asked.push(query);
        return Promise.resolve({ items: [makeLine(1)], next: null });
      },
    });
    await vi.waitFor(() => expect(wrapper.findAll('tbody tr')).toHaveLength(1));
    const [from] = wrapper.findAll('input[type=date]');
    await from?.setValue('2026-09-01');
    const [action, actor] = wrapper.findAll('.filters select');
    await action?.setValue('PRINT');
    await actor?.setValue(testId(5));
    await flushPromises();
    await press('Alleen regels over Noor 1');
    const all = { from: '2026-09-01', action: 'PRINT', actor: testId(5), candidate: testId(100 + 1) };
    expect(asked.at(-1)).toEqual(all);
    await press('Niet alleen over Noor 1');
    expect(asked.at(-1)).not.toHaveProperty('candidate');
    await press('Filters wissen');
    expect(asked.at(-1)).toEqual({});
  });

  it('adds the next page below, and says at the end that these are all', async () => {
    const wrapper = await open('/administration/audit', {
      events: ({ before }) =>
        Promise.resolve(
          before === undefined ? { items: [makeLine(9)], next: 9 } : { items: [makeLine(8)], next: null },
        ),
    });
    await vi.waitFor(() => expect(wrapper.findAll('tbody tr')).toHaveLength(1));
    await press('Meer regels laden');
    expect(wrapper.findAll('tbody tr')).toHaveLength(2);
    expect(wrapper.text()).toContain('Dit zijn alle regels.');
  });

  it('exports what is narrowed to, and says that it was recorded', async () => {
    const asked: AuditFilter[] = [];
    const wrapper = await open('/administration/audit', {
      events: onePage([makeLine(1)]),
      exportEvents: (filter) => {
        asked.push(filter);
        return Promise.resolve({ file: { outcome: 'saved', fileName: 'Log.csv' }, lines: 10_000, complete: false });
      },
    });
    await vi.waitFor(() => expect(wrapper.findAll('tbody tr')).toHaveLength(1));
    await wrapper.findAll('.filters select')[2]?.setValue('refused');
    await flushPromises();
    await press('Exporteren als CSV');
    expect(asked).toEqual([{ result: 'refused' }]);
    expect(wrapper.text()).toContain('Alleen de nieuwste 10.000 regels geëxporteerd.');
  });

  it('says that it needs a connection, why it failed, and that nothing is there', async () => {
    let answer: () => Promise<AuditPage> = () => refuse('Geen verbinding', 'OFFLINE');
    const wrapper = await open('/administration/audit', { events: () => answer() });
    await vi.waitFor(() => expect(wrapper.text()).toContain('Het logboek zie je alleen met verbinding'));
    answer = () => refuse('Je hebt hier geen recht op.');
    await press('Opnieuw proberen');
    expect(wrapper.find('[role=alert]').text()).toContain('Je hebt hier geen recht op.');
    answer = onePage([]);
    await press('Opnieuw proberen');
    expect(wrapper.text()).toContain('Er staat nog niets in het auditlogboek');
  });

  it('has nothing that axe objects to, wide and narrow', async () => {
    for (const width of [1440, 700]) {
      resizeWindow(width);
      const wrapper = await open('/administration/audit', { events: onePage([makeLine(2), makeLine(1)]) });
      await vi.waitFor(() => expect(wrapper.findAll('tbody tr')).toHaveLength(2));
      const { violations } = await axe.run(wrapper.find('.page-frame').element, {
        rules: { 'color-contrast': { enabled: false } },
      });
      expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
      if (width === 1440) wrapper.unmount();
    }
  });
});

describe('my activity', () => {
  it('tells in plain words what I did and what another did with my device', async () => {
    const me = { kind: 'user', id: TEST_ME.id, name: TEST_ME.fullName };
    const items = [
      makeLine(3, {
        action: 'CHANGE',
        object: { kind: 'device', id: testId(7), name: 'Balie-pc' },
        detail: { decision: 'LOCK' },
      }),
      makeLine(2, { actor: me, action: 'VIEW', detail: { field: 'contactData' } }),
      makeLine(1, {
        actor: me,
        action: 'LOGIN',
        object: { kind: 'device', id: testId(7), name: 'Balie-pc' },
        detail: { method: 'TOTP' },
      }),
    ];
    const wrapper = await open('/settings/activity', { ownEvents: onePage(items) });
    await vi.waitFor(() => expect(wrapper.findAll('li.line')).toHaveLength(3));
    const [lock, view, login] = wrapper.findAll('li.line').map((line) => flat(line.text()));
    expect(lock).toMatch(/^Apparaat vergrendeld.*Balie-pc.*door Karin de Vries$/);
    expect(view).toMatch(/^Contactgegevens bekeken.*Noor 2$/);
    expect(login).toMatch(/^Aangemeld met een authenticator-app/);
    const { violations } = await axe.run(wrapper.find('.section-frame').element, {
      rules: { 'color-contrast': { enabled: false } },
    });
    expect(violations.map(({ id }) => id)).toEqual([]);
  });

  it('says that it needs a connection, and that there is nothing yet', async () => {
    let answer: () => Promise<AuditPage> = () => refuse('Geen verbinding', 'OFFLINE');
    const wrapper = await open('/settings/activity', { ownEvents: () => answer() });
    await vi.waitFor(() => expect(wrapper.text()).toContain('Het logboek zie je alleen met verbinding'));
    answer = onePage([]);
    await press('Opnieuw proberen');
    expect(wrapper.text()).toContain('Er is nog niets vastgelegd');
  });
});
