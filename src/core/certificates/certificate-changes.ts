import * as E from 'fp-ts/lib/Either.js';
import type { CertificateChange, ReloadReason } from '../plan.js';
import type { RenderedConfig } from '../rendered-config.js';
import { listLines } from './operator-list.js';
import { readPem } from './read-pem.js';
import { crtListFile } from './render-certificates.js';

/** Returns what the Runtime API can change to get from these certificates to those, or why it takes a reload. */
export function certificateChanges(
  applied: RenderedConfig,
  wanted: RenderedConfig,
): E.Either<ReloadReason, readonly CertificateChange[]> {
  const added = addedFiles(applied, wanted);
  if (added === undefined) return reload('other certificates, or another order');
  const changed = [...applied.certificates.keys()].filter(
    (file) => wanted.certificates.get(file) !== applied.certificates.get(file),
  );
  const namesOf = (file: string) => [
    ...certificateNamesIn(file, applied),
    ...certificateNamesIn(file, wanted),
  ];
  const everyFile = new Set([...applied.certificates.keys(), ...wanted.certificates.keys()]);
  const rival = changed.find((file) => sharesNames(file, [...everyFile], namesOf));
  if (rival !== undefined) return reload(`${rival} changed, and another has a name of it`);
  const change = (kind: CertificateChange['kind']) => (file: string) => ({
    kind,
    file,
    pem: wanted.certificates.get(file) ?? '',
  });
  return E.right([...changed.map(change('certificate')), ...added.map(change('certificate_added'))]);
}

function reload(detail: string): E.Either<ReloadReason, never> {
  return E.left({ kind: 'certificates', detail });
}

/** Returns the files that are new at the end of the list, or undefined where something else is different. */
function addedFiles(applied: RenderedConfig, wanted: RenderedConfig): readonly string[] | undefined {
  const before = applied.files.get(crtListFile) ?? '';
  const after = wanted.files.get(crtListFile) ?? '';
  if (before === after) return [];
  const lines = listLines(after.slice(before.length));
  const isPlain = lines.every(({ file, rest }) => rest === '' && !applied.certificates.has(file));
  return before !== '' && after.startsWith(before) && isPlain ? lines.map(({ file }) => file) : undefined;
}

/**
 * Of certificates with the same name HAProxy serves the first, and one with a new content counts as its last: after a
 * change another one would be served than after a start. And a name that moves would be nobody's for a moment.
 */
function sharesNames(
  file: string,
  everyFile: readonly string[],
  namesOf: (file: string) => readonly string[],
): boolean {
  const own = new Set(namesOf(file));
  return everyFile.some((other) => other !== file && namesOf(other).some((name) => own.has(name)));
}

/** Returns the names in a certificate and in its lines of the list, of which HAProxy takes one or the other. */
function certificateNamesIn(file: string, { certificates, files }: RenderedConfig): readonly string[] {
  const lines = listLines(files.get(crtListFile) ?? '').filter((line) => line.file === file);
  const filters = lines.flatMap(({ rest }) => rest.replace(/^\s*\[[^\]]*\]/, '').match(/[^\s!]+/g) ?? []);
  const read = readPem(certificates.get(file) ?? '');
  return [...filters, ...(E.isRight(read) ? read.right.names : [])].map((name) => name.toLowerCase());
}
