/** What an A4 sheet leaves between margins of 18 mm, see `pageRule`. */
const WIDTH = '174mm';
const HEIGHT = '261mm';

/**
 * How many sheets each of these elements takes when it is printed alone. Columns break by the same rules as sheets, so
 * they are laid out as columns of that size for a moment, and counted.
 */
export function countPages(elements: readonly HTMLElement[]): readonly number[] {
  for (const { style } of elements) {
    Object.assign(style, { width: WIDTH, height: HEIGHT, columnWidth: WIDTH, columnGap: '0', columnFill: 'auto' });
  }
  const counts = elements.map((element) =>
    Math.max(1, Math.round(element.scrollWidth / Math.max(1, element.clientWidth))),
  );
  for (const { style } of elements) {
    Object.assign(style, { width: '', height: '', columnWidth: '', columnGap: '', columnFill: '' });
  }
  return counts;
}
