/** What can stand in the slots of a template such as 'Ik werk als {occupation}.' */
export type SlotValues = Partial<Record<'occupation' | 'years' | 'place' | 'skill' | 'hobby', string | number>>;

/** Fills the slots of a template; throws when a slot has no value, so that no text ever shows a bare slot. */
export function fillSlots(template: string, values: SlotValues): string {
  return template.replace(/\{(\w+)\}/g, (slot, name: string) => {
    const value = (values as Record<string, string | number | undefined>)[name];
    if (value === undefined) throw new Error(`No value for ${slot} in: ${template}`);
    return String(value);
  });
}
