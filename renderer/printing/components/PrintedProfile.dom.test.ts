import { afterEach, describe, expect, it } from 'vitest';
import type { CandidateDetail } from '@hallowerk/contract/candidates/candidates.desktop.ts';
import { FULL_INTERNAL, fullDetail } from '../../testing/full-detail.ts';
import { makeCard, makeDetail } from '../../testing/make-candidate.ts';
import { mountWithApp } from '../../testing/mount-with-app.ts';
import { blockOf, factsOf, headingsOf, itemsOf } from '../../testing/read-page.ts';
import PrintedProfile from './PrintedProfile.vue';

let wrapper: ReturnType<typeof mountWithApp>;
afterEach(() => wrapper.unmount());

function print(detail: CandidateDetail) {
  wrapper = mountWithApp(PrintedProfile, { detail });
}
const textOf = (selector: string) => wrapper.find(selector).text().replace(/\s+/g, ' ');

describe('a profile on paper', () => {
  it('opens with the region, the name, the one-liner and the tags', () => {
    print(fullDetail());
    expect(textOf('.kind')).toBe('Kandidaatprofiel · Haaglanden');
    expect(textOf('h1')).toBe('Sanne de Vries');
    expect(textOf('.one-liner')).toBe('Werkt graag buiten');
    expect(textOf('.tags')).toBe('Garantiebaan · Groen · Logistiek');
  });

  it('holds the facts of the screen, each in one line', () => {
    print(fullDetail());
    expect(factsOf(wrapper)).toEqual({
      Woonplaats: 'Delft',
      'Werk- en denkniveau': 'Mbo-/havo-/vwo-niveau',
      Inzetbaarheid: 'Direct inzetbaar; vanaf do 1 okt 2026',
      Contact: 'Via de accountmanager',
      'Favoriete vakgebieden en functies': 'Groenvoorziening; Hovenier buitenwerk',
      Talen:
        'Nederlands (spreken uitstekend, schrijven goed, lezen goed, luisteren uitstekend); ' +
        'Pools (spreken redelijk, luisteren geen beheersing)',
      Rijbewijs: 'B (auto); T (trekker)',
      Vervoer: 'Fiets; Openbaar vervoer',
      Certificaten: 'BHV (geldig tot ma 1 mrt 2027); Motorkettingzaag',
      Beschikbaarheid: '24 tot 32 uur per week; Beschikbaar vanaf do 1 okt 2026; Beschikbaar tot do 1 apr 2027',
      Werktijden: 'Maandag ochtend; Vrijdag nacht',
      Talenten: 'Doorzetten',
      Vaardigheden: 'Snoeien',
      "Hobby's": 'Voetbal; Koken',
      Interesses: 'Natuur',
    });
    expect(textOf('section')).toContain('Ik houd van planten. En van vroeg opstaan.');
    expect(textOf('section')).toContain('Ik wil een vak leren.');
  });

  it('gives experience with date and place', () => {
    print(fullDetail());
    const experience = blockOf(wrapper, 'Ervaring');
    expect(headingsOf(experience, 'h3')).toEqual(['Werkervaring', 'Opleidingen', 'Cursussen & Trainingen']);
    expect(
      experience.findAll('.entry').map((entry) => entry.findAll('span, strong, p').map((part) => part.text())),
    ).toEqual([
      ['sep 2019 – heden', 'Hovenier', 'Groenbedrijf De Linde · Rijswijk', 'Tuinen aanleggen.'],
      [
        'sep 2016 – jul 2019',
        'Groen en tuin',
        'Vakschool Oost · Zoetermeer',
        'Mbo · Succesvol afgerond · diploma op vr 5 jul 2019',
      ],
      ['mrt 2021', 'Veilig klimmen', 'Klimhal Zuid · Den Haag', 'certificaat op vr 12 mrt 2021'],
    ]);
  });

  it('writes links out, and says of photos and films what they are', () => {
    print(fullDetail());
    expect(itemsOf(blockOf(wrapper, 'Media'))).toEqual([
      'Mijn tuin (foto)',
      'Film',
      'Mijn website: https://voorbeeld.example/sanne',
      'Link: http://voorbeeld.example/oud',
    ]);
  });

  it('has nothing to press, to follow or to type in, and no health data', () => {
    print(fullDetail({ internal: FULL_INTERNAL, favourite: true }));
    expect(wrapper.findAll('button, a, input, select, textarea, svg, [tabindex], [role]').length).toBe(0);
    expect(wrapper.text()).not.toMatch(/favoriet maken|Profiel printen|Belastbaarheid/i);
  });

  it('says when the profile was changed and confirmed', () => {
    print(fullDetail());
    expect(textOf('.changed')).toBe('Laatste wijziging: di 20 jan 2026 · Laatst bevestigd op di 10 feb 2026');
  });

  it('shows internal fields to whom core gave them, and says for whom they are', () => {
    print(fullDetail({ internal: FULL_INTERNAL }));
    const internal = blockOf(wrapper, 'Interne gegevens');
    expect(internal.text()).toContain('Werkgevers zien dit niet.');
    expect(factsOf(internal)).toMatchObject({ Klantnummer: 'K-1001', Klantmanager: 'Kim Bakker', Postcode: '2611AB' });
  });

  it('shows an employer, who never gets them, no internal field and no title of one', () => {
    print(fullDetail());
    expect(headingsOf(wrapper)).toEqual(expect.not.arrayContaining(['Interne gegevens']));
    expect(wrapper.text()).not.toMatch(/Klantnummer|Geboortedatum|Klantmanager|Postcode|Telefoon|E-mailadres|ToZo/);
  });

  it('leaves out what is empty', () => {
    print(makeDetail(1, { card: makeCard(1, { city: '', workingLevel: '7' }) }));
    expect(headingsOf(wrapper)).toEqual(['Algemeen']);
    expect(factsOf(wrapper)).toEqual({ 'Werk- en denkniveau': '(Nog) niet bekend', Contact: 'Rechtstreeks' });
    expect(wrapper.findAll('ul, .tags, .one-liner').length).toBe(0);
    expect(textOf('.changed')).toBe('Laatste wijziging: do 24 sep 2026');
  });
});
