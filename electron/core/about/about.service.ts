import type { OutboxRepository } from '#db/sync/outbox.repository.ts';
import { AboutPageSchema, type AboutInput, type AboutPage } from '@hallowerk/contract/about/about.ts';
import { CHANGE_OFFLINE, online } from '../online.ts';
import { DesktopError } from '../desktop-error.ts';
import type { ServerClient } from '../server-client/server-client.ts';
import { OfflineError } from '../server-client/server-errors.ts';

/** The page as it was last seen, encrypted on this device beside the preferences. */
const LAST_SEEN = 'about-page';

/** 'Over HalloWerk' (HW-ABT). */
export interface AboutService {
  /** Without a connection as last seen. Throws `DesktopError` OFFLINE when it was never seen on this device. */
  page(): Promise<AboutPage>;
  /** Throws `DesktopError` OFFLINE and `ServerProblem` 400 with faults, 403, 409 `changed_meanwhile`. */
  change(input: { seen: number; about: AboutInput }): Promise<AboutPage>;
}

export function createAboutService(
  client: Pick<ServerClient, 'getAbout' | 'changeAbout'>,
  local: Pick<OutboxRepository, 'preferences' | 'setPreference'>,
): AboutService {
  function keep(page: AboutPage): AboutPage {
    if (JSON.stringify(local.preferences()[LAST_SEEN]) !== JSON.stringify(page)) local.setPreference(LAST_SEEN, page);
    return page;
  }

  return {
    async page() {
      try {
        return keep(await client.getAbout({}));
      } catch (error) {
        if (!(error instanceof OfflineError)) throw error;
        const seen = AboutPageSchema.safeParse(local.preferences()[LAST_SEEN]);
        if (seen.success) return seen.data;
        const text = 'Er is geen verbinding met de server, en deze pagina is hier nog niet eerder geopend.';
        throw new DesktopError('OFFLINE', text, { cause: error });
      }
    },
    change: async (body) => keep(await online(client.changeAbout({ body }), CHANGE_OFFLINE)),
  };
}
