import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CertificateSource, NamedCertificate } from '../../../src/core/certificates/certificate.js';
import { certificatePath } from '../../../src/core/certificates/certificate-path.js';
import { renderCertificates } from '../../../src/core/certificates/render-certificates.js';
import { usableCertificates } from '../../../src/core/certificates/usable-certificates.js';
import { selfSigned } from '../../support/certificates.js';

const { pem } = selfSigned(['a.com']);

function named(name: string, source: CertificateSource = 'folder', text = name): NamedCertificate {
  const dates = { notBefore: 0, notAfter: 1 };
  return { name, source, certificate: { pem: text, names: [], subject: '', fingerprint: '', ...dates } };
}
const lines = (...parameters: Parameters<typeof renderCertificates>) =>
  renderCertificates(...parameters)
    .crtList.trim()
    .split('\n');

describe('certificates for HAProxy', () => {
  it('are those that can be used; the others are reported', () => {
    const files = [
      { name: 'good.pem', source: 'folder', pem },
      { name: 'cert-bad', source: 'secret', pem: 'nothing' },
    ] as const;
    expect(usableCertificates(files)).toMatchObject({
      usable: [{ name: 'good.pem', source: 'folder', certificate: { pem } }],
      problems: [
        {
          service: '(certificates)',
          parameter: 'cert-bad',
          value: '',
          rule: 'must hold a certificate in PEM',
        },
      ],
    });
  });

  it('come in the order of their names, the preferred ones first in the order of the patterns', () => {
    const all = [named('b.pem'), named('c.com.pem'), named('a.pem', 'secret'), named('d.com.pem')];
    expect(lines(all, { preferred: [] })).toEqual([
      'certs/secret/a.pem.pem',
      'certs/folder/b.pem.pem',
      'certs/folder/c.com.pem.pem',
      'certs/folder/d.com.pem.pem',
    ]);
    expect(lines(all, { preferred: ['d.com.pem', '*.com.pem', 'b'] })).toEqual([
      'certs/folder/d.com.pem.pem',
      'certs/folder/c.com.pem.pem',
      'certs/secret/a.pem.pem',
      'certs/folder/b.pem.pem',
    ]);
  });

  it("follow the operator's own list, which keeps its options and loses what cannot be used", () => {
    const listed = [named('/certs/x.pem', 'list'), named('y', 'list'), named('demo', 'service')];
    const crtList =
      '# mine\n/certs/x.pem [alpn h2] x.com !y.com\r\n\n/certs/broken.pem\n  y *\n/certs/x.pem z.com';
    const rendered = renderCertificates(listed, { preferred: ['*'], crtList });
    expect(rendered.crtList).toBe(
      [
        'certs/list/%2fcerts%2fx.pem.pem [alpn h2] x.com !y.com\n',
        'certs/list/y.pem *\n',
        'certs/list/%2fcerts%2fx.pem.pem z.com\n',
        'certs/service/demo.pem\n',
      ].join(''),
    );
    expect([...rendered.certificates.values()]).toEqual(['/certs/x.pem', 'y', 'demo']);
  });

  it('are nothing where there is none', () => {
    expect(renderCertificates([], { preferred: ['*'] })).toEqual({ crtList: '', certificates: new Map() });
  });

  it('are one where two have the same name and source: the first', () => {
    const two = [named('demo', 'service', 'first'), named('demo', 'service', 'second')];
    const { crtList, certificates } = renderCertificates(two, { preferred: [] });
    expect(crtList).toBe('certs/service/demo.pem\n');
    expect([...certificates]).toEqual([['certs/service/demo.pem', 'first']]);
  });

  it('have names that stay in their folder, break no list and differ from each other', () => {
    const name = fc.oneof(fc.string(), fc.string({ unit: 'grapheme', minLength: 20, maxLength: 300 }));
    fc.assert(
      fc.property(name, name, (a, b) => {
        const path = certificatePath({ source: 'folder', name: a });
        expect(path).toMatch(/^certs\/folder\/[\w.%~-]{0,200}\.pem$/);
        expect(path === certificatePath({ source: 'folder', name: b })).toBe(a === b);
      }),
    );
  });
});
