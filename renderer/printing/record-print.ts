import { api } from '../api/app-api.ts';

/** The print dialog opens for these candidates. @throws ORPCError REFUSED when it cannot be recorded. */
export async function recordPrint(ids: readonly string[]): Promise<void> {
  await api().candidates.recordPrint({ ids: [...ids] });
}
