import { ROLES } from '@hallowerk/contract/accounts/account.ts';
import { useLanguage } from '../shared/composables/useLanguage.ts';
import type { ListedRole } from './role-draft.ts';

/** The name of a role on the screen: its own, or that of the product in the language of the screen. */
export function useRoleName(): (role: Pick<ListedRole, 'name' | 'basedOn'>) => string {
  const { language } = useLanguage();
  return ({ name, basedOn }) => name ?? ROLES.label(basedOn, language.value);
}
