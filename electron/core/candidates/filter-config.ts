import type { FilterOptions } from '#db/search/filter-options.ts';
import type { FilterConfig } from '@hallowerk/contract/candidates/candidates.desktop.ts';
import { FILTER_CATEGORIES, type FilterCategory, type Showcase } from '@hallowerk/contract/reference/reference.ts';

/** Names of the categories on screen (HW-FILT-08…19). */
const LABELS: Readonly<Record<FilterCategory, string>> = {
  workType: 'Werksoort',
  workingLevel: 'Niveau',
  drivingLicence: 'Rijbewijs',
  transport: 'Vervoer',
  certificate: 'Certificaat',
  targetGroup: 'Doelgroep',
  physicalCapacity: 'Belastbaarheid',
  language: 'Taal',
  availability: 'Beschikbaarheid',
  workingTimes: 'Werktijden',
  contact: 'Contact',
  lastModified: 'Laatste wijziging',
};

const DEFAULT_SHOWCASE_NAME = 'Kandidaten';

/**
 * The explorer as configured (HW-EXP-06, HW-EXP-07): the showcase of the first of the user's regions that has one, his own
 * region being the first; without any all twelve filters. Physical capacity can be used only while the server is there.
 */
export function filterConfig(
  showcases: readonly Showcase[],
  regionCodes: readonly string[],
  options: FilterOptions,
  isOffline: boolean,
): FilterConfig {
  const showcase = showcaseFor(showcases, regionCodes);
  return {
    showcaseName: showcase?.name ?? DEFAULT_SHOWCASE_NAME,
    categories: (showcase?.filterCategories ?? FILTER_CATEGORIES).map((category) => ({
      category,
      label: LABELS[category],
      available: category !== 'physicalCapacity' || !isOffline,
      options: options[category],
    })),
  };
}

function showcaseFor(showcases: readonly Showcase[], regionCodes: readonly string[]): Showcase | undefined {
  const region = regionCodes.find((code) => showcases.some((showcase) => showcase.regionCodes.includes(code)));
  return region === undefined ? undefined : showcases.find((showcase) => showcase.regionCodes.includes(region));
}
