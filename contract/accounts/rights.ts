import * as z from 'zod';
import { codeList } from '../common/code-list.ts';

/** Parts of the product that rights are given in; one heading each in the table of rights. */
export const RIGHT_MODULES = codeList({
  MATCHING: ['Matching', 'Matching'],
  RECRUITMENT: ['Werving', 'Recruitment'],
  FLEX: ['Flex', 'Flex'],
  ADMINISTRATION: ['Beheer', 'Administration'],
});
export type RightModule = (typeof RIGHT_MODULES.codes)[number];

/** What a right is about (features §5.2). */
export const AREAS = codeList({
  CANDIDATE: ['Kandidaten', 'Candidates'],
  CANDIDATE_INTERNAL: ['Interne gegevens van kandidaten', 'Internal data of candidates'],
  CONTACT_REQUEST: ['Contactgegevens opvragen', 'Contact requests'],
  NOTE: ['Notities', 'Notes'],
  PROPOSAL: ['Voorgestelde kandidaten', 'Proposed candidates'],
  VACANCY: ['Vacatures', 'Vacancies'],
  CRAWLED_VACANCY: ['Vacatures van internet', 'Vacancies from the internet'],
  APPLICATION: ['Sollicitaties', 'Applications'],
  TALENT_POOL: ['Talentpools', 'Talent pools'],
  TEMPLATE: ['Sjablonen', 'Templates'],
  WORKFLOW: ['Workflows', 'Workflows'],
  ORG_STRUCTURE: ['Organisatiestructuur', 'Organisation structure'],
  CAREER_SITE: ['Vacatureportaal', 'Career site'],
  DATA_PROTECTION: ['Privacy', 'Data protection'],
  TIMESHEET: ['Urenbriefjes', 'Timesheets'],
  FLEX_DOCUMENT: ['Documenten', 'Documents'],
  PLACEMENT: ['Plaatsingen', 'Placements'],
  CONTRACT: ['Contracten', 'Contracts'],
  INVOICE: ['Facturen', 'Invoices'],
  PAYMENT: ['Betalingen', 'Payments'],
  NEWS: ['Nieuws', 'News'],
  USER: ['Gebruikers', 'Users'],
  ROLE: ['Rollen', 'Roles'],
  SETTINGS: ['Instellingen', 'Settings'],
  REPORT: ['Overzichten', 'Reports'],
  AUDIT: ['Logboek', 'Audit trail'],
});
export type Area = (typeof AREAS.codes)[number];

export const RIGHT_ACTIONS = codeList({
  VIEW: ['Bekijken', 'View'],
  CREATE: ['Toevoegen', 'Add'],
  EDIT: ['Wijzigen', 'Change'],
  DELETE: ['Verwijderen', 'Remove'],
  PUBLISH: ['Publiceren', 'Publish'],
  APPROVE: ['Goedkeuren', 'Approve'],
  SIGN: ['Tekenen', 'Sign'],
  EXPORT: ['Printen en exporteren', 'Print and export'],
  ADMINISTER: ['Beheren', 'Administer'],
});
export type RightAction = (typeof RIGHT_ACTIONS.codes)[number];

/** From narrow to wide. `ALL` is everything of the tenant and never more: another municipality is always out of reach. */
export const RIGHT_SCOPES = codeList({
  OWN: ['Alleen van jezelf', 'Only your own'],
  TEAM: ['Van je team', 'Of your team'],
  ORG_UNIT: ['Van je afdeling', 'Of your department'],
  ORGANIZATION: ['Van je organisatie', 'Of your organisation'],
  REGION: ['In je eigen regio', 'In your own region'],
  CONNECTED_REGIONS: ['Ook in aangesloten regio’s', 'Connected regions too'],
  ALL: ['Alles', 'Everything'],
});
export type RightScope = (typeof RIGHT_SCOPES.codes)[number];

export const RightSchema = z.object({
  area: AREAS.schema,
  action: RIGHT_ACTIONS.schema,
  scope: RIGHT_SCOPES.schema,
});
export type Right = Readonly<z.infer<typeof RightSchema>>;

export interface RightRow {
  readonly module: RightModule;
  readonly actions: readonly RightAction[];
  /** From narrow to wide. */
  readonly scopes: readonly RightScope[];
}

const OWN_OR_WIDER = ['OWN', 'TEAM', 'ORG_UNIT', 'ORGANIZATION'] as const;
const UNIT_OR_WIDER = ['ORG_UNIT', 'ORGANIZATION'] as const;
const COMPANY = ['ORGANIZATION'] as const;
const TENANT = ['ORGANIZATION', 'ALL'] as const;
const VACANCY_SCOPES = ['OWN', 'TEAM', 'ORG_UNIT', 'ORGANIZATION', 'REGION'] as const;

/**
 * Which combinations mean something; no other can be given. `CANDIDATE` `EDIT` is asking people whether their profile is
 * still right; `ROLE` `EDIT` is giving roles, `ROLE` `ADMINISTER` making them too.
 */
export const RIGHT_TABLE: Readonly<Record<Area, RightRow>> = {
  CANDIDATE: { module: 'MATCHING', actions: ['VIEW', 'EDIT', 'EXPORT'], scopes: ['REGION', 'CONNECTED_REGIONS'] },
  CANDIDATE_INTERNAL: { module: 'MATCHING', actions: ['VIEW'], scopes: ['REGION'] },
  CONTACT_REQUEST: { module: 'MATCHING', actions: ['CREATE'], scopes: ['ALL'] },
  NOTE: { module: 'MATCHING', actions: ['VIEW', 'EDIT'], scopes: ['ORGANIZATION'] },
  PROPOSAL: { module: 'MATCHING', actions: ['VIEW', 'CREATE', 'EDIT'], scopes: ['ORGANIZATION', 'REGION'] },
  VACANCY: {
    module: 'MATCHING',
    actions: ['VIEW', 'CREATE', 'EDIT', 'DELETE', 'PUBLISH'],
    scopes: VACANCY_SCOPES,
  },
  CRAWLED_VACANCY: { module: 'MATCHING', actions: ['VIEW', 'EDIT'], scopes: ['ORGANIZATION', 'REGION'] },
  APPLICATION: {
    module: 'RECRUITMENT',
    actions: ['VIEW', 'CREATE', 'EDIT', 'DELETE', 'EXPORT'],
    scopes: OWN_OR_WIDER,
  },
  TALENT_POOL: { module: 'RECRUITMENT', actions: ['VIEW', 'CREATE', 'EDIT', 'DELETE'], scopes: OWN_OR_WIDER },
  TEMPLATE: { module: 'RECRUITMENT', actions: ['VIEW', 'CREATE', 'EDIT', 'DELETE'], scopes: UNIT_OR_WIDER },
  WORKFLOW: { module: 'RECRUITMENT', actions: ['VIEW', 'CREATE', 'EDIT', 'DELETE'], scopes: UNIT_OR_WIDER },
  ORG_STRUCTURE: { module: 'RECRUITMENT', actions: ['VIEW', 'EDIT'], scopes: COMPANY },
  CAREER_SITE: { module: 'RECRUITMENT', actions: ['VIEW', 'EDIT', 'PUBLISH'], scopes: COMPANY },
  DATA_PROTECTION: { module: 'ADMINISTRATION', actions: ['EXPORT', 'ADMINISTER'], scopes: TENANT },
  TIMESHEET: {
    module: 'FLEX',
    actions: ['VIEW', 'CREATE', 'EDIT', 'APPROVE', 'EXPORT'],
    scopes: UNIT_OR_WIDER,
  },
  FLEX_DOCUMENT: { module: 'FLEX', actions: ['VIEW', 'CREATE', 'SIGN'], scopes: UNIT_OR_WIDER },
  PLACEMENT: { module: 'FLEX', actions: ['VIEW', 'CREATE', 'EDIT'], scopes: UNIT_OR_WIDER },
  CONTRACT: { module: 'FLEX', actions: ['VIEW', 'CREATE', 'SIGN'], scopes: UNIT_OR_WIDER },
  INVOICE: { module: 'FLEX', actions: ['VIEW', 'CREATE', 'EXPORT'], scopes: UNIT_OR_WIDER },
  PAYMENT: { module: 'FLEX', actions: ['VIEW', 'CREATE'], scopes: UNIT_OR_WIDER },
  NEWS: { module: 'FLEX', actions: ['VIEW', 'PUBLISH'], scopes: COMPANY },
  USER: { module: 'ADMINISTRATION', actions: ['VIEW', 'CREATE', 'ADMINISTER'], scopes: TENANT },
  ROLE: { module: 'ADMINISTRATION', actions: ['EDIT', 'ADMINISTER'], scopes: TENANT },
  SETTINGS: { module: 'ADMINISTRATION', actions: ['ADMINISTER'], scopes: TENANT },
  REPORT: { module: 'ADMINISTRATION', actions: ['VIEW'], scopes: ['ORGANIZATION', 'REGION'] },
  AUDIT: { module: 'ADMINISTRATION', actions: ['VIEW'], scopes: TENANT },
};

const WIDTH = new Map<string, number>(RIGHT_SCOPES.codes.map((scope, index) => [scope, index]));
const widthOf = (scope: RightScope): number => WIDTH.get(scope) ?? -1;

/** Whether the combination stands in `RIGHT_TABLE`. */
export function isRight({ area, action, scope }: Right): boolean {
  const { actions, scopes } = RIGHT_TABLE[area];
  return actions.includes(action) && scopes.includes(scope);
}

/** The widest scope in which something is allowed, or null. */
export function scopeOf(rights: readonly Right[], area: Area, action: RightAction): RightScope | null {
  let widest: RightScope | null = null;
  for (const right of rights) {
    if (right.area !== area || right.action !== action) continue;
    if (widest === null || widthOf(right.scope) > widthOf(widest)) widest = right.scope;
  }
  return widest;
}

/** Whether the same is allowed in at least this scope. */
export function holds(rights: readonly Right[], { area, action, scope }: Right): boolean {
  const held = scopeOf(rights, area, action);
  return held !== null && widthOf(held) >= widthOf(scope);
}

/** One right for each area and action, the widest, in the order of the table: equal sets become equal lists. */
export function normalised(rights: readonly Right[]): readonly Right[] {
  return AREAS.codes.flatMap((area) =>
    RIGHT_TABLE[area].actions.flatMap((action) => {
      const scope = scopeOf(
        rights.filter((right) => isRight(right)),
        area,
        action,
      );
      return scope === null ? [] : [{ area, action, scope }];
    }),
  );
}

/** What both allow: each right in the narrower of the two scopes. */
export function limitedTo(rights: readonly Right[], ceiling: readonly Right[]): readonly Right[] {
  return normalised(rights).flatMap((right) => {
    const most = scopeOf(ceiling, right.area, right.action);
    if (most === null) return [];
    return [widthOf(right.scope) <= widthOf(most) ? right : { ...right, scope: most }];
  });
}

/** Those of `rights` that `ceiling` does not hold, or not as wide. */
export function beyond(rights: readonly Right[], ceiling: readonly Right[]): readonly Right[] {
  return rights.filter((right) => !holds(ceiling, right));
}
