import { resolve } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import type { CertificateFile } from '../core/certificates/certificate.js';
import { certificateProblem } from '../core/certificates/certificate-problem.js';
import { listLines } from '../core/certificates/operator-list.js';
import { readAuthorities } from '../core/certificates/read-authorities.js';
import type { Problem } from '../core/problem.js';
import { filesIn, readText } from './files-in.js';

/** Where certificates are. An empty path is one that is not set. */
export interface CertificatePlaces {
  readonly certsDir: string;
  readonly secretsDir: string;
  /** Authorities of clients' certificates (CA_FILE). */
  readonly caFile: string;
  /** The operator's own crt-list (CRT_LIST_PATH). */
  readonly crtListPath: string;
}

/** The files around TLS as data: they hold private keys. */
export interface CertificateFiles {
  readonly certificates: readonly CertificateFile[];
  /** PEM of the authorities; undefined when there are none, or none that can be used. */
  readonly clientCa: string | undefined;
  /** Text of the operator's crt-list; undefined when there is none, or it cannot be read. */
  readonly crtList: string | undefined;
  readonly problems: readonly Problem[];
}

type Found = Pick<CertificateFiles, 'certificates' | 'problems'>;

/**
 * Reads what there is now: every file of the folder and every secret `cert-*` or `cert_*`, or what the operator's
 * crt-list names in their place. What cannot be read is a problem, a folder that is not there has no files; it never
 * rejects.
 */
export async function readCertificates(places: CertificatePlaces): Promise<CertificateFiles> {
  const { caFile, crtListPath } = places;
  const crtList = await setFile(
    crtListPath,
    E.right,
    'let the program read it; until then every certificate is used',
  );
  const ca = await setFile(
    caFile,
    readAuthorities,
    'give certificates in PEM; until then no client certificate is trusted',
  );
  const found = crtList.text === undefined ? await everyCertificate(places) : await listed(crtList.text);
  return {
    certificates: found.certificates,
    clientCa: ca.text,
    crtList: crtList.text,
    problems: [...crtList.problems, ...ca.problems, ...found.problems],
  };
}

/** Reads a file whose path is a setting. */
async function setFile(path: string, check: (text: string) => E.Either<string, string>, advice: string) {
  if (path === '') return { text: undefined, problems: [] };
  const checked = E.chain(check)(await readText(path));
  return E.isRight(checked)
    ? { text: checked.right, problems: [] }
    : { text: undefined, problems: [certificateProblem(path, checked.left, advice)] };
}

async function everyCertificate({
  certsDir,
  secretsDir,
  caFile,
  crtListPath,
}: CertificatePlaces): Promise<Found> {
  const others = new Set([caFile, crtListPath].filter((path) => path !== '').map((path) => resolve(path)));
  const own = ({ path }: { path: string }) => !others.has(resolve(path));
  const inFolder = (await filesIn(certsDir)).filter(own);
  const secrets = (await filesIn(secretsDir)).filter(({ name }) => /^cert[-_]/.test(name)).filter(own);
  const read = await Promise.all([
    ...inFolder.map(({ name, path }) => readOne(name, 'folder', path)),
    ...secrets.map(({ name, path }) => readOne(name, 'secret', path)),
  ]);
  return together(read.filter(({ certificates: [file] }) => file === undefined || !isSideFile(file)));
}

/** The list's relative paths begin at the root: there Docker Flow Proxy runs HAProxy. */
async function listed(crtList: string): Promise<Found> {
  const names = [...new Set(listLines(crtList).map(({ file }) => file))];
  return together(await Promise.all(names.map((name) => readOne(name, 'list', resolve('/', name)))));
}

/** What HAProxy or a certificate authority keeps beside a certificate: nobody takes it for one. */
function isSideFile({ name, pem }: CertificateFile): boolean {
  const ending = /\.(key|csr|dh|ocsp|issuer|sctl|srl|crl|txt|md)$/i.test(name);
  return ending && !pem.includes('CERTIFICATE-----');
}

async function readOne(name: string, source: CertificateFile['source'], path: string): Promise<Found> {
  const pem = await readText(path);
  if (E.isRight(pem)) return { certificates: [{ name, source, pem: pem.right }], problems: [] };
  const advice = 'let the program read it; until then it is left out';
  return { certificates: [], problems: [certificateProblem(name, pem.left, advice)] };
}

function together(found: readonly Found[]): Found {
  return {
    certificates: found.flatMap(({ certificates }) => certificates),
    problems: found.flatMap(({ problems }) => problems),
  };
}
