import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { authenticate } from 'mailauth';
import { SMTPServer } from 'smtp-server';
import { afterAll, beforeAll, expect, it, describe } from 'vitest';
import { EMAILS } from '../testing/http-client.ts';
import { startTestServer } from '../testing/test-server.ts';
import { ConfigError, configFromEnvironment, type ServerConfig } from '../config.ts';
import { networkOutbound, type Outbound } from './outbound.ts';

const DOMAIN = 'mail.regio.example';
const SELECTOR = 'hw2026';
const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });

/** A mailbox that keeps what it got, as it came over the wire. */
class Mailbox {
  readonly mails: string[] = [];
  readonly #server = new SMTPServer({
    disabledCommands: ['STARTTLS', 'AUTH'],
    onData: (stream, _session, done) => {
      const parts: Buffer[] = [];
      stream.on('data', (part: Buffer) => parts.push(part));
      stream.on('end', () => {
        this.mails.push(Buffer.concat(parts).toString('utf8'));
        done();
      });
    },
  });

  static async open(): Promise<Mailbox> {
    const mailbox = new Mailbox();
    mailbox.#server.listen(0, '127.0.0.1');
    await once(mailbox.#server.server, 'listening');
    return mailbox;
  }

  get url(): string {
    return `smtp://127.0.0.1:${(this.#server.server.address() as AddressInfo).port}`;
  }

  close(): Promise<void> {
    return new Promise((resolve) => this.#server.close(resolve));
  }
}

/** What a mailbox of somebody else makes of a mail, with the DNS that the domain would have. */
async function judge(mail: string): Promise<{ readonly dkim: string; readonly dmarc: string }> {
  const publicKey = keys.publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
  const answers: Readonly<Record<string, string>> = {
    [`${SELECTOR}._domainkey.${DOMAIN}`]: `v=DKIM1; k=rsa; p=${publicKey}`,
    [`_dmarc.${DOMAIN}`]: 'v=DMARC1; p=reject; adkim=s',
  };
  const resolver = async (name: string, type: string): Promise<string[][]> => {
    const answer = type === 'TXT' ? answers[name] : undefined;
    if (answer === undefined) throw Object.assign(new Error('no such name'), { code: 'ENOTFOUND' });
    return [[answer]];
  };
  const report = await authenticate(mail, {
    ...{ ip: '127.0.0.1', helo: 'server.example', sender: `no-reply@${DOMAIN}`, mta: 'box.example' },
    resolver,
  });
  const [signature] = report.dkim.results;
  return {
    dkim: signature?.status.result ?? 'none',
    dmarc: report.dmarc === false ? 'none' : (report.dmarc?.status.result ?? 'none'),
  };
}

describe('mail that is signed with DKIM', () => {
  let directory: string;
  let mailbox: Mailbox;
  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'hallowerk-dkim-'));
    mailbox = await Mailbox.open();
  });
  afterAll(async () => {
    await mailbox.close();
    rmSync(directory, { recursive: true });
  });

  function keyFile(pem: string | Buffer): string {
    const file = join(directory, `${randomUUID()}.pem`);
    writeFileSync(file, pem, { mode: 0o600 });
    return file;
  }
  const pemOf = (key: typeof keys.privateKey) => key.export({ type: 'pkcs8', format: 'pem' });
  const configured = (more: Record<string, string> = {}): ServerConfig =>
    configFromEnvironment({
      ...{ DATA_DIRECTORY: directory, SMTP_URL: mailbox.url, DKIM_DOMAIN: DOMAIN, DKIM_SELECTOR: SELECTOR },
      DKIM_KEY_FILE: keyFile(pemOf(keys.privateKey)),
      ...more,
    });
  function sender({ smtpUrl, mailSignature = null }: ServerConfig): Outbound {
    return networkOutbound({
      smtpUrl,
      smsProviderUrl: null,
      from: `HalloWerk <no-reply@${DOMAIN}>`,
      signature: mailSignature,
    });
  }
  async function send(outbound: Outbound, text: string): Promise<string> {
    await outbound.sendMail?.({ to: 'sanne@werkgever.example', subject: 'Je uitnodiging – één keer geldig', text });
    outbound.close();
    return mailbox.mails.at(-1) ?? '';
  }

  it('is what a mailbox recognises as mail of the domain, accents, long lines and dots included', async () => {
    const text = `Beste Renée,\n.begin met een punt\n${'lange regel '.repeat(200)}\n\nTot ziens`;
    const mail = await send(sender(configured()), text);
    expect(mail).toMatch(/^DKIM-Signature: /m);
    expect(await judge(mail)).toEqual({ dkim: 'pass', dmarc: 'pass' });
  });

  it('is refused when somebody changed the text or the sender under way', async () => {
    const mail = await send(sender(configured()), 'Open https://regio.example/uitnodiging');
    expect((await judge(mail.replace('regio.example/uit', 'dief.example/uit'))).dkim).not.toBe('pass');
    expect((await judge(mail.replace(/^Subject: .*$/m, 'Subject: Iets anders'))).dkim).toBe('fail');
    expect(await judge(mail.replace(`no-reply@${DOMAIN}>`, 'no-reply@ander.example>'))).not.toMatchObject({
      dmarc: 'pass',
    });
  });

  it('is not signed where no key is set, which the same mailbox sees', async () => {
    const mail = await send(sender({ ...configured(), mailSignature: null }), 'Hallo');
    expect(await judge(mail)).toEqual({ dkim: 'none', dmarc: 'fail' });
  });

  it('needs domain, selector and a usable key together, and says so at the start', () => {
    const half = { DATA_DIRECTORY: directory, DKIM_DOMAIN: DOMAIN };
    expect(() => configFromEnvironment(half)).toThrow(/DKIM_DOMAIN, DKIM_SELECTOR and DKIM_KEY_FILE/);
    const small = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey;
    expect(() => configured({ DKIM_KEY_FILE: keyFile(pemOf(small)) })).toThrow(/2048 bits/);
    expect(() => configured({ DKIM_KEY_FILE: keyFile('geen sleutel') })).toThrow(ConfigError);
    expect(() => configured({ DKIM_KEY_FILE: join(directory, 'weg.pem') })).toThrow(/cannot be read/);
    expect(() => configured({ MAIL_FROM: 'no-reply@ander.example' })).toThrow(/MAIL_FROM/);
    expect(configured({ MAIL_FROM: `hulp@${DOMAIN}` }).mailFrom).toBe(`hulp@${DOMAIN}`);
    expect(configFromEnvironment({ DATA_DIRECTORY: directory }).mailSignature).toBeNull();
  });

  it('is what a whole server sends, soon after an address asks for a new password', async () => {
    const before = mailbox.mails.length;
    const { mailSignature = null, smtpUrl } = configured();
    const outbound = networkOutbound({
      ...{ smtpUrl, smsProviderUrl: null, from: `HalloWerk <no-reply@${DOMAIN}>`, signature: mailSignature },
    });
    await using test = await startTestServer('pglite', { mailSignature }, { outbound });
    const body = JSON.stringify({ email: EMAILS.EMPLOYER });
    const headers = { 'content-type': 'application/json' };
    await fetch(`${test.server.url}/v1/password-resets`, { method: 'POST', headers, body });
    await expect.poll(() => mailbox.mails.length, { timeout: 10_000 }).toBe(before + 1);
    expect(mailbox.mails.at(-1)).toContain('/wachtwoord#');
    expect(await judge(mailbox.mails.at(-1) ?? '')).toEqual({ dkim: 'pass', dmarc: 'pass' });
  });
});
