import type { Vacancy } from '@hallowerk/contract/vacancies/vacancy.ts';
import type { VacancyRecord } from '../../vacancies/vacancy-record.ts';
import { idFromSource } from '../stable-id.ts';
import { clip, transportCodes, unique } from './shared-parts.ts';
import type { VacancyMessage } from './vum-message.ts';

export function vacancyId(idVacature: string): string {
  return idFromSource('vum-vacature', idVacature);
}

export interface VacancyContext {
  readonly regionCode: string;
  readonly city: string;
  /** The vacancy as the server holds it, when it was imported before. */
  readonly existing: VacancyRecord | null;
}

/**
 * A VUM vacancy as ours. Of a known vacancy only what VUM delivers is replaced; region and what was added here stay.
 * Which field goes where stands in `field-map.ts`; the whole message is kept in `origin.document`.
 */
export function vacancyFromMessage(message: VacancyMessage, context: VacancyContext): VacancyRecord {
  const id = context.existing?.vacancy.id ?? vacancyId(message.idVacature);
  const base = context.existing?.vacancy ?? blankVacancy(id);
  const conditions = message.arbeidsVoorwaarden ?? {};
  return {
    regionCode: context.existing?.regionCode ?? context.regionCode,
    origin: { kind: 'VUM', reference: message.idVacature, document: message },
    vacancy: {
      ...base,
      vacancyNumber: message.nummerVacature ?? '',
      title: title(message),
      description: description(message),
      organizationName: clip(message.werkgever?.handelsnaamOrganisatie, 120),
      city: context.city,
      postcode: (message.adres?.postcode ?? '').toUpperCase(),
      workingLevel: message.codeWerkEnDenkniveauMinimaal ?? '7',
      hoursMin: message.werktijden?.aantalWerkurenPerWeekMinimaal ?? null,
      hoursMax: message.werktijden?.aantalWerkurenPerWeekMaximaal ?? null,
      startDate: conditions.datumAanvangWerkzaamheden ?? null,
      endDate: conditions.datumEindeWerkzaamheden ?? message.flexibiliteit?.datumEindeBeschikbaarVoorWerk ?? null,
      closingDate: message.sluitingsdatumVacature ?? null,
      contractTypes: unique((message.contractvorm ?? []).map((form) => form.codeTypeArbeidscontract)),
      agreementTypes: unique((message.contractvorm ?? []).map((form) => form.codeTypeOvereenkomst)),
      drivingLicences: unique((message.rijbewijs ?? []).map((licence) => licence.codeSoortRijbewijs)),
      transport: transportCodes(message.vervoermiddel),
      salaryText: conditions.salarisIndicatie ?? '',
    },
  };
}

/** A list without a title cannot be read: a vacancy without name is known by its number. */
function title(message: VacancyMessage): string {
  return message.naamVacature || `Vacature ${message.nummerVacature ?? 'zonder naam'}`;
}

function description(message: VacancyMessage): string {
  const conditions = message.arbeidsVoorwaarden?.omschrijvingArbeidsvoorwaarden ?? '';
  const parts = [message.omschrijvingVacature ?? '', conditions].filter((part) => part !== '');
  return clip(parts.join('\n\n'), 4000);
}

function blankVacancy(id: string): Vacancy {
  return {
    id,
    source: 'VUM',
    vacancyNumber: '',
    title: '',
    description: '',
    organizationName: '',
    city: '',
    postcode: '',
    occupationId: null,
    workingLevel: '7',
    hoursMin: null,
    hoursMax: null,
    startDate: null,
    endDate: null,
    closingDate: null,
    publishedAt: null,
    contractTypes: [],
    agreementTypes: [],
    supportModel: 'SELF_SERVICE',
    drivingLicences: [],
    transport: [],
    salaryText: '',
  };
}
