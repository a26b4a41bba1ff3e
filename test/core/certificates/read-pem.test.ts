import { createPrivateKey } from 'node:crypto';
import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, it } from 'vitest';
import { readPem } from '../../../src/core/certificates/read-pem.js';
import { certificateAuthority, expired, openssl, selfSigned } from '../../support/certificates.js';

const pair = selfSigned(['a.com', '*.b.com', '10.0.0.1']);
const other = selfSigned(['other.com']);
const rsa = selfSigned(['rsa.com'], { key: 'rsa' });
const root = certificateAuthority('Root');
const intermediate = root.intermediate('Intermediate');
const leaf = intermediate.sign(['leaf.com']);

const exported = (key: string, type: 'sec1' | 'pkcs1' | 'pkcs8', passphrase?: string) => {
  const locked = passphrase === undefined ? {} : { cipher: 'aes-256-cbc', passphrase };
  return String(createPrivateKey(key).export({ type, format: 'pem', ...locked }));
};
/** Takes the first characters of the text away, so that it is another one. */
const damaged = (pem: string) => pem.replace(/\n.{20}/, '\n');
const ruleOf = (text: string) => {
  const read = readPem(text);
  return E.isLeft(read) ? read.left : undefined;
};

describe('reading a certificate', () => {
  it('tells whom it is for and how long', () => {
    const read = readPem(pair.pem);
    expect(read).toMatchObject({
      right: { names: ['a.com', '*.b.com', '10.0.0.1'], subject: 'CN=a.com', pem: pair.pem },
    });
    const { notBefore, notAfter, fingerprint } = E.isRight(read) ? read.right : expect.fail();
    expect(notAfter - notBefore).toBe(30 * 86_400_000);
    expect(fingerprint).toMatch(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/);
  });

  it.each([
    ['its key before it', pair.key + pair.cert],
    ['text around it', `Bag Attributes\n  x: y\n${pair.cert}hello\n${pair.key}bye`],
    ['line breaks of Windows', pair.pem.replaceAll('\n', '\r\n')],
    ['line breaks written \\n', pair.pem.replaceAll('\n', '\\n')],
    ['indented lines', pair.pem.replaceAll('\n', '\n    ')],
    ['no line break between the parts', pair.cert.trim() + pair.key.trim()],
    ['a byte order mark', `\ufeff${pair.pem}`],
    ['its key in the older format', pair.cert + exported(pair.key, 'sec1')],
    ['parameters of its curve', openssl(['ecparam', '-name', 'prime256v1']) + pair.pem],
    [
      'DH parameters',
      `${pair.pem}-----BEGIN X9.42 DH PARAMETERS-----\nAAAA\n-----END X9.42 DH PARAMETERS-----\n`,
    ],
    ['trust settings', openssl(['x509', '-trustout'], pair.cert) + pair.key],
  ])('gives the same for one with %s', (_what, text) => {
    expect(readPem(text)).toMatchObject({ right: { pem: pair.pem } });
  });

  it.each(['p256', 'p384', 'rsa', 'ed25519'] as const)('takes a %s key', (key) => {
    expect(readPem(selfSigned(['a.com'], { key }).pem)).toMatchObject({ _tag: 'Right' });
  });

  it('takes an old RSA format', () => {
    expect(readPem(rsa.cert + exported(rsa.key, 'pkcs1'))).toMatchObject({ right: { pem: rsa.pem } });
  });

  it('keeps the chain in its order, wherever the key stands', () => {
    const pem = leaf.cert + intermediate.cert + root.cert + leaf.key;
    expect(readPem(leaf.key + leaf.cert + intermediate.cert + root.cert)).toMatchObject({ right: { pem } });
    expect(readPem(leaf.cert + leaf.key + intermediate.cert + root.cert)).toMatchObject({ right: { pem } });
  });

  it('takes one that has expired, and one without a subject', () => {
    const old = expired(pair);
    expect(readPem(old.pem)).toMatchObject({ right: { pem: old.pem } });
    const [key, args] = ['ec', ['-pkeyopt', 'ec_paramgen_curve:P-256', '-keyout', '-', '-out', '-']];
    const nameless = openssl([
      ...'req -x509 -nodes -config /dev/null -subj / -newkey'.split(' '),
      key,
      ...args,
    ]);
    expect(readPem(nameless)).toMatchObject({ right: { names: [], subject: '' } });
  });

  it.each([
    ['nothing', '', 'must hold a certificate in PEM'],
    ['no certificate', pair.key, 'must hold a certificate in PEM'],
    ['no key', pair.cert, "must hold the certificate's private key too"],
    ['two keys', pair.pem + other.key, 'must hold one private key; it holds 2'],
    [
      "another certificate's key",
      pair.cert + other.key,
      'must hold the private key of its first certificate',
    ],
    ['a key of another kind', pair.cert + rsa.key, 'must hold the private key of its first certificate'],
    ['its chain first', root.cert + leaf.pem, 'must hold the private key of its first certificate'],
    [
      'a locked key',
      pair.cert + exported(pair.key, 'pkcs8', 'x'),
      'must hold a private key without a passphrase',
    ],
    [
      'a locked key in the older format',
      rsa.cert + exported(rsa.key, 'pkcs1', 'x'),
      'must hold a private key without a passphrase',
    ],
    ['a damaged key', pair.cert + damaged(pair.key), 'must hold a private key that can be read'],
    [
      'a damaged certificate',
      damaged(pair.cert) + pair.key,
      'must hold certificates that can be read; number 1 cannot',
    ],
    [
      'a damaged chain',
      pair.pem + damaged(other.cert),
      'must hold certificates that can be read; number 2 cannot',
    ],
    ['a chain that breaks off', pair.pem + other.cert.slice(0, 200), 'must hold complete PEM blocks'],
  ])('refuses a text with %s', (_what, text, rule) => {
    expect(ruleOf(text)).toBe(rule);
  });

  it('refuses what is too weak for HAProxy', () => {
    const made = (...key: string[]) =>
      openssl([
        ...'req -x509 -nodes -config /dev/null -subj /CN=a -keyout - -out - -newkey'.split(' '),
        ...key,
      ]);
    expect(ruleOf(made('rsa:1024'))).toContain('must have an RSA key of 2048 bits or more');
    expect(ruleOf(made('ec', '-pkeyopt', 'ec_paramgen_curve:prime192v1'))).toContain('on a curve of TLS');
    expect(ruleOf(made('rsa:2048', '-sha1'))).toBeUndefined();
    expect(ruleOf(root.sign(['a.com'], { digest: 'sha1' }).pem)).toBe(
      'must have no certificate that is signed with MD5 or SHA-1',
    );
  });
});
