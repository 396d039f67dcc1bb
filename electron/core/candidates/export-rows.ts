import {
  CONTACT_ROUTES,
  DRIVING_LICENCES,
  TARGET_GROUPS,
  TRANSPORT_MEANS,
  WORKING_LEVELS,
  WORK_TYPES,
} from '@hallowerk/contract/candidates/candidate-codes.ts';
import type { ExportRow } from '@hallowerk/contract/candidates/candidate-export.ts';
import { candidateName, type Certificate } from '@hallowerk/contract/candidates/candidate.ts';
import type { CandidateDetail } from '@hallowerk/contract/candidates/candidates.desktop.ts';
import { withoutContactData } from '@hallowerk/contract/candidates/contact-data-in-text.ts';
import { dutchDate } from '../export-table.ts';

/** Calendar day of a moment in Europe/Amsterdam, `YYYY-MM-DD`. */
const AMSTERDAM = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Amsterdam' });

/**
 * What an export says of one candidate, in Dutch. Reads the card only, never the internal part; an address or a number
 * that the candidate typed into a text of his own stays out (HW-CON-04).
 */
export function exportRow({ card, names }: Pick<CandidateDetail, 'card' | 'names'>): ExportRow {
  const named = (codes: readonly string[]): string => list(codes.map((code) => names[code] ?? ''));
  return {
    name: own(candidateName(card)),
    city: own(card.city),
    oneLiner: own(card.oneLiner),
    workTypes: list(card.workTypes.map((code) => WORK_TYPES.label(code))),
    workingLevel: WORKING_LEVELS.label(card.workingLevel),
    targetGroups: list(card.targetGroups.map((code) => TARGET_GROUPS.label(code))),
    occupations: named([...card.preferredFields, ...card.preferredOccupationIds]),
    languages: named(card.languages.map(({ language }) => language)),
    drivingLicences: list(card.drivingLicences.map((code) => DRIVING_LICENCES.label(code))),
    transport: list(card.transport.map((code) => TRANSPORT_MEANS.label(code))),
    certificates: list(card.certificates.map((certificate) => certificateText(certificate, names))),
    hoursMin: card.hoursMin,
    hoursMax: card.hoursMax,
    availableFrom: card.availableFrom,
    availableUntil: card.availableUntil,
    lastModified: AMSTERDAM.format(new Date(card.lastModifiedAt)),
    lastConfirmed: card.lastConfirmedAt === null ? null : AMSTERDAM.format(new Date(card.lastConfirmedAt)),
    contactRoute: CONTACT_ROUTES.label(card.contactRoute),
  };
}

function certificateText({ code, name, validUntil }: Certificate, names: CandidateDetail['names']): string {
  const shown = own(name) || (code === null ? '' : (names[code] ?? ''));
  return shown === '' || validUntil === null ? shown : `${shown} (geldig tot ${dutchDate(validUntil)})`;
}

/** Something people typed: without contact data, on one line. */
function own(text: string): string {
  return withoutContactData(text).replace(/\s+/g, ' ').trim();
}

function list(parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(', ');
}
