import { describe, expect, it } from 'vitest';
import { officialPlaceName, otherPlaceNames } from './place-names.ts';

describe('names of places', () => {
  it('lead from the everyday name to the official one and back', () => {
    expect(otherPlaceNames('den haag')).toEqual(["'s-Gravenhage"]);
    expect(otherPlaceNames("'s-Gravenhage")).toEqual(['Den Haag']);
    expect(otherPlaceNames('Delft')).toEqual([]);
  });

  it('compare equal whichever of the two a list uses', () => {
    expect(officialPlaceName('Den Bosch')).toBe(officialPlaceName("'s-Hertogenbosch"));
    expect(officialPlaceName('Delft')).toBe('delft');
  });
});
