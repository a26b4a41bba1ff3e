import { describe, expect, it } from 'vitest';
import { capabilitiesOf } from '../../../src/core/capabilities.js';
import type { NamedCertificate } from '../../../src/core/certificates/certificate.js';
import { renderCertificates } from '../../../src/core/certificates/render-certificates.js';
import { usableCertificates } from '../../../src/core/certificates/usable-certificates.js';
import { diff as diffFor } from '../../../src/core/diff.js';
import type { RenderedConfig } from '../../../src/core/rendered-config.js';
import { type Names, selfSigned } from '../../support/certificates.js';
import { aConfig } from '../../support/haproxy-bench.js';

function certificate(name: string, ...names: Names): NamedCertificate {
  const files = [{ name, source: 'list', pem: selfSigned(names).pem }] as const;
  return usableCertificates(files).usable[0] ?? expect.fail();
}
const config = (certificates: readonly NamedCertificate[], crtList?: string) => {
  const list = crtList ?? certificates.map(({ name }) => `${name}\n`).join('');
  const rendered = renderCertificates(certificates, { preferred: [], crtList: list });
  return aConfig({ port: 1, backends: {}, routes: {}, certificates: rendered });
};
const path = (name: string) => `certs/list/${name}.pem`;

const a = certificate('a', 'a.com');
const b = certificate('b', 'b.com');
const c = certificate('c', 'c.com');
const newA = certificate('a', 'a.com', 'more.com');

const diff = (applied: RenderedConfig, wanted: RenderedConfig) =>
  diffFor(applied, wanted, capabilitiesOf('2.6.12'));

describe('changes of certificates', () => {
  it('need no reload when one has another content', () => {
    expect(diff(config([a, b]), config([newA, b]))).toEqual({
      kind: 'dynamic',
      changes: [{ kind: 'certificate', file: path('a'), pem: newA.certificate.pem }],
    });
  });

  it('need no reload when one is new at the end', () => {
    expect(diff(config([a]), config([newA, b, c]))).toEqual({
      kind: 'dynamic',
      changes: [
        { kind: 'certificate', file: path('a'), pem: newA.certificate.pem },
        { kind: 'certificate_added', file: path('b'), pem: b.certificate.pem },
        { kind: 'certificate_added', file: path('c'), pem: c.certificate.pem },
      ],
    });
  });

  it.each([
    ['one goes', config([a, b]), config([a])],
    ['one comes in between', config([a, c]), config([a, b, c])],
    ['their order changes', config([a, b]), config([b, a])],
    ['the first one comes', config([]), config([a])],
    ['the new one has options', config([a], 'a\n'), config([a, b], 'a\nb [alpn h2] b.com\n')],
    ['options change', config([a], 'a x.com\n'), config([a], 'a y.com\n')],
    ['one is listed once more', config([a], 'a\n'), config([a], 'a\na\n')],
  ])('take a reload when %s', (_what, before, after) => {
    expect(diff(before, after)).toEqual({
      kind: 'reload',
      reasons: [{ kind: 'certificates', detail: 'other certificates, or another order' }],
    });
  });

  it('take a reload when a name moves from one to another', () => {
    const [movedTo, movedFrom] = [certificate('a', 'b.com'), certificate('b', 'z.com')];
    expect(diff(config([a, b]), config([movedTo, movedFrom]))).toMatchObject({ kind: 'reload' });
  });

  it.each([
    ['had', certificate('b', 'A.com'), newA, undefined],
    ['gets', certificate('b', 'more.com'), newA, undefined],
    ['is listed for', b, newA, 'a b.com\nb\n'],
    ['is listed against', b, newA, 'a [alpn h2] !b.com\nb\n'],
  ])('take a reload when another one has a name that the changed one %s', (_what, other, changed, list) => {
    expect(diff(config([a, other], list), config([changed, other], list))).toEqual({
      kind: 'reload',
      reasons: [{ kind: 'certificates', detail: `${path('a')} changed, and another has a name of it` }],
    });
  });
});
