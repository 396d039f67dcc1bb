import type { ImportedVacancy } from '@hallowerk/contract/vacancies/vacancy.ts';
import type { VacancyMessage } from '@hallowerk/contract/vacancies/vum-message.ts';
import { clip } from '@hallowerk/contract/vacancies/vum-parts.ts';
import { vumFields } from '@hallowerk/contract/vacancies/vum-vacancy.ts';
import type { VacancyRecord } from '../../vacancies/vacancy-record.ts';
import { idFromSource } from '../stable-id.ts';

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
  const fields = vumFields(message);
  return {
    regionCode: context.existing?.regionCode ?? context.regionCode,
    origin: { kind: 'VUM', reference: message.idVacature, document: message },
    vacancy: {
      ...base,
      vacancyNumber: message.nummerVacature ?? '',
      title: title(message),
      description: fields.description,
      organizationName: clip(message.werkgever?.handelsnaamOrganisatie, 120),
      city: context.city,
      postcode: fields.postcode,
      workingLevel: fields.workingLevel,
      hoursMin: fields.hoursMin,
      hoursMax: fields.hoursMax,
      startDate: fields.startDate,
      endDate: fields.endDate,
      closingDate: fields.closingDate,
      contractTypes: fields.contractTypes,
      agreementTypes: fields.agreementTypes,
      drivingLicences: fields.drivingLicences,
      transport: fields.transport,
      salaryText: fields.salaryText,
    },
  };
}

/** A list without a title cannot be read: a vacancy without name is known by its number. */
function title(message: VacancyMessage): string {
  return message.naamVacature || `Vacature ${message.nummerVacature ?? 'zonder naam'}`;
}

function blankVacancy(id: string): ImportedVacancy {
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
