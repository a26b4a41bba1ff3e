import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CertificatePlaces, readCertificates } from '../../src/certs/read-certificates.js';
import { certificateAuthority, selfSigned } from '../support/certificates.js';

const pair = selfSigned(['a.com']);
const ca = certificateAuthority();

describe('reading the files around TLS', () => {
  let root: string;
  let places: CertificatePlaces;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'waggle-'));
    const [certsDir, secretsDir] = [join(root, 'certs'), join(root, 'secrets')];
    places = { certsDir, secretsDir, caFile: '', crtListPath: '' };
    await mkdir(certsDir);
    await mkdir(secretsDir);
  });
  afterEach(() => rm(root, { recursive: true }));

  const put = (path: string, text: string) => writeFile(join(root, path), text);
  const namesOf = async (what = places) =>
    (await readCertificates(what)).certificates.map(({ source, name }) => `${source} ${name}`);

  it('takes every file of the folder, whatever its ending, and the secrets named cert', async () => {
    await put('certs/b.pem', pair.pem);
    await put('certs/a', pair.pem);
    await put('certs/combined.key', pair.pem);
    await mkdir(join(root, 'certs/folder'));
    await symlink(join(root, 'certs/a'), join(root, 'certs/link.crt'));
    await put('secrets/cert-x', pair.pem);
    await put('secrets/cert_y.pem', pair.pem);
    await put('secrets/certificate', pair.pem);
    await put('secrets/dfp_users', 'x');
    expect(await readCertificates(places)).toMatchObject({
      clientCa: undefined,
      crtList: undefined,
      problems: [],
      certificates: [
        { source: 'folder', name: 'a', pem: pair.pem },
        { name: 'b.pem' },
        { name: 'combined.key' },
        { name: 'link.crt', pem: pair.pem },
        { source: 'secret', name: 'cert-x' },
        { source: 'secret', name: 'cert_y.pem' },
      ],
    });
  });

  it('passes over what nobody takes for a certificate', async () => {
    await put('certs/.a.pem.swp', pair.pem);
    await put('certs/a.pem.ocsp', 'binary');
    await put('certs/a.key', pair.key);
    await put('certs/broken.pem', 'nothing');
    expect(await namesOf()).toEqual(['folder broken.pem']);
  });

  it('has nothing where there are no folders', async () => {
    const nowhere = { ...places, certsDir: join(root, 'x'), secretsDir: join(root, 'y') };
    expect(await readCertificates(nowhere)).toEqual({
      certificates: [],
      clientCa: undefined,
      crtList: undefined,
      problems: [],
    });
  });

  it('reports what cannot be read and goes on', async () => {
    await put('certs/a.pem', pair.pem);
    await symlink(join(root, 'gone'), join(root, 'certs/dangling.pem'));
    const read = await readCertificates({
      ...places,
      caFile: join(root, 'ca'),
      crtListPath: join(root, 'l'),
    });
    expect(read.certificates).toMatchObject([{ name: 'a.pem' }]);
    expect(read.problems.map(({ parameter }) => parameter)).toEqual([
      join(root, 'l'),
      join(root, 'ca'),
      'dangling.pem',
    ]);
    for (const { rule } of read.problems) expect(rule).toContain('cannot be read');
  });

  it("reads the authorities of clients' certificates, and does not take them for certificates", async () => {
    await put('certs/ca.pem', `# ours\n${ca.cert}`);
    const caFile = join(root, 'certs/ca.pem');
    expect(await readCertificates({ ...places, caFile })).toMatchObject({
      clientCa: ca.cert,
      certificates: [],
    });
    await put('certs/ca.pem', 'nothing');
    expect(await readCertificates({ ...places, caFile })).toMatchObject({
      clientCa: undefined,
      problems: [{ parameter: caFile, rule: 'must hold a certificate in PEM' }],
    });
  });

  it("reads what the operator's own list names, and nothing else", async () => {
    await put('certs/a.pem', pair.pem);
    await put('certs/other.pem', pair.pem);
    const file = join(root, 'certs/a.pem');
    const crtList = `# list\n${file} [alpn h2] a.com\n${file} b.com\n${join(root, 'gone.pem')}\n`;
    await put('certs/list.txt', crtList);
    const read = await readCertificates({ ...places, crtListPath: join(root, 'certs/list.txt') });
    expect(read).toMatchObject({
      crtList,
      certificates: [{ source: 'list', name: file, pem: pair.pem }],
      problems: [{ parameter: join(root, 'gone.pem') }],
    });
  });
});
