import { foldText } from '@hallowerk/contract/common/fold-text.ts';
import { titleWords } from './recognise.ts';

/** What one job has in common with itself on another page, or as a vacancy of HalloWerk. */
export interface JobKeys {
  readonly titleKey: string;
  /** Id of our place, or else its folded name; empty when it says none. */
  readonly placeKey: string;
  readonly identifier: string | null;
}

export function jobKeys(
  { title, placeId, city }: { readonly title: string; readonly placeId: string | null; readonly city: string },
  identifier: string | null,
): JobKeys {
  const words = titleWords(title).join(' ');
  return { titleKey: (words || foldText(title)).slice(0, 200), placeKey: placeId ?? foldText(city), identifier };
}

/**
 * The same title, no other place and no other number. A number alone is not enough: many sites give every job the number
 * of the organisation.
 */
export function isSameJob(one: JobKeys, other: JobKeys): boolean {
  const isPlace = one.placeKey === other.placeKey || one.placeKey === '' || other.placeKey === '';
  const isOther = one.identifier !== null && other.identifier !== null && one.identifier !== other.identifier;
  return one.titleKey === other.titleKey && isPlace && !isOther;
}
