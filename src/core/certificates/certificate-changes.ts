import * as E from 'fp-ts/lib/Either.js';
import type { CertificateChange, ReloadReason } from '../plan.js';
import type { RenderedConfig } from '../rendered-config.js';
import { certificateNames } from './certificate-names.js';
import { listLines } from './operator-list.js';
import { pemBlocks } from './pem-blocks.js';
import { readChain } from './read-chain.js';
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
  const rival = changed.length === 0 ? undefined : firstWithRival(changed, [applied, wanted]);
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
 * change another one would be served than after a start. And a name that moves would be nobody's for a moment. So this
 * returns a file that has, had or gets a name that another one has, had or gets.
 */
function firstWithRival(changed: readonly string[], configs: readonly RenderedConfig[]): string | undefined {
  const namesOf = new Map<string, Set<string>>();
  const addNames = (file: string, names: readonly string[]) =>
    namesOf.set(file, new Set([...(namesOf.get(file) ?? []), ...names.map((name) => name.toLowerCase())]));
  for (const { certificates, files } of configs) {
    for (const [file, pem] of certificates) addNames(file, namesInPem(pem));
    for (const { file, rest } of listLines(files.get(crtListFile) ?? '')) addNames(file, filtersIn(rest));
  }
  const holders = new Map<string, number>();
  for (const names of namesOf.values()) {
    for (const name of names) holders.set(name, (holders.get(name) ?? 0) + 1);
  }
  return changed.find((file) => [...(namesOf.get(file) ?? [])].some((name) => (holders.get(name) ?? 0) > 1));
}

function namesInPem(pem: string): readonly string[] {
  const chain = E.chain(readChain)(pemBlocks(pem));
  return E.isRight(chain) ? certificateNames(chain.right[0]) : [];
}

/** Returns the names in a line of the list, which HAProxy takes in place of those in the certificate. */
function filtersIn(rest: string): readonly string[] {
  return rest.replace(/^\s*\[[^\]]*\]/, '').match(/[^\s!]+/g) ?? [];
}
