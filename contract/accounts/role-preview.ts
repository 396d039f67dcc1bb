import { codeList } from '../common/code-list.ts';
import type { CollectionName } from '../sync/collections.ts';
import { abilitiesOf, ACTIONS, SUBJECTS, type Ability, type Action, type Subject } from './abilities.ts';
import type { HeldRole } from './default-rights.ts';

/** Groups of fields of a candidate that differ by viewer (features §5.9). */
export const FIELD_GROUPS = codeList({
  PROFILE: ['Profiel van zichtbare kandidaten', 'Profile of visible candidates'],
  HIDDEN_PROFILE: ['Profiel van kandidaten die niet zichtbaar zijn', 'Profile of candidates who are not visible'],
  PHYSICAL_CAPACITY: ['Belastbaarheid', 'Physical capacity'],
  CONTACT_DATA: ['Telefoonnummer en e-mailadres', 'Telephone number and e-mail address'],
  INTERNAL: [
    'Klantnummer, geboortedatum en andere interne gegevens',
    'Client number, birth date and other internal data',
  ],
});
export type FieldGroup = (typeof FIELD_GROUPS.codes)[number];

export const FIELD_ACCESS = codeList({
  ALWAYS: ['Zichtbaar', 'Visible'],
  OWN_REGION: ['Zichtbaar in de eigen regio', 'Visible in the own region'],
  ON_REQUEST: ['Na een contactverzoek', 'After a contact request'],
  NEVER: ['Niet zichtbaar', 'Not visible'],
});
export type FieldAccess = (typeof FIELD_ACCESS.codes)[number];

/** What a user with a role would have: 'bekijk als'. Menu entries follow from the abilities that pages ask for. */
export interface RolePreview {
  readonly ability: Ability;
  readonly abilities: readonly (readonly [Action, Subject])[];
  /** What his devices would hold. */
  readonly collections: readonly CollectionName[];
  readonly fields: Readonly<Record<FieldGroup, FieldAccess>>;
}

/** A pure function of role and rights, with the rule that the server applies. @throws for a role that does not exist */
export function previewOf(held: HeldRole): RolePreview {
  const ability = abilitiesOf(held);
  const abilities = ACTIONS.flatMap((action) =>
    SUBJECTS.filter((subject) => ability.can(action, subject)).map((subject) => [action, subject] as const),
  );
  return { ability, abilities, collections: collectionsOf(ability), fields: fieldsOf(ability) };
}

function collectionsOf(ability: Ability): readonly CollectionName[] {
  return [
    ...(['me', 'setting', 'occupation', 'place', 'referenceItem', 'showcase'] as const),
    ...(ability.can('view', 'Candidate') ? (['candidateCard', 'candidateDocument', 'judgement'] as const) : []),
    ...(ability.can('view', 'Favourite') ? (['favourite'] as const) : []),
    ...(ability.can('view', 'SavedSearch') ? (['savedSearch', 'searchMark'] as const) : []),
    ...(ability.can('create', 'ContactRequest') ? (['contactRequest'] as const) : []),
    ...(ability.can('view', 'Note') ? (['note', 'noteConflict'] as const) : []),
    ...(ability.can('view', 'CandidateInternal') ? (['candidateCase', 'vacancy'] as const) : []),
  ];
}

function fieldsOf(ability: Ability): Readonly<Record<FieldGroup, FieldAccess>> {
  const profile = ability.can('view', 'Candidate') ? 'ALWAYS' : 'NEVER';
  const internal = ability.can('view', 'CandidateInternal') ? 'OWN_REGION' : 'NEVER';
  const onRequest = ability.can('create', 'ContactRequest') ? 'ON_REQUEST' : 'NEVER';
  return {
    PROFILE: profile,
    HIDDEN_PROFILE: internal,
    PHYSICAL_CAPACITY: ability.can('view', 'PhysicalCapacity') ? 'ALWAYS' : 'NEVER',
    CONTACT_DATA: ability.can('view', 'CandidateContactData') ? 'ALWAYS' : onRequest,
    INTERNAL: internal,
  };
}
