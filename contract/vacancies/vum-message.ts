import * as z from 'zod';
import {
  DRIVING_LICENCES,
  EDUCATION_LEVELS,
  LANGUAGE_LEVELS,
  TRANSPORT_MEANS,
  WORKING_LEVELS,
} from '../candidates/candidate-codes.ts';
import { AGREEMENT_TYPES, CONTRACT_TYPES } from './vacancy.ts';

/**
 * The vacancy of VUM 3.0.0 (Gegevensstandaard 1.5) as a strict schema: cardinalities, lengths and code lists of the
 * published interface. Our code lists carry the VUM codes, so they serve here too. The parts before it are those that a
 * jobseeker has as well.
 */
export const text = (max: number) =>
  z
    .string()
    .max(max)
    .refine((value) => value.isWellFormed() && !value.includes('\0'), 'Dit veld bevat een teken dat niet mag.');
export const digits = (max: number) => z.int().min(0).max(max);
export const oneOf = (codes: readonly string[]) => z.literal(codes.map(Number));

export const indication = z.literal([0, 1, 2]);
export const diplomaIndication = z.literal([0, 1, 2, 8]);
export const date = z.iso.date();
export const sourceId = text(200).regex(
  /^[a-zA-Z0-9_.-]+$/,
  'Gebruik alleen letters, cijfers, punt, streepje en laag streepje.',
);
export const postcode = text(6).regex(/^[0-9]{4}[a-zA-Z]{2}$/, 'Verwacht: een postcode, zoals 1234AB.');
const uri = text(200);

export const occupation = z.strictObject({ codeBeroepsnaam: uri.optional() });
export const sector = z.strictObject({ codeSbi: digits(99_999).optional() });
export const webAddress = z.strictObject({
  codeWebadres: z.literal([1, 2, 3, 4]).optional(),
  url: text(1000).optional(),
});
export const licence = z.strictObject({ codeSoortRijbewijs: DRIVING_LICENCES.schema.optional() });
export const competence = z.strictObject({ codeCompetentie: uri.optional() });
export const contractForm = z.strictObject({
  codeTypeArbeidscontract: CONTRACT_TYPES.schema.optional(),
  codeTypeOvereenkomst: AGREEMENT_TYPES.schema.optional(),
});
const languageLevel = oneOf(LANGUAGE_LEVELS.codes).optional();
export const language = z.strictObject({
  codeTaal: text(3)
    .regex(/^[a-z]{3}$/, 'Verwacht: een taalcode van 3 kleine letters.')
    .optional(),
  codeNiveauTaalbeheersingLezen: languageLevel,
  codeNiveauTaalbeheersingLuisteren: languageLevel,
  codeNiveauTaalbeheersingMondeling: languageLevel,
  codeNiveauTaalbeheersingSchriftelijk: languageLevel,
});
export const transport = z.strictObject({
  codeVervoermiddel: oneOf(TRANSPORT_MEANS.codes).optional(),
  indicatieBeschikbaarVoorUitvoeringWerk: indication.optional(),
  indicatieBeschikbaarVoorWoonWerkverkeer: indication.optional(),
});
export const workingTimes = z.strictObject({
  aantalWerkurenPerWeekMaximaal: digits(99).optional(),
  aantalWerkurenPerWeekMinimaal: digits(99).optional(),
  indicatieKantoortijden: indication.optional(),
});
export const requiredCourse = z.strictObject({
  indicatieCertificaat: diplomaIndication.optional(),
  naamCursus: text(120).optional(),
  toelichtingCursus: text(2000).optional(),
});
export const requiredEducation = z.strictObject({
  codeOpleidingsnaam: text(10)
    .regex(/^[0-9]+$/, 'Gebruik alleen cijfers.')
    .optional(),
  codeNiveauOpleiding: oneOf(EDUCATION_LEVELS.codes).optional(),
  indicatieDiploma: diplomaIndication.optional(),
  toelichtingOpleiding: text(2000).optional(),
});

export const VacancyMessageSchema = z.strictObject({
  idVacature: sourceId,
  // 50 in the data standard, 11 in the interface; what is longer still fits our field and loses nothing.
  nummerVacature: text(50).optional(),
  naamVacature: text(120).optional(),
  omschrijvingVacature: text(2000).optional(),
  sluitingsdatumVacature: date.optional(),
  codeWerkEnDenkniveauMinimaal: WORKING_LEVELS.schema.optional(),
  beroep: occupation.optional(),
  adres: z
    .strictObject({
      postcode,
      straatnaam: text(24).optional(),
      huisnummer: digits(99_999).optional(),
      huisnummertoevoeging: text(6).optional(),
    })
    .optional(),
  arbeidsVoorwaarden: z
    .strictObject({
      datumAanvangWerkzaamheden: date.optional(),
      datumEindeWerkzaamheden: date.optional(),
      omschrijvingArbeidsvoorwaarden: text(2000).optional(),
      salarisIndicatie: text(100).optional(),
    })
    .optional(),
  contractvorm: z.array(contractForm).optional(),
  cursus: z.array(requiredCourse).optional(),
  flexibiliteit: z
    .strictObject({
      datumEindeBeschikbaarVoorWerk: date.optional(),
      indicatieOnregelmatigWerkOfPloegendienst: indication.optional(),
    })
    .optional(),
  competentiebeheersing: z.array(competence).optional(),
  opleiding: z.array(requiredEducation).optional(),
  rijbewijs: z.array(licence).optional(),
  sector: sector.optional(),
  sollicitatiewijze: z
    .array(
      z.strictObject({
        codeSollicitatiewijze: z.enum(['1', '2', '3', '4']).optional(),
        webadres: webAddress.optional(),
      }),
    )
    .optional(),
  taalbeheersing: z.array(language).optional(),
  vervoermiddel: z.array(transport).optional(),
  werkervaring: z.array(z.strictObject({ aantalJarenWerkzaamInBeroep: digits(99).optional() })).optional(),
  werkgever: z
    .strictObject({
      handelsnaamOrganisatie: text(500).optional(),
      sector: z.array(sector).optional(),
      webadres: z.array(webAddress).optional(),
      contactpersoon: z
        .array(
          z.strictObject({
            naamContactpersoonAfdeling: text(35).optional(),
            emailadres: z.array(text(320)).optional(),
            telefoonnummer: z.array(text(14)).optional(),
          }),
        )
        .optional(),
    })
    .optional(),
  werktijden: workingTimes.optional(),
});
export type VacancyMessage = z.infer<typeof VacancyMessageSchema>;

export type LanguageEntry = z.infer<typeof language>;
export type TransportEntry = z.infer<typeof transport>;
