/** Places that people and official lists call by different names: [everyday, official]. Both lead to the place. */
const TWO_NAMES = [
  ['Den Haag', "'s-Gravenhage"],
  ['Den Bosch', "'s-Hertogenbosch"],
  ['Driebergen', 'Driebergen-Rijsenburg'],
  ['Fryslân', 'Friesland'],
] as const;

/** The other names of a place, whichever of them is given; none for most places. Upper and lower case do not matter. */
export function otherPlaceNames(name: string): readonly string[] {
  const lower = name.toLowerCase();
  return TWO_NAMES.flatMap(([everyday, official]) => {
    if (everyday.toLowerCase() === lower) return [official];
    if (official.toLowerCase() === lower) return [everyday];
    return [];
  });
}

/** One spelling for all names of a place, in lower case: for comparing lists of different origin. */
export function officialPlaceName(name: string): string {
  const lower = name.toLowerCase();
  return TWO_NAMES.find(([everyday]) => everyday.toLowerCase() === lower)?.[1].toLowerCase() ?? lower;
}
