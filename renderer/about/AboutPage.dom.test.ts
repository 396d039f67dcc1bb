import { flushPromises } from '@vue/test-utils';
import axe from 'axe-core';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { DEFAULT_ABOUT, type AboutPage } from '@hallowerk/contract/about/about.ts';
import { DEFAULT_RIGHTS } from '@hallowerk/contract/accounts/default-rights.ts';
import { clientError } from '../api/client-answers.ts';
import type { FakeAnswers } from '../testing/fake-api.ts';
import { mountAppAt, TEST_ME } from '../testing/mount-app-at.ts';

const PAGE: AboutPage = {
  ...DEFAULT_ABOUT,
  filmUrl: 'https://film.example/hallowerk',
  promising: [{ name: 'Bakker', reason: 'Veel vraag', occupationId: null }],
  regionName: 'Haaglanden',
  revision: 3,
};

let mounted: { unmount(): void } | null = null;
afterEach(() => {
  mounted?.unmount();
  mounted = null;
  document.body.replaceChildren();
});

async function open(
  address: string,
  answers: FakeAnswers = {},
  role: 'EMPLOYER' | 'MUNICIPAL_ADMINISTRATOR' = 'EMPLOYER',
) {
  const me = { ...TEST_ME, role, rights: [...DEFAULT_RIGHTS[role]] };
  const page = await mountAppAt(address, {
    about: { page: () => Promise.resolve(PAGE), ...answers.about },
    accounts: { state: () => Promise.resolve({ state: 'signed-in', me }) },
    app: { ...answers.app },
  });
  mounted = page.wrapper;
  await flushPromises();
}

const text = () => document.body.textContent ?? '';
const seen = (words: string) => vi.waitFor(() => expect(text()).toContain(words));
async function expectAccessible(): Promise<void> {
  const rules = { 'color-contrast': { enabled: false }, region: { enabled: false } };
  const { violations } = await axe.run(document.body, { rules });
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
}

describe('Over HalloWerk', () => {
  it('explains what it is, kinds of work, target groups and promising occupations (HW-ABT-01…04)', async () => {
    await open('/about');
    for (const { title } of DEFAULT_ABOUT.blocks) await seen(title);
    for (const words of ['Logistiek', 'Praktijkroute', 'In Haaglanden', 'Bakker', 'Veel vraag']) await seen(words);
    await expectAccessible();
  });

  it('loads and opens nothing of others until the user allows it (HW-PRI-01)', async () => {
    await open('/about');
    await seen('Die staat op een website van anderen en is uitgezet');
    expect(document.querySelector('iframe, video, img[src^="http"], a[href^="https://film"]')).toBeNull();
    mounted?.unmount();
    document.body.replaceChildren();
    await open('/about', { app: { preferences: () => Promise.resolve({ 'privacy.third-party-content': true }) } });
    await seen('Bekijk de film in je browser');
    expect(document.querySelector<HTMLAnchorElement>('a.film')?.href).toBe(PAGE.filmUrl);
    expect(document.querySelector('iframe, video')).toBeNull();
  });

  it('is changed by an administrator, and what a colleague saved meanwhile is kept', async () => {
    const sent: { seen: number; about: unknown }[] = [];
    let standing = PAGE;
    await open(
      '/administration/about',
      {
        about: {
          page: () => Promise.resolve(standing),
          change: (input) => {
            sent.push(input);
            if (input.seen === standing.revision) return Promise.resolve({ ...PAGE, ...input.about, revision: 5 });
            return Promise.reject(clientError('REFUSED', 'Iemand anders was eerder', { code: 'changed_meanwhile' }));
          },
        },
      },
      'MUNICIPAL_ADMINISTRATOR',
    );
    await seen('Wat hier staat, ziet iedereen in Haaglanden.');
    await expectAccessible();
    standing = { ...PAGE, promising: [], revision: 4 };
    const field = document.querySelector<HTMLInputElement>('#promising-0');
    if (field === null) throw new Error('no field');
    field.value = 'Kok';
    field.dispatchEvent(new Event('input'));
    await flushPromises();
    document.querySelector('form')?.dispatchEvent(new Event('submit', { cancelable: true, bubbles: true }));
    await flushPromises();
    expect(sent).toHaveLength(1);
    expect(sent[0]).toMatchObject({ seen: 3, about: { promising: [{ name: 'Kok', reason: 'Veel vraag' }] } });
    await vi.waitFor(() => expect(document.querySelector('.edit-notice')).not.toBeNull());
    expect(field.value).toBe('Kok');
    const [, keep] = document.querySelectorAll<HTMLButtonElement>('.edit-notice button');
    keep?.click();
    await seen('De pagina is opgeslagen.');
    expect(sent[1]).toMatchObject({ seen: 4, about: { promising: [{ name: 'Kok' }] } });
  });
});
