import type { NamedCertificate } from './certificate.js';
import { certificatePath } from './certificate-path.js';
import { listLines } from './operator-list.js';

/** The crt-list that the TLS ports name, relative to HAProxy's configuration folder. */
export const crtListFile = 'crt-list.txt';

export interface CertificateOrder {
  /** Patterns of file names, `*` for any characters: those that match come first, in the order of the patterns. */
  readonly preferred: readonly string[];
  /** The operator's own crt-list: what it names comes first, with the options and filters it gives. */
  readonly crtList?: string | undefined;
}

/** What HAProxy is given: the text of the crt-list, and its files → PEM. Both are empty when there is no certificate. */
export interface RenderedCertificates {
  readonly crtList: string;
  readonly certificates: ReadonlyMap<string, string>;
}

/**
 * Returns the certificates for HAProxy, which takes the first for clients that ask for no name it knows. Of two with
 * the same source and name the first counts.
 */
export function renderCertificates(
  usable: readonly NamedCertificate[],
  { preferred, crtList = '' }: CertificateOrder,
): RenderedCertificates {
  const byPath = new Map([...usable].reverse().map((named) => [certificatePath(named), named]));
  const listed = listLines(crtList)
    .map(({ file, rest }) => ({ path: certificatePath({ source: 'list', name: file }), rest }))
    .filter(({ path }) => byPath.has(path));
  const own = [...byPath.values()].filter(({ source }) => source !== 'list');
  const others = inOrder(own, preferred).map((named) => ({ path: certificatePath(named), rest: '' }));
  const lines = [...listed, ...others];
  return {
    crtList: lines.map(({ path, rest }) => `${path}${rest}\n`).join(''),
    certificates: new Map(lines.map(({ path }) => [path, byPath.get(path)?.certificate.pem ?? ''])),
  };
}

function inOrder(certificates: readonly NamedCertificate[], preferred: readonly string[]) {
  const patterns = preferred.map(wildcard);
  const rank = ({ name }: NamedCertificate) => {
    const first = patterns.findIndex((pattern) => pattern.test(name));
    return first === -1 ? patterns.length : first;
  };
  return [...certificates].sort(
    (a, b) => rank(a) - rank(b) || byText(a.name, b.name) || byText(a.source, b.source),
  );
}

function wildcard(pattern: string): RegExp {
  const parts = pattern.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 's');
}

function byText(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
