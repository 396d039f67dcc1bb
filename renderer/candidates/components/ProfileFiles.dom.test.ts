import { flushPromises } from '@vue/test-utils';
import axe from 'axe-core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CandidateDocument, MediaItem } from '@hallowerk/contract/candidates/candidate.ts';
import type { CandidateDetail } from '@hallowerk/contract/candidates/candidates.desktop.ts';
import { clientError } from '../../api/client-answers.ts';
import { useLocalDataStore } from '../../shared/local-data.store.ts';
import { fakeApi } from '../../testing/fake-api.ts';
import { makeCard, makeDetail, testId } from '../../testing/make-candidate.ts';
import { mountWithApp } from '../../testing/mount-with-app.ts';
import { openDialog, pressKey } from '../../testing/open-dialog.ts';
import * as pdfPages from '../pdf-pages.ts';
import CandidateProfile from './CandidateProfile.vue';

const PHOTO = testId(951);
const photo = (number: number, caption: string): MediaItem => ({ kind: 'PHOTO', url: testId(number), caption });
const MEDIA: MediaItem[] = [
  photo(961, 'Mijn tuin'),
  photo(962, 'Mijn werk'),
  { kind: 'VIDEO', url: testId(970), caption: 'Over mij' },
];
const DOCUMENT: CandidateDocument = {
  ...{ id: testId(981), candidateId: testId(1), kind: 'CV', name: 'Cv hovenier.pdf' },
  ...{ mediaType: 'application/pdf', sizeBytes: 81_200, shareable: true },
};
const TYPES: Readonly<Record<string, string>> = { [testId(970)]: 'video/mp4', [testId(981)]: 'application/pdf' };

let wrapper: ReturnType<typeof mountWithApp>;
let asked: string[];
let revoked: string[];
let answer: (fileId: string) => Promise<File>;

beforeEach(() => {
  vi.stubGlobal('visualViewport', new EventTarget());
  asked = [];
  revoked = [];
  answer = (fileId) => Promise.resolve(new File(['x'], '', { type: TYPES[fileId] ?? 'image/png' }));
  let count = 0;
  vi.spyOn(URL, 'createObjectURL').mockImplementation(() => `blob:${(count += 1)}`);
  vi.spyOn(URL, 'revokeObjectURL').mockImplementation((url) => void revoked.push(url));
  // There is no canvas here; e2e/files.e2e.ts draws real pages.
  vi.spyOn(pdfPages, 'openPdf').mockImplementation(() =>
    Promise.resolve({
      count: 3,
      draw: (number) => Promise.resolve(`Tekst van pagina ${number}`),
      close: () => undefined,
    }),
  );
});
afterEach(() => {
  wrapper.unmount();
  vi.unstubAllGlobals();
});

async function show(detail: CandidateDetail): Promise<void> {
  const file = ({ fileId }: { fileId: string }) => {
    asked.push(fileId);
    return answer(fileId);
  };
  wrapper = mountWithApp(
    CandidateProfile,
    {
      detail,
      ...{ capacity: { state: 'closed' }, favourite: false, canSavePdf: false, noteCount: 0, notesOpen: false },
    },
    fakeApi({ candidates: { file } }),
  );
  await flushPromises();
}
const profile = (card: Parameters<typeof makeCard>[1], documents: CandidateDocument[] = []) =>
  makeDetail(1, { card: makeCard(1, card), documents });

const offline = () => Promise.reject(clientError('OFFLINE', 'Geen verbinding', undefined));
const gone = () => Promise.reject(clientError('NOT_FOUND', 'Dit bestand is er niet (meer).', undefined));
const faultsOf = async (root: Element) =>
  (await axe.run(root, { rules: { 'color-contrast': { enabled: false }, region: { enabled: false } } })).violations.map(
    ({ id, nodes }) => [id, nodes.map(({ html }) => html)],
  );

describe('the photo', () => {
  it('stands in the header with the name as its text (HW-PROF-03)', async () => {
    await show(profile({ photoId: PHOTO }));
    expect(asked).toEqual([PHOTO]);
    expect(wrapper.find('header img').attributes()).toMatchObject({ src: 'blob:1', alt: 'Foto van Sanne de Vries' });
    expect(await faultsOf(wrapper.element as Element)).toEqual([]);
  });

  it('is replaced by initials where there is none or it cannot be had, and comes with the connection', async () => {
    answer = offline;
    await show(profile({ photoId: PHOTO }));
    useLocalDataStore().offline = true;
    await flushPromises();
    expect(wrapper.find('.avatar').text()).toBe('SV');
    answer = () => Promise.resolve(new File(['x'], '', { type: 'image/png' }));
    useLocalDataStore().offline = false;
    await flushPromises();
    expect(wrapper.find('header img').exists()).toBe(true);
  });

  it('of the profile before is never shown with the next one, and is let go', async () => {
    await show(profile({ photoId: PHOTO }));
    let arrive: (file: File) => void = () => undefined;
    answer = () => new Promise((resolve) => (arrive = resolve));
    await wrapper.setProps({ detail: makeDetail(2, { card: makeCard(2, { photoId: testId(952) }) }) });
    expect(wrapper.find('header img').exists()).toBe(false);
    expect(revoked).toEqual(['blob:1']);
    await wrapper.setProps({ detail: makeDetail(3) });
    arrive(new File(['x'], '', { type: 'image/png' }));
    await flushPromises();
    expect(wrapper.find('header img').exists()).toBe(false);
  });
});

describe('media', () => {
  it('open large, go on with the arrow keys, and give the focus back on closing (HW-PROF-20)', async () => {
    await show(profile({ media: MEDIA }));
    const open = wrapper.findAll<HTMLButtonElement>('.photos button');
    expect(open.map((button) => button.attributes('aria-label'))).toEqual([
      'Foto groot bekijken: Mijn tuin',
      'Foto groot bekijken: Mijn werk',
    ]);
    open[0]!.element.focus();
    await open[0]!.trigger('click');
    await flushPromises();
    expect(openDialog()?.querySelector('img')?.getAttribute('alt')).toBe('Mijn tuin');
    expect(await faultsOf(openDialog()!)).toEqual([]);
    openDialog()!.querySelector<HTMLElement>('.box')!.querySelector<HTMLElement>('button:last-child')!.focus();
    pressKey('ArrowRight');
    await flushPromises();
    expect(openDialog()?.querySelector('img')?.getAttribute('alt')).toBe('Mijn werk');
    pressKey('Escape');
    await flushPromises();
    expect(openDialog()).toBeNull();
    expect(document.activeElement).toBe(open[0]!.element);
  });

  it('fetch a film only when it is asked for, and do not start it', async () => {
    await show(profile({ media: MEDIA }));
    expect(asked).not.toContain(testId(970));
    await wrapper.find('.film button').trigger('click');
    await flushPromises();
    expect(asked).toContain(testId(970));
    const video = wrapper.find('video').attributes();
    expect(video).toHaveProperty('controls');
    expect(video).not.toHaveProperty('autoplay');
  });

  it('say that they need a connection, and are fetched when one asks again', async () => {
    answer = offline;
    await show(profile({ media: [photo(961, 'Mijn tuin')] }));
    expect(wrapper.find('.photos [role=alert]').text()).toBe("Foto's en documenten zijn alleen online te zien.");
    answer = () => Promise.resolve(new File(['x'], '', { type: 'image/png' }));
    await wrapper.find('.photos .link-button').trigger('click');
    await flushPromises();
    expect(wrapper.find('.photos img').exists()).toBe(true);
  });
});

describe('documents', () => {
  const openFirst = async () => {
    const button = wrapper.find<HTMLButtonElement>('.document');
    button.element.focus();
    await button.trigger('click');
    await flushPromises();
    return button.element;
  };
  const words = () => openDialog()?.textContent?.replace(/\s+/g, ' ') ?? '';

  it('are listed with kind, name and size, and who may not see them (HW-PROF-06)', async () => {
    await show(
      profile({}, [DOCUMENT, { ...DOCUMENT, id: testId(982), name: 'Brief.pdf', kind: 'LETTER', shareable: false }]),
    );
    expect(
      wrapper.findAll('.document').map((line) => line.findAll('span').map((part) => part.text().replace(/\s+/g, ' '))),
    ).toEqual([
      ['Cv hovenier.pdf', 'Cv · 81 kB'],
      ['Brief.pdf', 'Brief · 81 kB · niet zichtbaar voor werkgevers'],
    ]);
    expect(asked).toEqual([]);
    expect(wrapper.findAll('.section-link').map((link) => link.text())).toContain('Documenten');
    expect(await faultsOf(wrapper.element as Element)).toEqual([]);
  });

  it('open inside the program, page by page, and give the focus back on closing', async () => {
    await show(profile({}, [DOCUMENT]));
    const button = await openFirst();
    expect(words()).toContain('Pagina 1 van 3');
    expect(words()).toContain('Tekst van pagina 1');
    expect(await faultsOf(openDialog()!)).toEqual([]);
    openDialog()!.querySelector<HTMLElement>('.paper')!.focus();
    expect(pressKey('PageDown')).toBe(true);
    await flushPromises();
    expect(words()).toContain('Pagina 2 van 3');
    expect(words()).toContain('Tekst van pagina 2');
    pressKey('End');
    pressKey('PageDown');
    await flushPromises();
    expect(words()).toContain('Pagina 3 van 3');
    pressKey('+');
    await flushPromises();
    expect(words()).toContain('125%');
    pressKey('Escape');
    await flushPromises();
    expect(openDialog()).toBeNull();
    expect(document.activeElement).toBe(button);
  });

  it('are fetched again at every opening', async () => {
    await show(profile({}, [DOCUMENT]));
    for (let time = 0; time < 2; time += 1) {
      await openFirst();
      pressKey('Escape');
      await flushPromises();
    }
    expect(asked).toEqual([DOCUMENT.id, DOCUMENT.id]);
  });

  it.each([
    ['offline', offline, "Foto's en documenten zijn alleen online te zien."],
    ['gone', gone, 'Dit bestand is er niet (meer).'],
  ])('say it when they cannot be had: %s', async (_name, fails, sentence) => {
    answer = fails;
    await show(profile({}, [DOCUMENT]));
    await openFirst();
    expect(openDialog()?.querySelector('[role=alert]')?.textContent?.trim()).toBe(sentence);
    expect(await faultsOf(openDialog()!)).toEqual([]);
  });

  it('say it when they are damaged, or of a kind that cannot be shown', async () => {
    vi.mocked(pdfPages.openPdf).mockRejectedValue(new Error('Invalid PDF structure'));
    await show(profile({}, [DOCUMENT]));
    await openFirst();
    expect(words()).toContain('Dit document kan niet worden getoond.');
    pressKey('Escape');
    await flushPromises();
    answer = () => Promise.resolve(new File(['x'], '', { type: 'application/octet-stream' }));
    await openFirst();
    expect(words()).toContain('Dit soort bestand kan HalloWerk niet tonen.');
  });
});
