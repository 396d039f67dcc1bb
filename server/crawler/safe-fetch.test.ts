import { createServer, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import type { LookupAddress } from 'node:dns';
import { loopbackOutside } from '../testing/job-site.ts';
import { checkedUrl, INTERNET, isGlobalUnicast, OutsideError, type Outside } from './outside-address.ts';
import { createSafeFetch, type FetchLimits, type FetchOrder } from './safe-fetch.ts';

const LIMITS: FetchLimits = { bytes: 100_000, milliseconds: 1_000, redirects: 3 };
const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function listen(listener: RequestListener, address = '127.0.0.1', port = 0): Promise<number> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(port, address, resolve));
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

const HOST = 'www.bakker.nl';
async function answering(
  listener: RequestListener,
  change: Partial<FetchOrder> = {},
  outsideOf: (port: number) => Outside = (port) => loopbackOutside(port, [HOST]),
): Promise<string> {
  const port = await listen(listener);
  const safe = createSafeFetch({ outside: outsideOf(port), limits: LIMITS });
  closing.push(() => safe.close());
  return safe.fetch({ url: `http://${HOST}:${port}/`, kind: 'PAGE', ...change }).then(
    ({ status, body }) => `${status} ${body.length}`,
    (error: unknown) => (error instanceof OutsideError ? error.reason : String(error)),
  );
}
const html = { 'content-type': 'text/html' };

describe('addresses', () => {
  it.each([
    ...['https://localhost/', 'https://localhost./', 'https://LOCALHOST/', 'https://a.localhost/', 'https://intranet/'],
    ...['https://127.0.0.1/', 'https://127.1/', 'https://127.0.1/', 'https://2130706433/', 'https://0x7f000001/'],
    ...['https://0177.0.0.1/', 'https://017700000001/', 'https://0x7f.1/', 'https://127.0.0.1./', 'https://0/'],
    ...['https://0.0.0.0/', 'https://10.0.0.1/', 'https://172.16.0.1/', 'https://172.31.255.255/'],
    ...[
      'https://192.168.0.1/',
      'https://169.254.169.254/latest/meta-data/',
      'https://100.64.0.1/',
      'https://192.0.2.1/',
    ],
    ...[
      'https://198.51.100.7/',
      'https://203.0.113.9/',
      'https://198.18.0.1/',
      'https://224.0.0.1/',
      'https://240.0.0.1/',
    ],
    ...[
      'https://255.255.255.255/',
      'https://192.88.99.1/',
      'https://[::]/',
      'https://[::1]/',
      'https://[::ffff:127.0.0.1]/',
    ],
    ...[
      'https://[::ffff:7f00:1]/',
      'https://[::127.0.0.1]/',
      'https://[::ffff:8.8.8.8]/',
      'https://[64:ff9b::7f00:1]/',
    ],
    ...['https://[64:ff9b:1::a00:1]/', 'https://[2002:7f00:1::]/', 'https://[2001::1]/', 'https://[fc00::1]/'],
    ...[
      'https://[fd12:3456::1]/',
      'https://[fe80::1]/',
      'https://[fec0::1]/',
      'https://[ff02::1]/',
      'https://[2001:db8::1]/',
    ],
    ...['https://[3fff::1]/', 'https://[100::1]/', 'https://[5f00::1]/', 'https://[4000::1]/'],
    ...['https://metadata.google.internal/', 'https://server.local/', 'https://a.home.arpa/', 'https://x.onion/'],
    ...['https://router.lan/', 'https://１２７.０.０.１/', 'https://ⓛocalhost/', 'https://127。0。0。1/'],
  ])('never asks %s, which is not on the internet', (url) => {
    expect(() => checkedUrl(url, INTERNET)).toThrow(new OutsideError('ADDRESS'));
  });

  it.each([
    ...[
      'http://www.bakker.nl/',
      'ftp://www.bakker.nl/',
      'file:///etc/passwd',
      'data:text/html,x',
      'javascript:alert(1)',
    ],
    ...[
      'gopher://www.bakker.nl/',
      'https://a:b@www.bakker.nl/',
      'https://www.bakker.nl@127.0.0.1/',
      'https://www.bakker.nl:22/',
    ],
    ...[
      'https://www.bakker.nl:8443/',
      'https://',
      'geen adres',
      'https://[::1',
      `https://www.bakker.nl/${'a'.repeat(1000)}`,
    ],
    ...['https://1.2.3.4.5.6/', 'https://300.1.1.1/', 'blob:https://www.bakker.nl/x'],
  ])('refuses %s as no address of a page', (url) => {
    expect(() => checkedUrl(url, INTERNET)).toThrow(new OutsideError('URL'));
  });

  it.each([
    ['https://www.bakker.nl/vacatures#lijst', 'https://www.bakker.nl/vacatures'],
    ['https://bäcker.nl/', 'https://xn--bcker-gra.nl/'],
    ['https://8.8.8.8/', 'https://8.8.8.8/'],
    ['https://www.bakker.nl./', 'https://www.bakker.nl./'],
    ['https://www.bakker.nl#@127.0.0.1/', 'https://www.bakker.nl/'],
    ['https://www.bakker.nl\\@127.0.0.1/', 'https://www.bakker.nl/@127.0.0.1/'],
    ['https://www.bakker.nl:80/', 'https://www.bakker.nl:80/'],
  ])('reads %s as %s', (url, href) => {
    expect(checkedUrl(url, INTERNET).href).toBe(href);
  });

  it('takes global addresses only', () => {
    expect(['8.8.8.8', '2606:4700::1111', 'geen'].map(isGlobalUnicast)).toEqual([true, true, false]);
  });

  it('refuses a host of which one address is inside, whatever the others are', async () => {
    const mixed = (port: number): Outside => ({
      ...loopbackOutside(port, [HOST]),
      resolve: async (): Promise<LookupAddress[]> => [
        { address: '127.0.0.1', family: 4 },
        { address: '10.0.0.1', family: 4 },
      ],
    });
    expect(await answering((_request, response) => response.end('x'), {}, mixed)).toBe('ADDRESS');
  });

  it('connects to what was checked: a name server that answers differently the second time wins nothing', async () => {
    let asked = 0;
    let trapped = 0;
    const port = await listen((_request, response) => response.writeHead(200, html).end('goed'));
    await listen(() => trapped++, '127.0.0.2', port);
    const answers = ['127.0.0.1', '127.0.0.2'];
    const safe = createSafeFetch({
      limits: LIMITS,
      outside: {
        ...loopbackOutside(port, [HOST]),
        resolve: async () => [{ address: answers[asked++] ?? '127.0.0.2', family: 4 }],
      },
    });
    closing.push(() => safe.close());
    const order = { url: `http://${HOST}:${port}/`, kind: 'PAGE' as const };
    expect((await safe.fetch(order)).status).toBe(200);
    expect(asked).toBe(1);
    const other = createSafeFetch({
      limits: LIMITS,
      outside: { ...loopbackOutside(port, [HOST]), resolve: async () => [{ address: '127.0.0.2', family: 4 }] },
    });
    closing.push(() => other.close());
    await expect(other.fetch(order)).rejects.toThrow(new OutsideError('ADDRESS'));
    expect(trapped).toBe(0);
  });
});

describe('sites that behave badly', () => {
  it('follows three redirects, and looks at each before it does', async () => {
    const to =
      (location: string): RequestListener =>
      (_request, response) =>
        response.writeHead(302, { location }).end();
    expect(await answering(to('/nog-een'))).toBe('REDIRECTS');
    expect(await answering(to('http://127.0.0.1:1/'))).toBe('URL');
    expect(await answering(to('https://169.254.169.254/'))).toBe('URL');
    expect(await answering(to('//localhost/'))).toBe('URL');
    expect(
      await answering(to('https://[::1]/'), {}, (port) => ({
        ...loopbackOutside(port, [HOST]),
        mayUsePort: () => true,
      })),
    ).toBe('ADDRESS');
    const hops: string[] = [];
    const port = await listen((request, response) => {
      const next = Number(request.url?.slice(1)) + 1;
      if (next > 3) response.writeHead(200, html).end('klaar');
      else response.writeHead(307, { location: `/${next}` }).end();
    });
    const safe = createSafeFetch({ outside: loopbackOutside(port, [HOST]), limits: LIMITS });
    closing.push(() => safe.close());
    const beforeHop = async (url: URL): Promise<void> => void hops.push(url.pathname);
    const answer = await safe.fetch({ url: `http://${HOST}:${port}/0`, kind: 'PAGE', beforeHop });
    expect([Buffer.from(answer.body).toString(), answer.url.pathname, hops]).toEqual([
      'klaar',
      '/3',
      ['/0', '/1', '/2', '/3'],
    ]);
  });

  it('gives up on who is slow: no answer, or drop by drop', async () => {
    expect(await answering(() => undefined)).toBe('SLOW');
    const dripping: RequestListener = (_request, response) => {
      response.writeHead(200, html);
      const timer = setInterval(() => response.write('<p>'), 50);
      response.on('close', () => clearInterval(timer));
    };
    expect(await answering(dripping)).toBe('SLOW');
  });

  it('stops reading at the limit: declared, endless, packed, or packed very tightly', async () => {
    const large = Buffer.alloc(200_000, 'a');
    expect(
      await answering((_request, response) =>
        response.writeHead(200, { ...html, 'content-length': '200000' }).end(large),
      ),
    ).toBe('LARGE');
    const endless: RequestListener = (_request, response) => {
      response.writeHead(200, html);
      const more = (): void => void (response.destroyed || (response.write(large), setImmediate(more)));
      more();
    };
    expect(await answering(endless)).toBe('LARGE');
    const bomb = gzipSync(Buffer.alloc(50_000_000));
    expect(bomb.length).toBeLessThan(LIMITS.bytes);
    expect(
      await answering((_request, response) =>
        response.writeHead(200, { ...html, 'content-encoding': 'gzip' }).end(bomb),
      ),
    ).toBe('LARGE');
  });

  it('sees through a wrong length, a wrong packing and a wrong type', async () => {
    const raw =
      (headers: Record<string, string>, body: string | Buffer): RequestListener =>
      (_request, response) => {
        response.writeHead(200, headers);
        response.write(body);
        response.socket?.end();
      };
    expect(await answering(raw({ ...html, 'content-length': '5000' }, '<p>kort'))).toBe('LENGTH');
    expect(
      await answering((_request, response) =>
        response.writeHead(200, { ...html, 'content-encoding': 'gzip' }).end('geen gzip'),
      ),
    ).toBe('ENCODING');
    expect(
      await answering((_request, response) =>
        response.writeHead(200, { ...html, 'content-encoding': 'rot13' }).end('x'),
      ),
    ).toBe('ENCODING');
    expect(
      await answering((_request, response) => response.writeHead(200, { 'content-type': 'application/pdf' }).end('x')),
    ).toBe('TYPE');
    expect(await answering((_request, response) => response.writeHead(200, html).end('%PDF-1.7'))).toBe('TYPE');
    expect(await answering((_request, response) => response.writeHead(200, html).end(Buffer.from([60, 0, 1, 2])))).toBe(
      'TYPE',
    );
  });

  it('says so when nobody is there, and when the connection is not secure', async () => {
    expect(
      await answering(
        () => undefined,
        { url: 'http://www.bakker.nl:9/' },
        () => loopbackOutside(9, [HOST]),
      ),
    ).toBe('NETWORK');
    expect(
      await answering(
        () => undefined,
        { url: 'https://weg.nl/' },
        () => ({ ...loopbackOutside(443, []), mayUsePort: () => true }),
      ),
    ).toBe('DNS');
    const port = await listen((_request, response) => response.end('geen tls'));
    const secure = { ...loopbackOutside(port, [HOST]), plainHosts: new Set<string>() };
    expect(
      await answering(
        () => undefined,
        { url: `https://${HOST}:${port}/` },
        () => secure,
      ),
    ).toBe('TLS');
    const server = createTlsServer({});
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    closing.push(() => server.close());
    const tlsPort = (server.address() as AddressInfo).port;
    const strict = { ...loopbackOutside(tlsPort, [HOST]), plainHosts: new Set<string>() };
    expect(
      await answering(
        () => undefined,
        { url: `https://${HOST}:${tlsPort}/` },
        () => strict,
      ),
    ).toBe('TLS');
  });

  it('sends no cookies or credentials, and says who it is', async () => {
    const seen: Record<string, unknown>[] = [];
    const listener: RequestListener = (request, response) => {
      seen.push({ ...request.headers });
      response.writeHead(200, { ...html, 'set-cookie': 'a=b' }).end('<p>x');
    };
    const port = await listen(listener);
    const safe = createSafeFetch({ outside: loopbackOutside(port, [HOST]), limits: LIMITS, contact: 'https://g.nl' });
    closing.push(() => safe.close());
    const order = { url: `http://${HOST}:${port}/`, kind: 'PAGE' as const };
    await safe.fetch(order);
    await safe.fetch({ ...order, etag: '"1"', lastModified: 'Mon, 02 Mar 2026 09:00:00 GMT' });
    expect(seen.map(({ cookie, authorization, referer }) => [cookie, authorization, referer])).toEqual(
      [[], []].map(() => [undefined, undefined, undefined]),
    );
    expect(seen[1]).toMatchObject({ 'user-agent': 'HalloWerkBot/1.0 (+https://g.nl)', 'if-none-match': '"1"' });
  });
});
