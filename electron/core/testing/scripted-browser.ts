import { LOOK_ALIKE_PASSWORD } from './entra-look-alike.ts';

interface Cookie {
  readonly host: string;
  readonly path: string;
  readonly value: string;
}

export interface Page {
  readonly url: string;
  readonly status: number;
  readonly html: string;
}

/** A user with a browser, as far as a form, cookies and redirects go; the stories in `e2e` use a real one. */
export class ScriptedBrowser {
  readonly #cookies = new Map<string, Cookie>();

  /** Signs in at the look-alike, or leaves, and gives the page that it ends on. */
  async signIn(address: string, person: string, action: 'sign-in' | 'cancel' = 'sign-in'): Promise<Page> {
    const form = await this.open(address);
    const filled = new URLSearchParams({ address: person, password: LOOK_ALIKE_PASSWORD, action });
    return this.#submitBack(await this.#visit('POST', form.url, filled));
  }

  open(address: string): Promise<Page> {
    return this.#visit('GET', address);
  }

  post(address: string, fields: Readonly<Record<string, string>>): Promise<Page> {
    return this.#visit('POST', address, new URLSearchParams(fields));
  }

  /** The page that posts itself back to the program (`form_post`). */
  async #submitBack(page: Page): Promise<Page> {
    const action = /<form method="post" action="([^"]+)"/.exec(page.html)?.[1];
    if (action === undefined) return page;
    const fields = [...page.html.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)];
    const body = new URLSearchParams(
      fields.map(([, name, value]): [string, string] => [name ?? '', unescape(value ?? '')]),
    );
    // As a browser finds `localhost`, whatever this machine thinks of ::1.
    return this.#visit('POST', unescape(action).replace('http://localhost:', 'http://127.0.0.1:'), body);
  }

  async #visit(method: string, url: string, body?: URLSearchParams): Promise<Page> {
    const { host, pathname } = new URL(url);
    const own = [...this.#cookies].filter(([, cookie]) => cookie.host === host && pathname.startsWith(cookie.path));
    const cookie = own.map(([name, { value }]) => `${name}=${value}`).join('; ');
    const answer = await fetch(url, {
      method,
      redirect: 'manual',
      headers: { cookie },
      ...(body !== undefined && { body }),
    });
    for (const line of answer.headers.getSetCookie()) this.#keep(host, line);
    const location = answer.headers.get('location');
    if (location !== null) return this.#visit('GET', new URL(location, url).href);
    return { url, status: answer.status, html: await answer.text() };
  }

  #keep(host: string, line: string): void {
    const [pair = '', ...attributes] = line.split(';').map((part) => part.trim());
    const at = pair.indexOf('=');
    const path = attributes.find((part) => part.toLowerCase().startsWith('path='))?.slice(5) ?? '/';
    const name = pair.slice(0, at);
    if (at + 1 === pair.length) this.#cookies.delete(name);
    else this.#cookies.set(name, { host, path, value: pair.slice(at + 1) });
  }
}

function unescape(text: string): string {
  return text.replace(/&#(?:x([0-9a-f]+)|(\d+));|&(amp|quot);/gi, (_all, hex, decimal, name) => {
    if (name !== undefined) return name === 'amp' ? '&' : '"';
    return String.fromCodePoint(hex === undefined ? Number(decimal) : parseInt(hex, 16));
  });
}
