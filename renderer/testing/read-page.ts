import type { DOMWrapper, VueWrapper } from '@vue/test-utils';

type Part = VueWrapper | DOMWrapper<Element>;

const oneLine = (text: string) => text.replace(/\s+/g, ' ').trim();

/** Label and value of every `dl` in a part of the page. */
export function factsOf(part: Part): Readonly<Record<string, string>> {
  const terms = part.findAll('dt');
  return Object.fromEntries(
    terms.map((term) => [
      oneLine(term.text()),
      oneLine(term.element.parentElement?.querySelector('dd')?.textContent ?? ''),
    ]),
  );
}

/** The block under a heading: the element that holds both. @throws when there is no such heading. */
export function blockOf(part: Part, heading: string): DOMWrapper<Element> {
  const found = part.findAll('h2, h3, h4').find((element) => oneLine(element.text()) === heading);
  const block = part.findAll('section, div').findLast((element) => element.element === found?.element.parentElement);
  if (block === undefined) throw new Error(`no block "${heading}"`);
  return block;
}

export function headingsOf(part: Part, selector = 'h2, h3, h4'): readonly string[] {
  return part.findAll(selector).map((element) => oneLine(element.text()));
}

export function itemsOf(part: Part): readonly string[] {
  return part.findAll('li').map((item) => oneLine(item.text()));
}

/** What a screen reader calls a control: its label, or else the text in it that is not hidden from it. */
export function accessibleName(element: Element): string {
  const label = element.getAttribute('aria-label');
  if (label !== null) return label.trim();
  const copy = element.cloneNode(true) as Element;
  for (const hidden of copy.querySelectorAll('[aria-hidden="true"]')) hidden.remove();
  return oneLine(copy.textContent);
}
