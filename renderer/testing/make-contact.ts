import type { ContactRequestRow } from '@hallowerk/contract/candidates/candidates.desktop.ts';
import type { ContactData } from '@hallowerk/contract/candidates/contact-request.ts';
import { testId } from './make-candidate.ts';

/** A request of `number` for the first test candidate, without an outcome. */
export function makeContactRequest(number: number, changes: Partial<ContactRequestRow> = {}): ContactRequestRow {
  return {
    id: testId(400 + number),
    candidateId: testId(1),
    requesterId: testId(800),
    vacancyId: null,
    routeAtRequest: 'DIRECT',
    requestedAt: '2026-01-12T09:30:00Z',
    outcome: 'OPEN',
    outcomeAt: null,
    note: '',
    candidateName: 'Sanne de Vries',
    pending: false,
    ...changes,
  };
}

/** What the server gives once, for a candidate who may be approached directly. Invented. */
export function makeContactData(changes: Partial<ContactData> = {}): ContactData {
  const { candidateName: _name, pending: _pending, ...request } = makeContactRequest(1);
  return {
    request,
    name: 'Sanne de Vries',
    organizationName: '',
    email: 'sanne@voorbeeld.example',
    phone: '06 00000000',
    ...changes,
  };
}
