import { flushPromises } from '@vue/test-utils';
import axe from 'axe-core';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Me } from '@hallowerk/contract/accounts/account.ts';
import { DEFAULT_RIGHTS, grantableRights, maximumRights } from '@hallowerk/contract/accounts/default-rights.ts';
import type { CustomRole, RoleList, RoleMember } from '@hallowerk/contract/accounts/roles.ts';
import type { Role } from '@hallowerk/contract/accounts/account.ts';
import { scopeOf } from '@hallowerk/contract/accounts/rights.ts';
import type { DesktopApi } from '@hallowerk/contract/desktop.ts';
import { refuse } from '../testing/fake-api.ts';
import { testId } from '../testing/make-candidate.ts';
import { mountAppAt, TEST_ME } from '../testing/mount-app-at.ts';
import { openDialog } from '../testing/open-dialog.ts';
import { accessibleName } from '../testing/read-page.ts';

const ADMINISTRATOR = 'MUNICIPAL_ADMINISTRATOR';
const GRANTABLE = grantableRights({ role: ADMINISTRATOR, rights: DEFAULT_RIGHTS[ADMINISTRATOR] });
const builtIn = (role: Role) => ({
  role,
  rights: [...DEFAULT_RIGHTS[role]],
  maximum: [...maximumRights(role)],
  members: 2,
});
const OWN: CustomRole = {
  id: testId(901),
  name: 'Accountmanager zonder export',
  basedOn: 'ACCOUNT_MANAGER',
  rights: DEFAULT_RIGHTS.ACCOUNT_MANAGER.filter(({ action }) => action !== 'EXPORT'),
  version: 4,
  members: 1,
};
const MEMBER: RoleMember = {
  id: testId(902),
  fullName: 'Ahmed El Idrissi-van der Meulen',
  organizationName: 'Gemeente Haaglanden',
  role: 'ACCOUNT_MANAGER',
  customRoleId: OWN.id,
  roleName: OWN.name,
};
const LIST: RoleList = {
  builtIn: [builtIn('EMPLOYER'), builtIn('ACCOUNT_MANAGER')],
  custom: [OWN],
  grantable: [...GRANTABLE],
};

let wrapper: { unmount(): void } | null = null;
afterEach(() => {
  wrapper?.unmount();
  wrapper = null;
  vi.unstubAllGlobals();
});

async function open(address: string, calls: Partial<DesktopApi['roles']> = {}) {
  const me: Me = { ...TEST_ME, role: ADMINISTRATOR, rights: [...DEFAULT_RIGHTS[ADMINISTRATOR]] };
  const roles = {
    list: () => Promise.resolve(LIST),
    members: () => Promise.resolve({ items: [MEMBER], total: 1 }),
    ...calls,
  };
  const app = await mountAppAt(address, {
    accounts: { state: () => Promise.resolve({ state: 'signed-in' as const, me }) },
    roles,
  });
  wrapper = app.wrapper;
  await flushPromises();
  await vi.waitFor(() => expect(app.wrapper.find('.page-frame').exists()).toBe(true));
  await flushPromises();
  return app;
}

const button = (name: string): HTMLButtonElement => {
  const found = [...document.querySelectorAll('button')].find((one) => accessibleName(one) === name);
  if (found === undefined) throw new Error(`no button "${name}"`);
  return found;
};
const choice = (label: string): HTMLSelectElement => {
  const found = document.querySelector<HTMLSelectElement>(`select[aria-label="${label}"]`);
  if (found === null) throw new Error(`no choice "${label}"`);
  return found;
};
async function choose(label: string, value: string): Promise<void> {
  choice(label).value = value;
  choice(label).dispatchEvent(new Event('change'));
  await flushPromises();
}

describe('the page of roles', () => {
  it('opens on the first role, with its rights and who has it', async () => {
    const { wrapper: page } = await open('/administration/roles');
    await vi.waitFor(() => expect(page.find('article h2').text()).toBe('Werkgever'));
    expect(page.find('.rights').text()).toContain('Kandidaten');
    expect(page.find('.rights').text()).not.toContain('Interne gegevens');
    await vi.waitFor(() => expect(page.text()).toContain(MEMBER.fullName));
  });

  it('takes away a right of an own role and sends the version that was on the screen', async () => {
    const change = vi.fn<DesktopApi['roles']['change']>(() => Promise.resolve({ ...OWN, version: 5 }));
    const { wrapper: page } = await open(`/administration/roles/${OWN.id}`, { change });
    await vi.waitFor(() => expect(page.find('article h2').text()).toBe(OWN.name));
    button('Wijzigen').click();
    await flushPromises();
    await choose('Contactgegevens opvragen: Toevoegen', '');
    button('Opslaan').click();
    await vi.waitFor(() => expect(page.text()).toContain('De rol is opgeslagen'));
    const sent = change.mock.calls[0]?.[0].change;
    expect(sent?.seen).toBe(4);
    expect(scopeOf(sent?.rights ?? [], 'CONTACT_REQUEST', 'CREATE')).toBeNull();
    expect(scopeOf(sent?.rights ?? [], 'CANDIDATE', 'VIEW')).toBe('CONNECTED_REGIONS');
  });

  it('keeps what was filled in when somebody else changed the role first', async () => {
    const refusal = () => refuse('Iemand anders heeft deze rol intussen gewijzigd', 'REFUSED');
    const { wrapper: page } = await open(`/administration/roles/${OWN.id}`, { change: refusal });
    await vi.waitFor(() => expect(page.find('article h2').text()).toBe(OWN.name));
    button('Wijzigen').click();
    await flushPromises();
    await choose('Notities: Wijzigen', '');
    button('Opslaan').click();
    await vi.waitFor(() => expect(page.find('[role=alert]').text()).toContain('intussen gewijzigd'));
    expect(choice('Notities: Wijzigen').value).toBe('');
  });

  it('copies a built-in role under a name of its own', async () => {
    const create = vi.fn<DesktopApi['roles']['create']>(({ id, role }) =>
      Promise.resolve({ ...role, id, version: 1, members: 0 }),
    );
    const { wrapper: page } = await open('/administration/roles/EMPLOYER', { create });
    await vi.waitFor(() => expect(page.find('article h2').text()).toBe('Werkgever'));
    button('Kopie maken').click();
    await vi.waitFor(() => expect(page.find('article h2').text()).toBe('Nieuwe rol'));
    button('Opslaan').click();
    await vi.waitFor(() => expect(create).toHaveBeenCalledOnce());
    expect(create.mock.calls[0]?.[0].role).toMatchObject({ name: 'Kopie van Werkgever', basedOn: 'EMPLOYER' });
  });

  it('shows what somebody with the role would see', async () => {
    const { wrapper: page } = await open('/administration/roles/EMPLOYER');
    await vi.waitFor(() => expect(page.find('.preview').exists()).toBe(true));
    const preview = page.find('.preview').text();
    expect(preview).toContain('Niet zichtbaar');
    expect(preview).toContain('Na een contactverzoek');
    expect(preview).not.toContain('Rollen');
  });

  it('gives somebody another role of the same kind', async () => {
    const give = vi.fn<DesktopApi['roles']['give']>(() =>
      Promise.resolve({ ...MEMBER, customRoleId: null, roleName: null }),
    );
    const { wrapper: page } = await open(`/administration/roles/${OWN.id}`, { give });
    await vi.waitFor(() => expect(page.text()).toContain(MEMBER.fullName));
    button(`${MEMBER.fullName} een andere rol geven`).click();
    await vi.waitFor(() => expect(openDialog()).not.toBeNull());
    const offered = [...(openDialog()?.querySelectorAll<HTMLInputElement>('input[type=radio]') ?? [])];
    expect(offered.map(({ value }) => value)).toEqual(['ACCOUNT_MANAGER', OWN.id]);
    offered[0]?.click();
    await flushPromises();
    openDialog()
      ?.querySelector('form')
      ?.dispatchEvent(new Event('submit', { cancelable: true }));
    await vi.waitFor(() => expect(page.text()).toContain('heeft nu de rol Accountmanager'));
    expect(give.mock.calls[0]?.[0]).toEqual({
      id: MEMBER.id,
      given: { role: 'ACCOUNT_MANAGER', customRoleId: null },
    });
  });

  it('has no faults of accessibility, also while a role is changed', async () => {
    const { wrapper: page } = await open(`/administration/roles/${OWN.id}`);
    await vi.waitFor(() => expect(page.text()).toContain(MEMBER.fullName));
    const faults = async () => (await axe.run(page.find('.page-frame').element as HTMLElement)).violations;
    expect(await faults()).toEqual([]);
    button('Wijzigen').click();
    await flushPromises();
    expect(await faults()).toEqual([]);
  });
});
