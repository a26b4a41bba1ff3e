import { connect, type PeerCertificate } from 'node:tls';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CertificateFile } from '../../src/core/certificates/certificate.js';
import { renderCertificates } from '../../src/core/certificates/render-certificates.js';
import { usableCertificates } from '../../src/core/certificates/usable-certificates.js';
import { certificateAuthority, type KeyPair, openssl, selfSigned } from '../support/certificates.js';
import { aConfig, type Bench, freePort, openBench } from '../support/haproxy-bench.js';
import { haproxyVersions } from '../support/haproxy-versions.js';

const a = selfSigned(['a.com', '*.a.com']);
const b = selfSigned(['b.com']);
const c = selfSigned(['c.com']);
const other = selfSigned(['a.com', 'new.com'], { key: 'rsa' });

describe.each(haproxyVersions)('certificates of HAProxy %s', (version) => {
  let bench: Bench;
  let ports: readonly [number, number, number];

  beforeEach(async () => {
    bench = await openBench(version);
    ports = [await freePort(), await freePort(), await freePort()];
  });
  afterEach(() => bench.close());

  /** Two TLS ports with these files. */
  const config = (files: Readonly<Record<string, string>>, preferred: readonly string[] = []) => {
    const folder = Object.entries(files).map(
      ([name, pem]): CertificateFile => ({ name, source: 'folder', pem }),
    );
    const [port, ...tls] = ports;
    return aConfig({
      port,
      backends: {},
      routes: {},
      frontend: tls.map((tlsPort) => `bind 127.0.0.1:${tlsPort} ssl crt-list crt-list.txt`),
      certificates: renderCertificates(usableCertificates(folder).usable, { preferred }),
    });
  };
  /** Expects these certificates for the names on both ports; '' is a client that gives no name. */
  const expectServed = async (wanted: Readonly<Record<string, KeyPair>>) => {
    for (const port of ports.slice(1)) {
      for (const [name, pair] of Object.entries(wanted)) {
        expect({ name, served: await served(port, name) }).toEqual({ name, served: fingerprint(pair) });
      }
    }
  };
  const worker = async () => /^Pid: (\d+)$/m.exec(await bench.ask('show info'))?.[1];
  /** A start of its own with the same configuration serves the same. */
  const expectServedFromStart = async (
    wanted: ReturnType<typeof config>,
    expected: Readonly<Record<string, KeyPair>>,
  ) => {
    await bench.close();
    bench = await openBench(version);
    expect(await bench.apply(wanted)).toMatchObject({ kind: 'reload', reasons: [{ kind: 'start' }] });
    await expectServed(expected);
  };

  it('are chosen by the name that the client asks for; the first is for everyone else', async () => {
    await bench.apply(config({ 'a.pem': a.pem, 'b.pem': b.pem }));
    await expectServed({ '': a, 'x.com': a, 'a.com': a, 'www.a.com': a, 'b.com': b });
    expect(await bench.apply(config({ 'a.pem': a.pem, 'b.pem': b.pem }, ['b*']))).toMatchObject({
      reasons: [{ kind: 'certificates' }],
    });
    await expectServed({ '': b, 'x.com': b, 'a.com': a });
  });

  it('are served as they are now, by the same worker and after a start', async () => {
    await bench.apply(config({ 'a b.pem': a.pem, 'b.pem': b.pem }));
    const before = await worker();
    const wanted = config({ 'a b.pem': other.pem, 'b.pem': b.pem });
    expect(await bench.apply(wanted)).toMatchObject({ kind: 'dynamic' });
    const expected = { '': other, 'a.com': other, 'new.com': other, 'www.a.com': other, 'b.com': b };
    await expectServed(expected);
    expect(await worker()).toBe(before);
    await expectServedFromStart(wanted, expected);
  });

  it('are served by the same worker when they are new and last', async () => {
    await bench.apply(config({ 'a.pem': a.pem }));
    const before = await worker();
    const again = selfSigned(['a.com', 'x.com']);
    const wanted = config({ 'a.pem': a.pem, 'b.pem': b.pem, 'c.pem': c.pem, 'd.pem': again.pem });
    expect(await bench.apply(wanted)).toMatchObject({ kind: 'dynamic' });
    const expected = { '': a, 'a.com': a, 'b.com': b, 'c.com': c, 'x.com': again };
    await expectServed(expected);
    expect(await worker()).toBe(before);
    expect(
      await bench.apply(config({ 'a.pem': a.pem, 'b.pem': c.pem, 'c.pem': b.pem, 'd.pem': again.pem })),
    ).toMatchObject({
      kind: 'reload',
    });
    await bench.apply(wanted);
    await expectServedFromStart(wanted, expected);
  });

  it('are the same by reload and by start when two have one name', async () => {
    await bench.apply(config({ 'a.pem': a.pem, 'b.pem': selfSigned(['a.com']).pem }));
    const wanted = config({ 'a.pem': other.pem, 'b.pem': a.pem });
    expect(await bench.apply(wanted)).toMatchObject({ reasons: [{ kind: 'certificates' }] });
    const now = await served(ports[1], 'a.com');
    await bench.close();
    bench = await openBench(version);
    await bench.apply(wanted);
    expect(await served(ports[1], 'a.com')).toBe(now);
  });

  it('are changed by a reload when a command has no room for them', async () => {
    await bench.apply(config({ 'a.pem': a.pem }));
    const long = other.cert + certificateAuthority().cert.repeat(40) + other.key;
    expect(await bench.apply(config({ 'a.pem': long }))).toMatchObject({
      kind: 'reload',
      reasons: [{ kind: 'runtime_failed' }],
    });
    await expectServed({ 'a.com': other });
  });

  it("follow the operator's own list, with its options and filters", async () => {
    const list = (pem: string) => {
      const files = [
        { name: '/certs/a b.pem', source: 'list', pem: a.pem },
        { name: '/certs/b.pem', source: 'list', pem },
      ] as const;
      const crtList =
        '# ours\n/certs/b.pem [alpn h2] filter.com *.b.com !www.b.com\n/certs/gone.pem\n/certs/b.pem\n';
      const [port, tls] = ports;
      const { usable } = usableCertificates(files);
      return aConfig({
        port,
        backends: {},
        routes: {},
        frontend: [`bind 127.0.0.1:${tls} ssl crt-list crt-list.txt`],
        certificates: renderCertificates([...usable, ...serviceCertificate], { preferred: [], crtList }),
      });
    };
    const serviceCertificate = usableCertificates([{ name: 'c', source: 'service', pem: c.pem }]).usable;
    await bench.apply(list(b.pem));
    expect(await served(ports[1], 'filter.com')).toBe(fingerprint(b));
    expect(await served(ports[1], 'c.com')).toBe(fingerprint(c));
    const renewed = selfSigned(['b.com'], { key: 'rsa' });
    expect(await bench.apply(list(renewed.pem))).toMatchObject({ kind: 'dynamic' });
    for (const name of ['', 'b.com', 'filter.com', 'x.b.com'])
      expect(await served(ports[1], name)).toBe(fingerprint(renewed));
  });

  it('are left out when they are broken, and the others served', async () => {
    const files = { 'a.pem': a.cert + b.key, 'b.pem': b.pem, 'c.pem': 'nothing' };
    await bench.apply(config(files));
    await expectServed({ '': b, 'b.com': b });
  });

  it('are taken by HAProxy whenever they are taken here', async () => {
    const chain = certificateAuthority().intermediate('Intermediate');
    const leaf = chain.sign(['leaf.com']);
    const made = (...key: readonly string[]) =>
      openssl([...'req -x509 -nodes -config /dev/null -subj / -keyout - -out - -newkey'.split(' '), ...key]);
    const files = {
      'chain.pem': leaf.key + leaf.cert + chain.cert,
      'crlf.pem': a.pem.replaceAll('\n', '\r\n'),
      'dh.pem': b.pem + openssl(['dhparam', '-dsaparam', '512']),
      'ed25519.pem': selfSigned(['ed.com'], { key: 'ed25519' }).pem,
      'glued.pem': c.cert.trim() + c.key,
      'p384.pem': selfSigned(['p384.com'], { key: 'p384' }).pem,
      'pss.pem': made('rsa-pss', '-pkeyopt', 'rsa_keygen_bits:2048'),
      'rsa.pem': other.pem,
      'sha1.pem': made('rsa:2048', '-sha1'),
      'secp224.pem': made('ec', '-pkeyopt', 'ec_paramgen_curve:secp224r1'),
      'text.pem': `text\n${a.cert}text\n${a.key}text`,
    };
    const wanted = config(files);
    expect([...wanted.certificates.keys()]).toHaveLength(Object.keys(files).length);
    await bench.apply(wanted);
    await expectServed({ 'leaf.com': leaf, 'c.com': c });
  });
});

/** Returns the fingerprint of the certificate that a client gets who asks for this name. */
function served(port: number, servername: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const name = servername === '' ? {} : { servername };
    const socket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false, ...name }, () => {
      const certificate: PeerCertificate = socket.getPeerCertificate();
      resolve(certificate.fingerprint256);
      socket.destroy();
    });
    socket.on('error', reject);
  });
}

function fingerprint({ pem }: KeyPair): string | undefined {
  return usableCertificates([{ name: '', source: 'folder', pem }]).usable[0]?.certificate.fingerprint;
}
