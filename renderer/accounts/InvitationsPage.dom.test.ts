import { flushPromises } from '@vue/test-utils';
import axe from 'axe-core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { builtInRole } from '@hallowerk/contract/accounts/default-rights.ts';
import type { Role } from '@hallowerk/contract/accounts/account.ts';
import type { Invitation, InvitationState } from '@hallowerk/contract/accounts/invitation.ts';
import type { DesktopApi } from '@hallowerk/contract/desktop.ts';
import { useRightsStore } from '../shared/rights.store.ts';
import { fakeApi, later, refuse } from '../testing/fake-api.ts';
import { mountWithApp } from '../testing/mount-with-app.ts';
import { accessibleName } from '../testing/read-page.ts';
import InvitationsPage from './InvitationsPage.vue';

function makeInvitation(number: number, change: Partial<Invitation> = {}): Invitation {
  return {
    id: `00000000-0000-7000-8000-${String(number).padStart(12, '0')}`,
    kind: 'EMPLOYER',
    state: 'SENT',
    fullName: `Persoon ${number}`,
    email: `persoon${number}@bedrijf.example`,
    role: 'EMPLOYER',
    organizationId: null,
    organizationName: 'Bakkerij Voorbeeld',
    mobile: null,
    personalMessage: 'Dag',
    inviterName: 'Anouk van Dijk',
    createdAt: '2026-09-24T12:00:00Z',
    sentAt: '2026-09-24T12:00:00Z',
    expiresAt: '2026-10-01T12:00:00Z',
    ...change,
  };
}

let wrapper: { unmount(): void } | null = null;
beforeEach(() => void vi.stubGlobal('visualViewport', null));
afterEach(() => {
  wrapper?.unmount();
  wrapper = null;
  document.body.replaceChildren();
  vi.unstubAllGlobals();
});

const organizations = [{ id: '0195f2a0-0000-7000-8000-000000000001', name: 'Bakkerij De Korenaar' }];

async function open(
  items: readonly Invitation[],
  calls: Partial<DesktopApi['invitations']> = {},
  options: { readonly role?: Role; readonly app?: Partial<DesktopApi['app']> } = {},
) {
  const invitations = { list: () => Promise.resolve({ items: [...items], organizations }), ...calls };
  const api = fakeApi({ invitations, ...(options.app && { app: options.app }) });
  const page = mountWithApp(InvitationsPage, {}, api, () => {
    useRightsStore().held = builtInRole(options.role ?? 'ACCOUNT_MANAGER');
  });
  wrapper = page;
  await flushPromises();
  return page;
}

const buttons = (): HTMLButtonElement[] => [...document.querySelectorAll('button')];
async function press(name: string): Promise<void> {
  const found = buttons().find((button) => accessibleName(button) === name);
  if (found === undefined) throw new Error(`no button "${name}"`);
  found.click();
  await flushPromises();
}
const field = (label: string): HTMLInputElement => {
  const found = [...document.querySelectorAll('label')].find((one) => one.textContent.trim().startsWith(label));
  const input = document.getElementById(found?.htmlFor ?? '');
  if (input === null) throw new Error(`no field "${label}"`);
  return input as HTMLInputElement;
};
async function fill(label: string, value: string): Promise<void> {
  field(label).value = value;
  field(label).dispatchEvent(new Event(field(label).tagName === 'SELECT' ? 'change' : 'input'));
  await flushPromises();
}
const alerts = (): string => [...document.querySelectorAll('[role=alert]')].map((one) => one.textContent).join(' ');

describe('the page of invitations', () => {
  it('shows who was invited, by whom, with state, moment and end', async () => {
    const page = await open([makeInvitation(1, { state: 'OPENED' })]);
    const row = page.find('tbody tr').text();
    for (const part of ['Persoon 1', 'persoon1@bedrijf.example', 'Bakkerij Voorbeeld', 'Werkgever', 'Geopend']) {
      expect(row).toContain(part);
    }
    expect(row).toContain('Anouk van Dijk');
    expect(row).toContain('do 1 okt 2026 14:00');
  });

  it.each<[InvitationState, readonly string[]]>([
    [
      'DRAFT',
      [
        'Uitnodiging aan Persoon 1 verzenden',
        'Uitnodiging van Persoon 1 wijzigen',
        'Uitnodiging van Persoon 1 verwijderen',
      ],
    ],
    ['SENT', ['Uitnodiging aan Persoon 1 opnieuw verzenden', 'Uitnodiging van Persoon 1 intrekken']],
    ['ACCEPTED', []],
    ['EXPIRED', ['Uitnodiging aan Persoon 1 opnieuw verzenden']],
    ['REVOKED', ['Uitnodiging aan Persoon 1 opnieuw verzenden']],
  ])('offers for %s what can be done with it', async (state, names) => {
    const page = await open([makeInvitation(1, { state })]);
    expect(page.findAll('tbody button').map((button) => button.attributes('aria-label'))).toEqual(names);
  });

  it('shows its layout while it waits, and says when there is nothing yet', async () => {
    const list = later<{ items: Invitation[]; organizations: [] }>();
    const page = await open([], { list: () => list.promise });
    await vi.waitFor(() => expect(page.find('.skeleton').exists()).toBe(true));
    list.resolve({ items: [], organizations: [] });
    await flushPromises();
    expect(page.text()).toContain('Nog geen uitnodigingen');
  });

  it('says that it needs a connection, and why something else failed, with a way to try again', async () => {
    let answer = refuse('Geen verbinding', 'OFFLINE');
    const page = await open([], { list: () => answer });
    expect(page.text()).toContain('Uitnodigen kan alleen met verbinding.');
    answer = refuse('Je hebt hier geen recht op.');
    await press('Opnieuw proberen');
    expect(alerts()).toContain('Je hebt hier geen recht op.');
    answer = Promise.resolve({ items: [makeInvitation(1)], organizations: [] }) as never;
    await press('Opnieuw proberen');
    expect(page.findAll('tbody tr')).toHaveLength(1);
    answer = refuse('Geen verbinding', 'OFFLINE');
    await press('Lijst opnieuw ophalen');
    expect(page.findAll('tbody tr')).toHaveLength(1);
    expect(page.find('.stale').text()).toContain('Deze lijst is van');
  });

  it('names all faults at saving, in a summary that leads to the fields, and asks the server nothing', async () => {
    const asked: unknown[] = [];
    await open([], { save: (input) => (asked.push(input), refuse('nee')) });
    await press('Nieuwe uitnodiging');
    await press('Opslaan');
    expect(alerts()).toContain('Er zijn 3 dingen die nog niet kloppen');
    const links = [...document.querySelectorAll<HTMLAnchorElement>('[role=alert] a')];
    expect(links.map((link) => link.textContent)).toEqual([
      'Vul de naam in',
      'Vul het e-mailadres in',
      'Kies een organisatie of vul de naam van een nieuwe in',
    ]);
    links[1]?.click();
    expect(document.activeElement).toBe(field('E-mailadres'));
    expect(asked).toEqual([]);
  });

  it('keeps the draft from the first keystroke, also when the form closes, and forgets it once it is sent', async () => {
    const kept: unknown[] = [];
    const saved: unknown[] = [];
    const save: DesktopApi['invitations']['save'] = (input) => {
      saved.push(input);
      return Promise.resolve(makeInvitation(7, { fullName: 'Sanne' }));
    };
    await open([], { save }, { app: { setPreference: ({ value }) => (kept.push(value), Promise.resolve(undefined)) } });
    await press('Nieuwe uitnodiging');
    await fill('Naam', 'S');
    await vi.waitFor(() => expect(kept.at(-1)).toMatchObject({ fullName: 'S' }));
    await fill('Naam', 'Sanne');
    await press('Sluiten');
    expect(kept.at(-1)).toMatchObject({ fullName: 'Sanne' });
    await press('Verder met concept');
    expect(field('Naam').value).toBe('Sanne');
    await fill('E-mailadres', 'sanne@bedrijf.example');
    await fill('Organisatie', organizations[0]!.id);
    await press('Opslaan en verzenden');
    expect(saved).toMatchObject([
      { send: true, invitation: { kind: 'EMPLOYER', role: 'EMPLOYER', organizationId: organizations[0]!.id } },
    ]);
    expect(kept.at(-1)).toBeNull();
    expect(document.body.textContent).toContain('De uitnodiging aan Sanne is verzonden.');
  });

  it('shows the mail beforehand, and takes it away when something changes', async () => {
    const preview = () => Promise.resolve({ subject: 'Je bent uitgenodigd', text: 'Beste Sanne' });
    await open([], { preview });
    await press('Nieuwe uitnodiging');
    await fill('Naam', 'Sanne');
    await fill('E-mailadres', 'sanne@bedrijf.example');
    await fill('Organisatie', 'new');
    await fill('Naam van de nieuwe organisatie', 'Fietsenmaker');
    await press('Voorbeeld van de e-mail');
    expect(document.querySelector('.mail')?.textContent).toContain('Beste Sanne');
    await fill('Persoonlijk bericht', 'Dag');
    expect(document.querySelector('.mail')).toBeNull();
  });

  it('says what the server found wrong, at its field', async () => {
    const { clientError } = await import('../api/client-answers.ts');
    const errors = [{ path: 'invitation.organizationName', message: 'Deze organisatie bestaat al.' }];
    await open([], { save: () => Promise.reject(clientError('INVALID_INPUT', 'Controleer', { errors })) });
    await press('Nieuwe uitnodiging');
    await fill('Naam', 'Sanne');
    await fill('E-mailadres', 'sanne@bedrijf.example');
    await fill('Organisatie', 'new');
    await fill('Naam van de nieuwe organisatie', 'Bakkerij De Korenaar');
    await press('Opslaan');
    expect(alerts()).toContain('Deze organisatie bestaat al.');
    expect(field('Naam van de nieuwe organisatie').getAttribute('aria-invalid')).toBe('true');
  });

  it('lets an administrator choose a role of staff and no organisation', async () => {
    await open([], {}, { role: 'MUNICIPAL_ADMINISTRATOR' });
    await press('Nieuwe uitnodiging');
    const options = [...field('Rol').querySelectorAll('option')].map((option) => option.textContent.trim());
    expect(options).toEqual(['Accountmanager', 'Klantmanager', 'Beheerder']);
    expect(() => field('Organisatie')).toThrow('no field');
  });

  it('brings a removed draft back, and sends a withdrawn invitation again', async () => {
    const saved: unknown[] = [];
    const decided: unknown[] = [];
    const draft = makeInvitation(1, { state: 'DRAFT', sentAt: null });
    const page = await open([draft, makeInvitation(2)], {
      save: (input) => (saved.push(input), Promise.resolve(draft)),
      decide: (input) => {
        decided.push(input.decision);
        if (input.decision === 'REMOVE') return Promise.resolve({ item: null });
        return Promise.resolve({
          item: makeInvitation(2, { state: input.decision === 'REVOKE' ? 'REVOKED' : 'SENT' }),
        });
      },
    });
    await press('Uitnodiging van Persoon 1 verwijderen');
    expect(page.findAll('tbody tr')).toHaveLength(1);
    await press('Ongedaan maken');
    expect(page.findAll('tbody tr')).toHaveLength(2);
    expect(saved).toMatchObject([{ id: draft.id, send: false, invitation: { fullName: 'Persoon 1' } }]);
    await press('Uitnodiging van Persoon 2 intrekken');
    expect(page.text()).toContain('De link werkt niet meer.');
    await press('Toch weer verzenden');
    expect(decided).toEqual(['REMOVE', 'REVOKE', 'SEND']);
  });

  it('says why something could not be done', async () => {
    await open([makeInvitation(1)], { decide: () => refuse('Dat kan niet meer met deze uitnodiging.') });
    await press('Uitnodiging van Persoon 1 intrekken');
    expect(alerts()).toContain('Dat kan niet meer met deze uitnodiging.');
  });

  it('has no faults that axe finds, with the list and with the form', async () => {
    const page = await open([makeInvitation(1), makeInvitation(2, { state: 'DRAFT', sentAt: null, expiresAt: null })]);
    const rules = { rules: { region: { enabled: false }, 'color-contrast': { enabled: false } } };
    expect((await axe.run(page.element, rules)).violations).toEqual([]);
    await press('Nieuwe uitnodiging');
    const dialog = document.querySelector<HTMLElement>('[role=dialog]')!;
    expect((await axe.run(dialog, rules)).violations).toEqual([]);
  });
});
