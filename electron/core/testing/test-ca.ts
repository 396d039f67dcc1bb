import 'reflect-metadata';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  cryptoProvider,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509CertificateGenerator,
} from '@peculiar/x509';
import { createHash, webcrypto } from 'node:crypto';

export interface TestCertificate {
  /** PEM of the authority, for who has to trust it. */
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
  /** Base64 SHA-256 of the public key: for a browser that is to trust this one key. */
  readonly keyHash: string;
}

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const USAGES: webcrypto.KeyUsage[] = ['sign', 'verify'];
const DAY_MS = 86_400_000;

/** An authority that exists for one test run and a certificate of it for `localhost`. */
export async function makeTestCertificate(): Promise<TestCertificate> {
  cryptoProvider.set(webcrypto);
  const [caKeys, keys] = await Promise.all([makeKeys(), makeKeys()]);
  const life = { notBefore: new Date(Date.now() - 60_000), notAfter: new Date(Date.now() + DAY_MS) };
  const ca = await X509CertificateGenerator.createSelfSigned({
    ...life,
    name: 'CN=HalloWerk test authority',
    keys: caKeys,
    signingAlgorithm: ALGORITHM,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      await SubjectKeyIdentifierExtension.create(caKeys.publicKey),
    ],
  });
  const certificate = await X509CertificateGenerator.create({
    ...life,
    subject: 'CN=localhost',
    issuer: ca.subject,
    publicKey: keys.publicKey,
    signingKey: caKeys.privateKey,
    signingAlgorithm: ALGORITHM,
    extensions: [
      new BasicConstraintsExtension(false),
      new SubjectAlternativeNameExtension([{ type: 'dns', value: 'localhost' }]),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
      await AuthorityKeyIdentifierExtension.create(caKeys.publicKey),
    ],
  });
  const spki = await webcrypto.subtle.exportKey('spki', keys.publicKey);
  return {
    ca: `${ca.toString('pem')}\n`,
    cert: `${certificate.toString('pem')}\n`,
    key: toPem(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)),
    keyHash: createHash('sha256').update(Buffer.from(spki)).digest('base64'),
  };
}

function makeKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(ALGORITHM, true, USAGES);
}

function toPem(pkcs8: ArrayBuffer): string {
  const lines =
    Buffer.from(pkcs8)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN PRIVATE KEY-----\n${lines.join('\n')}\n-----END PRIVATE KEY-----\n`;
}
