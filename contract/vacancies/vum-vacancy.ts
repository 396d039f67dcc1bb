import { clip, transportCodes, unique } from './vum-parts.ts';
import { BLANK_VACANCY, type VacancyFields } from './vacancy.ts';
import { VacancyMessageSchema, type VacancyMessage } from './vum-message.ts';

const LONGEST_DESCRIPTION = 2000;

/** What a VUM message says of the fields of a vacancy; the rest is as in a blank one. Town and occupation it only codes. */
export function vumFields(message: VacancyMessage): VacancyFields {
  const conditions = message.arbeidsVoorwaarden ?? {};
  const forms = message.contractvorm ?? [];
  return {
    ...BLANK_VACANCY,
    title: message.naamVacature ?? '',
    description: descriptionOf(message),
    postcode: (message.adres?.postcode ?? '').toUpperCase(),
    workingLevel: message.codeWerkEnDenkniveauMinimaal ?? '7',
    hoursMin: message.werktijden?.aantalWerkurenPerWeekMinimaal ?? null,
    hoursMax: message.werktijden?.aantalWerkurenPerWeekMaximaal ?? null,
    startDate: conditions.datumAanvangWerkzaamheden ?? null,
    endDate: conditions.datumEindeWerkzaamheden ?? message.flexibiliteit?.datumEindeBeschikbaarVoorWerk ?? null,
    closingDate: message.sluitingsdatumVacature ?? null,
    contractTypes: unique(forms.map((form) => form.codeTypeArbeidscontract)),
    agreementTypes: unique(forms.map((form) => form.codeTypeOvereenkomst)),
    drivingLicences: unique((message.rijbewijs ?? []).map((licence) => licence.codeSoortRijbewijs)),
    transport: transportCodes(message.vervoermiddel),
    salaryText: conditions.salarisIndicatie ?? '',
  };
}

/** A vacancy as VUM message. What the interface has no place for, or no room, is left out. */
export function toVumMessage(
  fields: VacancyFields,
  { id, organizationName }: { readonly id: string; readonly organizationName: string },
): VacancyMessage {
  const conditions = {
    datumAanvangWerkzaamheden: fields.startDate,
    datumEindeWerkzaamheden: fields.endDate,
    salarisIndicatie: fields.salaryText,
  };
  const hours = { aantalWerkurenPerWeekMaximaal: fields.hoursMax, aantalWerkurenPerWeekMinimaal: fields.hoursMin };
  const parts = {
    naamVacature: fields.title,
    omschrijvingVacature: clip(fields.description, LONGEST_DESCRIPTION),
    sluitingsdatumVacature: fields.closingDate,
    codeWerkEnDenkniveauMinimaal: fields.workingLevel,
    adres: { postcode: fields.postcode },
    arbeidsVoorwaarden: filled(conditions),
    contractvorm: [
      ...fields.contractTypes.map((codeTypeArbeidscontract) => ({ codeTypeArbeidscontract })),
      ...fields.agreementTypes.map((codeTypeOvereenkomst) => ({ codeTypeOvereenkomst })),
    ],
    rijbewijs: fields.drivingLicences.map((codeSoortRijbewijs) => ({ codeSoortRijbewijs })),
    vervoermiddel: fields.transport.map((code) => ({ codeVervoermiddel: Number(code) })),
    werkgever: filled({ handelsnaamOrganisatie: organizationName }),
    werktijden: filled(hours),
  };
  const allowed = Object.entries(filled(parts)).filter(([name, value]) => isAllowed(name, value));
  return VacancyMessageSchema.parse({ idVacature: id, ...Object.fromEntries(allowed) });
}

/** Whether the interface takes this value: a postcode of four digits, for one, it does not. */
function isAllowed(name: string, value: unknown): boolean {
  const field = VacancyMessageSchema.shape[name as keyof typeof VacancyMessageSchema.shape];
  return field.safeParse(value).success;
}

function filled(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => !isEmpty(value)));
}

function isEmpty(value: unknown): boolean {
  if (value === null || value === '') return true;
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}

function descriptionOf(message: VacancyMessage): string {
  const conditions = message.arbeidsVoorwaarden?.omschrijvingArbeidsvoorwaarden ?? '';
  const parts = [message.omschrijvingVacature ?? '', conditions].filter((part) => part !== '');
  return clip(parts.join('\n\n'), 4000);
}
