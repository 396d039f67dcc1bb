import { afterEach, describe, expect, it, vi } from 'vitest';
import type { CandidateDetail } from '@hallowerk/contract/candidates/candidates.desktop.ts';
import { FULL_INTERNAL, fullCard, fullDetail } from '../../testing/full-detail.ts';
import { makeCard, makeDetail } from '../../testing/make-candidate.ts';
import { mountWithApp } from '../../testing/mount-with-app.ts';
import { blockOf, factsOf, headingsOf, itemsOf } from '../../testing/read-page.ts';
import type { CapacityState } from '../view-types.ts';
import CandidateProfile from './CandidateProfile.vue';

let wrapper: ReturnType<typeof mountWithApp>;
afterEach(() => {
  wrapper.unmount();
  vi.useRealTimers();
});

function show(detail: CandidateDetail, capacity: CapacityState = { state: 'closed' }) {
  wrapper = mountWithApp(CandidateProfile, {
    detail,
    capacity,
    favourite: false,
    canSavePdf: false,
    noteCount: 0,
    notesOpen: false,
  });
}
const tagsOf = () => wrapper.findAll('.tags li').map((tag) => tag.text());
const sectionLinks = () => wrapper.findAll('.section-link').map((link) => link.text());

describe('Algemeen', () => {
  it('opens with name, initials and one-liner (HW-PROF-03, HW-PROF-04)', () => {
    show(fullDetail());
    expect(wrapper.find('h2').text()).toBe('Sanne de Vries');
    expect(wrapper.find('.avatar').text()).toBe('SV');
    expect(wrapper.find('.one-liner').text()).toBe('Werkt graag buiten');
  });

  it('says when the profile was changed and confirmed (BX-07)', () => {
    show(fullDetail());
    expect(wrapper.find('.changed').text().replace(/\s+/g, ' ')).toBe(
      'Laatste wijziging: di 20 jan 2026 · Laatst bevestigd op di 10 feb 2026',
    );
  });

  it('says it when nobody confirmed the profile (BX-07)', () => {
    show(makeDetail(1, { card: makeCard(1, { lastModifiedAt: '2026-01-20T12:00:00Z' }) }));
    expect(wrapper.find('.changed').text().replace(/\s+/g, ' ')).toBe(
      'Laatste wijziging: di 20 jan 2026 · Nog niet bevestigd',
    );
  });

  it('says it when nothing was changed or confirmed for more than six months (BX-07)', () => {
    vi.useFakeTimers({ now: new Date('2026-08-12T12:00:00Z'), toFake: ['Date'] });
    show(fullDetail());
    expect(wrapper.find('.outdated').exists()).toBe(false);
    wrapper.unmount();
    vi.setSystemTime(new Date('2026-08-14T12:00:00Z'));
    show(fullDetail());
    expect(wrapper.find('.outdated').text()).toBe('Langer dan zes maanden niet gewijzigd');
  });

  it('says how much is filled in, and what is missing when one asks (BX-07)', () => {
    const card = { ...fullCard(), oneLiner: '', workTypes: [], skills: [], talents: [] };
    show(fullDetail({ card }));
    expect(wrapper.find('details.missing summary').text()).toBe('Profiel 80% ingevuld');
    expect(wrapper.find('details.missing').attributes('open')).toBeUndefined();
    expect(wrapper.find('details.missing p').text()).toBe(
      'Nog niet ingevuld: korte omschrijving, werksoorten, vaardigheden of talenten.',
    );
  });

  it('has nothing to unfold when everything is filled in (BX-07)', () => {
    show(fullDetail());
    expect(wrapper.find('.filled').text()).toBe('Profiel 100% ingevuld');
    expect(wrapper.find('details.missing').exists()).toBe(false);
  });

  it('leads to media and experience by their links (HW-PROF-05)', async () => {
    show(fullDetail());
    expect(sectionLinks()).toEqual(['Algemeen', 'Media', 'Ervaring']);
    await wrapper.findAll('.section-link')[1]?.trigger('click');
    expect(document.activeElement?.textContent).toBe('Media');
    await wrapper.findAll('.section-link')[2]?.trigger('click');
    expect(document.activeElement?.textContent).toBe('Ervaring');
  });

  it('shows target groups and kinds of work as tags (HW-PROF-07, HW-PROF-08)', () => {
    show(fullDetail());
    expect(tagsOf()).toEqual(['Garantiebaan', 'Groen', 'Logistiek']);
    expect(wrapper.findAll('.tag-strong').map((tag) => tag.text())).toEqual(['Garantiebaan']);
  });

  it('shows place, level and deployability with its date (HW-PROF-09, HW-PROF-10, HW-PROF-11)', () => {
    show(fullDetail());
    expect(factsOf(wrapper)).toEqual({
      Woonplaats: 'Delft',
      'Werk- en denkniveau': 'Mbo-/havo-/vwo-niveau',
      Inzetbaarheid: 'Direct inzetbaar · vanaf do 1 okt 2026',
      Contact: 'Via de accountmanager',
      Regio: 'Haaglanden',
    });
  });

  it('shows deployability of which only the date is known', () => {
    show(makeDetail(1, { card: makeCard(1, { deployableFrom: '2026-10-01' }) }));
    expect(factsOf(wrapper)['Inzetbaarheid']).toBe('vanaf do 1 okt 2026');
  });

  it('shows the text about the candidate with its lines, and the motivation (HW-PROF-12)', () => {
    show(fullDetail());
    expect(blockOf(wrapper, 'Over de kandidaat').find('p').element.textContent).toBe(
      'Ik houd van planten.\nEn van vroeg opstaan.',
    );
    expect(blockOf(wrapper, 'Motivatie').find('p').text()).toBe('Ik wil een vak leren.');
  });

  it('names favourite fields and occupations (HW-PROF-13)', () => {
    show(fullDetail());
    expect(itemsOf(blockOf(wrapper, 'Favoriete vakgebieden en functies'))).toEqual([
      'Groenvoorziening',
      'Hovenier buitenwerk',
    ]);
  });

  it('names languages with the four skills that are known (HW-PROF-14)', () => {
    show(fullDetail());
    const [dutch, polish] = blockOf(wrapper, 'Talen').findAll('li');
    expect(dutch?.find('strong').text()).toBe('Nederlands');
    expect(dutch?.find('.skills').text()).toBe(
      'Spreken: uitstekend · Schrijven: goed · Lezen: goed · Luisteren: uitstekend',
    );
    expect(polish?.find('.skills').text()).toBe('Spreken: redelijk · Luisteren: geen beheersing');
  });

  it('names licences and means of transport (HW-PROF-15, HW-PROF-16)', () => {
    show(fullDetail());
    expect(itemsOf(blockOf(wrapper, 'Rijbewijs'))).toEqual(['B (auto)', 'T (trekker)']);
    expect(itemsOf(blockOf(wrapper, 'Vervoer'))).toEqual(['Fiets', 'Openbaar vervoer']);
  });

  it('names certificates, with the date until which they are valid (HW-PROF-17)', () => {
    show(fullDetail());
    expect(itemsOf(blockOf(wrapper, 'Certificaten'))).toEqual(['BHV geldig tot ma 1 mrt 2027', 'Motorkettingzaag']);
  });

  it('shows hours a week, the period and the parts of the days (HW-PROF-18)', () => {
    show(fullDetail());
    const availability = blockOf(wrapper, 'Beschikbaarheid');
    expect(availability.findAll('p').map((line) => line.text())).toEqual([
      '24 tot 32 uur per week',
      'Beschikbaar van do 1 okt 2026 tot do 1 apr 2027',
    ]);
    const rows = availability.findAll('tbody tr').map((row) => ({
      part: row.find('th').text(),
      days: row.findAll('td').flatMap((cell, day) => (cell.find('.visually-hidden').text() === 'Ja' ? [day] : [])),
    }));
    expect(rows).toEqual([
      { part: 'Ochtend', days: [0] },
      { part: 'Middag', days: [] },
      { part: 'Avond', days: [] },
      { part: 'Nacht', days: [4] },
    ]);
  });

  it('shows hobbies, interests, talents and skills (HW-PROF-23)', () => {
    show(fullDetail());
    expect(itemsOf(blockOf(wrapper, "Hobby's"))).toEqual(['Voetbal', 'Koken']);
    expect(itemsOf(blockOf(wrapper, 'Interesses'))).toEqual(['Natuur']);
    expect(itemsOf(blockOf(wrapper, 'Talenten'))).toEqual(['Doorzetten']);
    expect(itemsOf(blockOf(wrapper, 'Vaardigheden'))).toEqual(['Snoeien']);
  });

  it('leaves nothing of the profile before when two entries have the same name', async () => {
    const twice = { hobbies: ['Koken', 'Voetbal', 'Koken'], preferredFields: ['GREEN'], preferredOccupationIds: [] };
    const certificate = { code: 'BHV', name: '', validUntil: null };
    show(
      fullDetail({
        card: { ...fullCard(), ...twice, certificates: [certificate, certificate, { ...certificate, code: 'VCA' }] },
      }),
    );
    expect(itemsOf(blockOf(wrapper, "Hobby's"))).toEqual(['Koken', 'Voetbal', 'Koken']);
    const next = makeCard(2, { hobbies: ['Lezen', 'Koken', 'Zingen', 'Dansen'], certificates: [certificate] });
    await wrapper.setProps({ detail: makeDetail(2, { card: next, names: { BHV: 'BHV' } }) });
    expect(itemsOf(blockOf(wrapper, "Hobby's"))).toEqual(['Lezen', 'Koken', 'Zingen', 'Dansen']);
    expect(itemsOf(blockOf(wrapper, 'Certificaten'))).toEqual(['BHV']);
  });
});

describe('Belastbaarheid', () => {
  it('is asked for on request only (HW-PROF-19)', async () => {
    show(fullDetail());
    const block = blockOf(wrapper, 'Belastbaarheid');
    expect(block.text()).toContain('Deze gegevens staan niet op je computer.');
    expect(wrapper.emitted('openCapacity')).toBeUndefined();
    await block.find('button').trigger('click');
    expect(wrapper.emitted('openCapacity')).toHaveLength(1);
  });

  it('shows each activity with its level when the server answered (HW-PROF-19)', () => {
    const items = [
      { activity: 'SITTING', level: 'YES' },
      { activity: 'LIFTING', level: 'LIMITED' },
    ] as const;
    show(fullDetail(), { state: 'ready', items });
    expect(factsOf(blockOf(wrapper, 'Belastbaarheid'))).toEqual({ Zitten: 'Ja', Tillen: 'Beperkt' });
  });

  it('says that the candidate filled in nothing', () => {
    show(fullDetail(), { state: 'ready', items: [] });
    expect(blockOf(wrapper, 'Belastbaarheid').text()).toContain('De kandidaat heeft hier niets ingevuld.');
  });

  it('says why it is not there without a connection, and lets one try again', async () => {
    show(fullDetail(), { state: 'failed', failure: { code: 'OFFLINE', message: null, faults: [] } });
    const block = blockOf(wrapper, 'Belastbaarheid');
    expect(block.find('[role="alert"]').text()).toContain('alleen met verbinding');
    await block.find('button').trigger('click');
    expect(wrapper.emitted('openCapacity')).toHaveLength(1);
  });
});

describe('Media', () => {
  it('shows photos, films and links with their caption (HW-PROF-20)', () => {
    show(fullDetail());
    const media = blockOf(wrapper, 'Media');
    expect(media.findAll('figcaption').map((caption) => caption.text())).toEqual(['Mijn tuin']);
    expect(media.find('.film button').text()).toBe('Toon film');
    expect(media.find('a').text()).toContain('Mijn website');
  });

  it('opens https links outside, without telling where from (HW-PROF-20)', () => {
    show(fullDetail());
    const links = blockOf(wrapper, 'Media').findAll('a');
    expect(links.map((link) => link.attributes('href'))).toEqual(['https://voorbeeld.example/sanne']);
    expect(links[0]?.attributes('rel')?.split(' ')).toEqual(expect.arrayContaining(['noopener', 'noreferrer']));
    expect(links[0]?.attributes('target')).toBe('_blank');
    expect(links[0]?.text()).toContain('(opent in een nieuw tabblad)');
  });

  it.each(['http://voorbeeld.example/', 'javascript:alert(1)', 'file:///etc/passwd', 'voorbeeld.example'])(
    'shows the address %s as text, not as a link (HW-PROF-20)',
    (url) => {
      show(makeDetail(1, { card: makeCard(1, { media: [{ kind: 'LINK', url, caption: '' }] }) }));
      expect(wrapper.find('a').exists()).toBe(false);
      expect(itemsOf(blockOf(wrapper, 'Media'))).toEqual([url]);
    },
  );
});

describe('Ervaring', () => {
  it('gives each job, education and course with date and place (HW-PROF-21)', () => {
    show(fullDetail());
    const entries = (title: string) =>
      blockOf(wrapper, title)
        .findAll('.entry')
        .map((entry) => [entry.find('.period'), ...entry.findAll('strong, p')].map((part) => part.text()));
    expect(entries('Werkervaring')).toEqual([
      ['sep 2019 – heden', 'Hovenier', 'Groenbedrijf De Linde · Rijswijk', 'Tuinen aanleggen.'],
    ]);
    expect(entries('Opleidingen')).toEqual([
      [
        'sep 2016 – jul 2019',
        'Groen en tuin',
        'Vakschool Oost · Zoetermeer',
        'Mbo · Succesvol afgerond · diploma op vr 5 jul 2019',
      ],
    ]);
    expect(entries('Cursussen & Trainingen')).toEqual([
      ['mrt 2021', 'Veilig klimmen', 'Klimhal Zuid · Den Haag', 'certificaat op vr 12 mrt 2021'],
    ]);
  });

  it('leaves out the block of work experience when there is none (HW-PROF-22)', () => {
    show(fullDetail({ card: { ...fullCard(), employmentHistory: [] } }));
    expect(headingsOf(blockOf(wrapper, 'Ervaring'), 'h4')).toEqual(['Opleidingen', 'Cursussen & Trainingen']);
  });

  it('leaves out the whole part when there is nothing in it (HW-PROF-22)', () => {
    show(fullDetail({ card: { ...fullCard(), employmentHistory: [], educationHistory: [], courses: [] } }));
    expect(headingsOf(wrapper)).not.toContain('Ervaring');
    expect(sectionLinks()).toEqual(['Algemeen', 'Media']);
  });
});

describe('internal fields', () => {
  it('are shown to whom core gave them, each with its name', () => {
    show(fullDetail({ internal: FULL_INTERNAL }));
    expect(factsOf(blockOf(wrapper, 'Interne gegevens'))).toEqual({
      'E-mailadres': 'sanne@voorbeeld.example',
      Telefoon: '06 00000000',
      Postcode: '2611AB',
      'Zichtbaar voor werkgevers': 'Nee',
      Klantnummer: 'K-1001',
      Geslacht: 'Vrouw',
      Geboortedatum: 'vr 4 mei 1990',
      Gemeente: 'Delft',
      'Mate van begeleiding': 'Samen',
      Klantmanager: 'Kim Bakker',
      ToZo: 'Nee',
    });
  });

  it('are not there, not even their title, without them', () => {
    show(fullDetail());
    expect(headingsOf(wrapper)).not.toContain('Interne gegevens');
    for (const label of ['Klantnummer', 'Geboortedatum', 'Postcode', 'Telefoon']) {
      expect(wrapper.text()).not.toContain(label);
    }
  });
});

describe('a profile at the edges', () => {
  it('shows no empty blocks, tags or links when nothing is filled in', () => {
    show(makeDetail(1, { card: makeCard(1, { city: '', workingLevel: '7' }) }));
    expect(headingsOf(wrapper)).toEqual(['Sanne de Vries', 'Algemeen', 'Belastbaarheid']);
    expect(wrapper.find('.tags').exists()).toBe(false);
    expect(wrapper.find('.one-liner').exists()).toBe(false);
    expect(wrapper.find('.sections').exists()).toBe(false);
    expect(wrapper.findAll('ul, ol').length).toBe(0);
    expect(Object.values(factsOf(wrapper))).not.toContain('');
  });

  it('calls somebody without a name by the end of the id', () => {
    show(makeDetail(1, { card: makeCard(1, { firstName: '', lastName: '' }) }));
    expect(wrapper.find('h2').text()).toBe('Kandidaat 000001');
    expect(wrapper.attributes('aria-label')).toBe('Kandidaat 000001');
  });

  it('shows the longest name whole, in one heading', () => {
    const card = makeCard(1, { firstName: 'A'.repeat(200), lastName: 'van der '.repeat(24) + 'Berg' });
    show(makeDetail(1, { card }));
    expect(wrapper.find('h2').text()).toBe(`${card.firstName} ${card.lastName}`);
    expect(wrapper.find('.avatar').text().length).toBeLessThanOrEqual(3);
  });

  it('writes text of a candidate as text, never as markup', () => {
    show(makeDetail(1, { card: makeCard(1, { about: '<img src=x onerror=alert(1)>', hobbies: ['<b>dik</b>'] }) }));
    expect(wrapper.find('.content img, .content b').exists()).toBe(false);
    expect(itemsOf(blockOf(wrapper, "Hobby's"))).toEqual(['<b>dik</b>']);
  });

  it('offers printing, notes and, at the very end, the star at the top right (HW-FAV-01, HW-NOTE-02)', async () => {
    show(fullDetail());
    const [print, notes, star] = wrapper.findAll('.head-actions button');
    expect(print?.text()).toBe('Profiel printen');
    await print?.trigger('click');
    expect(wrapper.emitted('print')).toHaveLength(1);
    expect(notes?.attributes('aria-label')).toBe('Notities');
    await notes?.trigger('click');
    expect(wrapper.emitted('notes')).toHaveLength(1);
    expect(star?.attributes('aria-pressed')).toBe('false');
    await star?.trigger('click');
    expect(wrapper.emitted('favourite')).toEqual([[true]]);
  });
});
