import type { Action, Subject } from '@hallowerk/contract/accounts/abilities.ts';

/** One page below Beheer: the route, the key of its name in the locale files, and the right it asks for. */
export interface AdministrationSection {
  readonly route: string;
  readonly labelKey: string;
  readonly ability: readonly [Action, Subject];
}

/** In the order of the list. Who lacks the right to a section does not see it. */
export const ADMINISTRATION_SECTIONS: readonly AdministrationSection[] = [
  {
    route: 'administration-employers',
    labelKey: 'administration.sections.employers',
    ability: ['administer', 'Municipality'],
  },
  {
    route: 'administration-account-managers',
    labelKey: 'administration.sections.accountManagers',
    ability: ['administer', 'Municipality'],
  },
  {
    route: 'administration-showcases',
    labelKey: 'administration.sections.showcases',
    ability: ['administer', 'Municipality'],
  },
  {
    route: 'administration-municipality',
    labelKey: 'administration.sections.municipality',
    ability: ['administer', 'Municipality'],
  },
  {
    route: 'administration-about',
    labelKey: 'administration.sections.about',
    ability: ['administer', 'Municipality'],
  },
  {
    route: 'administration-crawl-sources',
    labelKey: 'administration.sections.crawlSources',
    ability: ['administer', 'CrawlSource'],
  },
  { route: 'administration-roles', labelKey: 'administration.sections.roles', ability: ['edit', 'Role'] },
  {
    route: 'administration-privacy-requests',
    labelKey: 'administration.sections.privacyRequests',
    ability: ['administer', 'Erasure'],
  },
  {
    route: 'administration-retention',
    labelKey: 'administration.sections.retention',
    ability: ['administer', 'Retention'],
  },
  { route: 'administration-audit', labelKey: 'administration.sections.audit', ability: ['view', 'AuditTrail'] },
];
