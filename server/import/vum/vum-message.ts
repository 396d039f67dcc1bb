import * as z from 'zod';
import { EDUCATION_STATUSES, WORKING_LEVELS } from '@hallowerk/contract/candidates/candidate-codes.ts';
import {
  competence,
  contractForm,
  date,
  digits,
  indication,
  language,
  licence,
  occupation,
  oneOf,
  postcode,
  requiredCourse,
  requiredEducation,
  sector,
  sourceId,
  text,
  transport,
  webAddress,
  workingTimes,
} from '@hallowerk/contract/vacancies/vum-message.ts';

/**
 * The jobseeker of VUM 3.0.0 (Gegevensstandaard 1.5) as a strict schema, as the vacancy in `contract`. `idWerkzoekende` is
 * optional in the interface, but without it a profile cannot be recognised at the next import, so it is required here.
 */
const course = requiredCourse.extend({
  datumAanvangVolgenCursus: date.optional(),
  datumCertificaat: date.optional(),
  datumEindeVolgenCursus: date.optional(),
  naamOpleidingsinstituut: text(500).optional(),
});
const education = requiredEducation.extend({
  codeStatusOpleiding: oneOf(EDUCATION_STATUSES.codes).optional(),
  datumAanvangVolgenOpleiding: date.optional(),
  datumDiploma: date.optional(),
  datumEindeVolgenOpleiding: date.optional(),
  naamOpleidingsinstituut: text(500).optional(),
});
const employment = z.strictObject({
  beroep: occupation.optional(),
  datumAanvangWerkzaamheden: date.optional(),
  datumEindeWerkzaamheden: date.optional(),
  naamOrganisatie: text(70).optional(),
  toelichtingWerkervaring: text(2000).optional(),
});

export const JobseekerMessageSchema = z.strictObject({
  idWerkzoekende: sourceId,
  persoonlijkePresentatie: text(2000).optional(),
  indicatieLdrRegistratie: z.literal([1, 2]).optional(),
  indicatieBeschikbaarheidContactgegevens: z.literal([1, 2]).optional(),
  mobiliteit: z
    .strictObject({
      bemiddelingspostcode: postcode,
      maximaleReisafstand: digits(999).optional(),
      maximaleReistijd: digits(999).optional(),
    })
    .optional(),
  bemiddelingsberoep: z.array(occupation).optional(),
  contractvorm: z.array(contractForm).optional(),
  eisAanWerk: z
    .strictObject({
      indicatieAanpassingWerkomgeving: indication.optional(),
      indicatieBegeleiding: indication.optional(),
      indicatieWerkvariatie: indication.optional(),
    })
    .optional(),
  flexibiliteit: z
    .strictObject({
      datumAanvangBeschikbaarVoorWerk: date.optional(),
      datumEindeBeschikbaarVoorWerk: date.optional(),
      indicatieOnregelmatigWerkOfPloegendienst: indication.optional(),
    })
    .optional(),
  sector: z.array(sector).optional(),
  vervoermiddel: z.array(transport).optional(),
  werktijden: workingTimes.optional(),
  webadres: z.array(webAddress).optional(),
  arbeidsmarktkwalificatie: z
    .strictObject({
      codeWerkEnDenkniveauWerkzoekende: oneOf(WORKING_LEVELS.codes).optional(),
      cursus: z.array(course).optional(),
      competentiebeheersing: z.array(competence).optional(),
      interesse: z.array(z.strictObject({ naamInteresse: text(120).optional() })).optional(),
      opleiding: z.array(education).optional(),
      rijbewijs: z.array(licence).optional(),
      taalbeheersing: z.array(language).optional(),
      werkervaring: z.array(employment).optional(),
    })
    .optional(),
  contactpersoon: z
    .array(
      z.strictObject({
        naamContactpersoonAfdeling: text(35).optional(),
        emailadres: text(320).optional(),
        telefoonnummer: text(14).optional(),
      }),
    )
    .optional(),
  emailadres: z.array(text(320)).optional(),
  telefoonnummer: z.array(text(14)).optional(),
});
export type JobseekerMessage = z.infer<typeof JobseekerMessageSchema>;
