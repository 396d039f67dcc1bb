import type { CandidateRecord } from '../../candidates/candidate-record.ts';
import type { VacancyRecord } from '../../vacancies/vacancy-record.ts';

/**
 * Where each attribute of a VUM message ends up. Nothing is lost: `origin.document` holds every message whole; this table
 * says what also becomes a field of ours, and why the rest does not (yet). A test walks real messages against it.
 */
export type FieldTarget<R> =
  | {
      readonly field: string;
      /** The values of ours in which a value of this attribute must be found. */
      readonly read: (record: R) => readonly unknown[];
      /** How our field differs from the source, where it does. */
      readonly as?: string;
    }
  | { readonly documentOnly: string };

type CandidateTarget = FieldTarget<CandidateRecord>;
type VacancyTarget = FieldTarget<VacancyRecord>;

const COMPETENT_NL = 'an address in CompetentNL, of which no list can be had; resolvable as soon as one is imported';
const NO_FIELD = 'the product has no field for it yet';
const THIRD_PERSON = 'contact data of another person than the candidate';
const HEALTH = 'health data: kept away from every screen and cache until a case manager needs it';
const REVEALS = 'the imported profile is anonymous and an address of his own page says who he is';
const DERIVED = 'follows from the contact data themselves';

const historyOf = (key: keyof CandidateRecord['profile']['employmentHistory'][number]) => (record: CandidateRecord) =>
  record.profile.employmentHistory.map((entry) => entry[key]);
const educationOf = (key: keyof CandidateRecord['profile']['educationHistory'][number]) => (record: CandidateRecord) =>
  record.profile.educationHistory.map((entry) => entry[key]);
const courseOf = (key: keyof CandidateRecord['profile']['courses'][number]) => (record: CandidateRecord) =>
  record.profile.courses.map((entry) => entry[key]);
const languageOf = (key: keyof CandidateRecord['profile']['languages'][number]) => (record: CandidateRecord) =>
  record.profile.languages.map((entry) => entry[key]);

const BEST_LEVEL = 'the highest known level where a language is named twice; entries without language: document only';

export const JOBSEEKER_FIELDS: Readonly<Record<string, CandidateTarget>> = {
  idWerkzoekende: { field: 'origin.reference, id', read: (record) => [record.origin?.reference] },
  persoonlijkePresentatie: { field: 'profile.about', read: (record) => [record.profile.about] },
  indicatieLdrRegistratie: {
    field: 'profile.targetGroups',
    as: '1 becomes GUARANTEED_JOB',
    read: (record) => [record.profile.targetGroups.includes('GUARANTEED_JOB') ? 1 : 2],
  },
  indicatieBeschikbaarheidContactgegevens: { documentOnly: DERIVED },
  'mobiliteit.bemiddelingspostcode': {
    field: 'postcode, profile.city, profile.lat, profile.lon',
    as: 'upper case; place and centre only when the place list knows the postcode area',
    read: (record) => [record.postcode],
  },
  'mobiliteit.maximaleReisafstand': { documentOnly: NO_FIELD },
  'mobiliteit.maximaleReistijd': { documentOnly: NO_FIELD },
  'bemiddelingsberoep[].codeBeroepsnaam': { documentOnly: COMPETENT_NL },
  'contractvorm[].codeTypeArbeidscontract': { documentOnly: NO_FIELD },
  'contractvorm[].codeTypeOvereenkomst': { documentOnly: NO_FIELD },
  'eisAanWerk.indicatieAanpassingWerkomgeving': { documentOnly: HEALTH },
  'eisAanWerk.indicatieBegeleiding': { documentOnly: HEALTH },
  'eisAanWerk.indicatieWerkvariatie': { documentOnly: HEALTH },
  'flexibiliteit.datumAanvangBeschikbaarVoorWerk': {
    field: 'profile.availableFrom',
    read: (record) => [record.profile.availableFrom],
  },
  'flexibiliteit.datumEindeBeschikbaarVoorWerk': {
    field: 'profile.availableUntil',
    read: (record) => [record.profile.availableUntil],
  },
  'flexibiliteit.indicatieOnregelmatigWerkOfPloegendienst': { documentOnly: NO_FIELD },
  'sector[].codeSbi': { documentOnly: NO_FIELD },
  'vervoermiddel[].codeVervoermiddel': {
    field: 'profile.transport',
    as: 'left out when the message says of both uses that it is not available',
    read: (record) => record.profile.transport,
  },
  'vervoermiddel[].indicatieBeschikbaarVoorUitvoeringWerk': { documentOnly: 'only decides whether transport counts' },
  'vervoermiddel[].indicatieBeschikbaarVoorWoonWerkverkeer': { documentOnly: 'only decides whether transport counts' },
  'werktijden.aantalWerkurenPerWeekMaximaal': {
    field: 'profile.hoursMax',
    read: (record) => [record.profile.hoursMax],
  },
  'werktijden.aantalWerkurenPerWeekMinimaal': {
    field: 'profile.hoursMin',
    read: (record) => [record.profile.hoursMin],
  },
  'werktijden.indicatieKantoortijden': {
    field: 'profile.workingTimes',
    as: '1 becomes the mornings and afternoons of Monday to Friday; 0 and 2 say nothing about other hours',
    read: (record) => (record.profile.workingTimes.length === 10 ? [1] : [0, 2]),
  },
  'webadres[].codeWebadres': { documentOnly: REVEALS },
  'webadres[].url': { documentOnly: REVEALS },
  'arbeidsmarktkwalificatie.codeWerkEnDenkniveauWerkzoekende': {
    field: 'profile.workingLevel',
    read: (record) => [record.profile.workingLevel],
  },
  'arbeidsmarktkwalificatie.competentiebeheersing[].codeCompetentie': { documentOnly: COMPETENT_NL },
  'arbeidsmarktkwalificatie.interesse[].naamInteresse': {
    field: 'profile.interests',
    read: (record) => record.profile.interests,
  },
  'arbeidsmarktkwalificatie.rijbewijs[].codeSoortRijbewijs': {
    field: 'profile.drivingLicences',
    read: (record) => record.profile.drivingLicences,
  },
  'arbeidsmarktkwalificatie.taalbeheersing[].codeTaal': {
    field: 'profile.languages.language',
    read: languageOf('language'),
  },
  'arbeidsmarktkwalificatie.taalbeheersing[].codeNiveauTaalbeheersingMondeling': {
    field: 'profile.languages.spoken',
    as: BEST_LEVEL,
    read: languageOf('spoken'),
  },
  'arbeidsmarktkwalificatie.taalbeheersing[].codeNiveauTaalbeheersingSchriftelijk': {
    field: 'profile.languages.written',
    as: BEST_LEVEL,
    read: languageOf('written'),
  },
  'arbeidsmarktkwalificatie.taalbeheersing[].codeNiveauTaalbeheersingLezen': {
    field: 'profile.languages.reading',
    as: BEST_LEVEL,
    read: languageOf('reading'),
  },
  'arbeidsmarktkwalificatie.taalbeheersing[].codeNiveauTaalbeheersingLuisteren': {
    field: 'profile.languages.listening',
    as: BEST_LEVEL,
    read: languageOf('listening'),
  },
  'arbeidsmarktkwalificatie.opleiding[].naamOpleidingsinstituut': {
    field: 'profile.educationHistory.institute',
    as: 'first 120 characters',
    read: educationOf('institute'),
  },
  'arbeidsmarktkwalificatie.opleiding[].toelichtingOpleiding': {
    field: 'profile.educationHistory.name',
    as: 'first 200 characters',
    read: educationOf('name'),
  },
  'arbeidsmarktkwalificatie.opleiding[].codeNiveauOpleiding': {
    field: 'profile.educationHistory.level',
    read: educationOf('level'),
  },
  'arbeidsmarktkwalificatie.opleiding[].codeStatusOpleiding': {
    field: 'profile.educationHistory.status',
    read: educationOf('status'),
  },
  'arbeidsmarktkwalificatie.opleiding[].indicatieDiploma': {
    field: 'profile.educationHistory.diploma',
    as: '1 true, 2 false, 0 and 8 null',
    read: (record) =>
      record.profile.educationHistory.flatMap(({ diploma }) => (diploma === null ? [0, 8] : [diploma ? 1 : 2])),
  },
  'arbeidsmarktkwalificatie.opleiding[].datumAanvangVolgenOpleiding': {
    field: 'profile.educationHistory.from',
    read: educationOf('from'),
  },
  'arbeidsmarktkwalificatie.opleiding[].datumEindeVolgenOpleiding': {
    field: 'profile.educationHistory.until',
    read: educationOf('until'),
  },
  'arbeidsmarktkwalificatie.opleiding[].datumDiploma': {
    field: 'profile.educationHistory.diplomaDate',
    read: educationOf('diplomaDate'),
  },
  'arbeidsmarktkwalificatie.opleiding[].codeOpleidingsnaam': {
    documentOnly: 'a number in the SuwiML list of studies, which is not public here',
  },
  'arbeidsmarktkwalificatie.cursus[].naamCursus': { field: 'profile.courses.name', read: courseOf('name') },
  'arbeidsmarktkwalificatie.cursus[].toelichtingCursus': {
    documentOnly: 'a course has one line; the explanation serves as its name only where it has none',
  },
  'arbeidsmarktkwalificatie.cursus[].naamOpleidingsinstituut': {
    field: 'profile.courses.institute',
    as: 'first 120 characters',
    read: courseOf('institute'),
  },
  'arbeidsmarktkwalificatie.cursus[].datumAanvangVolgenCursus': {
    field: 'profile.courses.from',
    read: courseOf('from'),
  },
  'arbeidsmarktkwalificatie.cursus[].datumEindeVolgenCursus': {
    field: 'profile.courses.until',
    read: courseOf('until'),
  },
  'arbeidsmarktkwalificatie.cursus[].datumCertificaat': {
    field: 'profile.courses.certificateDate',
    read: courseOf('certificateDate'),
  },
  'arbeidsmarktkwalificatie.cursus[].indicatieCertificaat': { documentOnly: NO_FIELD },
  'arbeidsmarktkwalificatie.werkervaring[].naamOrganisatie': {
    field: 'profile.employmentHistory.organizationName',
    read: historyOf('organizationName'),
  },
  'arbeidsmarktkwalificatie.werkervaring[].toelichtingWerkervaring': {
    field: 'profile.employmentHistory.description',
    as: 'its first sentence, at most 120 characters, is the title too',
    read: historyOf('description'),
  },
  'arbeidsmarktkwalificatie.werkervaring[].datumAanvangWerkzaamheden': {
    field: 'profile.employmentHistory.from',
    read: historyOf('from'),
  },
  'arbeidsmarktkwalificatie.werkervaring[].datumEindeWerkzaamheden': {
    field: 'profile.employmentHistory.until',
    read: historyOf('until'),
  },
  'arbeidsmarktkwalificatie.werkervaring[].beroep.codeBeroepsnaam': { documentOnly: COMPETENT_NL },
  'contactpersoon[].naamContactpersoonAfdeling': {
    documentOnly: 'the first that is a name, not a number, becomes internal.caseManagerName',
  },
  'contactpersoon[].emailadres': { documentOnly: THIRD_PERSON },
  'contactpersoon[].telefoonnummer': { documentOnly: THIRD_PERSON },
  'emailadres[]': { documentOnly: 'the first valid one becomes email' },
  'telefoonnummer[]': { documentOnly: 'the first valid one becomes phone, in E.164 form' },
};

const VACANCY_NO_FIELD = 'the vacancies domain has no field for it yet';
const HIDDEN_ADDRESS = 'a vacancy shows its place, not its street';

export const VACANCY_FIELDS: Readonly<Record<string, VacancyTarget>> = {
  idVacature: { field: 'origin.reference, id', read: (record) => [record.origin?.reference] },
  nummerVacature: { field: 'vacancyNumber', read: ({ vacancy }) => [vacancy.vacancyNumber] },
  naamVacature: { field: 'title', read: ({ vacancy }) => [vacancy.title] },
  omschrijvingVacature: {
    field: 'description',
    as: 'followed by the conditions',
    read: ({ vacancy }) => [vacancy.description],
  },
  sluitingsdatumVacature: { field: 'closingDate', read: ({ vacancy }) => [vacancy.closingDate] },
  codeWerkEnDenkniveauMinimaal: { field: 'workingLevel', read: ({ vacancy }) => [vacancy.workingLevel] },
  'beroep.codeBeroepsnaam': { documentOnly: COMPETENT_NL },
  'adres.postcode': {
    field: 'postcode, city',
    as: 'upper case; place only when the place list knows the postcode area',
    read: ({ vacancy }) => [vacancy.postcode],
  },
  'adres.straatnaam': { documentOnly: HIDDEN_ADDRESS },
  'adres.huisnummer': { documentOnly: HIDDEN_ADDRESS },
  'adres.huisnummertoevoeging': { documentOnly: HIDDEN_ADDRESS },
  'arbeidsVoorwaarden.datumAanvangWerkzaamheden': { field: 'startDate', read: ({ vacancy }) => [vacancy.startDate] },
  'arbeidsVoorwaarden.datumEindeWerkzaamheden': { field: 'endDate', read: ({ vacancy }) => [vacancy.endDate] },
  'arbeidsVoorwaarden.omschrijvingArbeidsvoorwaarden': {
    field: 'description',
    as: 'after the description',
    read: ({ vacancy }) => [vacancy.description],
  },
  'arbeidsVoorwaarden.salarisIndicatie': { field: 'salaryText', read: ({ vacancy }) => [vacancy.salaryText] },
  'contractvorm[].codeTypeArbeidscontract': { field: 'contractTypes', read: ({ vacancy }) => vacancy.contractTypes },
  'contractvorm[].codeTypeOvereenkomst': { field: 'agreementTypes', read: ({ vacancy }) => vacancy.agreementTypes },
  'cursus[].naamCursus': { documentOnly: VACANCY_NO_FIELD },
  'cursus[].toelichtingCursus': { documentOnly: VACANCY_NO_FIELD },
  'cursus[].indicatieCertificaat': { documentOnly: VACANCY_NO_FIELD },
  'flexibiliteit.datumEindeBeschikbaarVoorWerk': {
    documentOnly: 'becomes endDate only where the conditions give no end date',
  },
  'flexibiliteit.indicatieOnregelmatigWerkOfPloegendienst': { documentOnly: VACANCY_NO_FIELD },
  'competentiebeheersing[].codeCompetentie': { documentOnly: COMPETENT_NL },
  'opleiding[].codeOpleidingsnaam': {
    documentOnly: 'a number in the SuwiML list of studies, which is not public here',
  },
  'opleiding[].codeNiveauOpleiding': { documentOnly: VACANCY_NO_FIELD },
  'opleiding[].indicatieDiploma': { documentOnly: VACANCY_NO_FIELD },
  'opleiding[].toelichtingOpleiding': { documentOnly: VACANCY_NO_FIELD },
  'rijbewijs[].codeSoortRijbewijs': { field: 'drivingLicences', read: ({ vacancy }) => vacancy.drivingLicences },
  'sector.codeSbi': { documentOnly: VACANCY_NO_FIELD },
  'sollicitatiewijze[].codeSollicitatiewijze': { documentOnly: VACANCY_NO_FIELD },
  'sollicitatiewijze[].webadres.codeWebadres': { documentOnly: VACANCY_NO_FIELD },
  'sollicitatiewijze[].webadres.url': { documentOnly: VACANCY_NO_FIELD },
  'taalbeheersing[].codeTaal': { documentOnly: VACANCY_NO_FIELD },
  'taalbeheersing[].codeNiveauTaalbeheersingMondeling': { documentOnly: VACANCY_NO_FIELD },
  'taalbeheersing[].codeNiveauTaalbeheersingSchriftelijk': { documentOnly: VACANCY_NO_FIELD },
  'taalbeheersing[].codeNiveauTaalbeheersingLezen': { documentOnly: VACANCY_NO_FIELD },
  'taalbeheersing[].codeNiveauTaalbeheersingLuisteren': { documentOnly: VACANCY_NO_FIELD },
  'vervoermiddel[].codeVervoermiddel': {
    field: 'transport',
    as: 'left out when the message says of both uses that it is not available',
    read: ({ vacancy }) => vacancy.transport,
  },
  'vervoermiddel[].indicatieBeschikbaarVoorUitvoeringWerk': { documentOnly: 'only decides whether transport counts' },
  'vervoermiddel[].indicatieBeschikbaarVoorWoonWerkverkeer': { documentOnly: 'only decides whether transport counts' },
  'werkervaring[].aantalJarenWerkzaamInBeroep': { documentOnly: VACANCY_NO_FIELD },
  'werkgever.handelsnaamOrganisatie': {
    field: 'organizationName',
    as: 'first 120 characters',
    read: ({ vacancy }) => [vacancy.organizationName],
  },
  'werkgever.sector[].codeSbi': { documentOnly: VACANCY_NO_FIELD },
  'werkgever.webadres[].codeWebadres': { documentOnly: VACANCY_NO_FIELD },
  'werkgever.webadres[].url': { documentOnly: VACANCY_NO_FIELD },
  'werkgever.contactpersoon[].naamContactpersoonAfdeling': { documentOnly: VACANCY_NO_FIELD },
  'werkgever.contactpersoon[].emailadres[]': { documentOnly: VACANCY_NO_FIELD },
  'werkgever.contactpersoon[].telefoonnummer[]': { documentOnly: VACANCY_NO_FIELD },
  'werktijden.aantalWerkurenPerWeekMaximaal': { field: 'hoursMax', read: ({ vacancy }) => [vacancy.hoursMax] },
  'werktijden.aantalWerkurenPerWeekMinimaal': { field: 'hoursMin', read: ({ vacancy }) => [vacancy.hoursMin] },
  'werktijden.indicatieKantoortijden': { documentOnly: VACANCY_NO_FIELD },
};
