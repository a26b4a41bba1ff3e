import { patternForm } from '../language/pattern-form.js';
import { indexedName } from '../parameters/parameter-name.js';
import { parameterTable as table } from '../parameters/parameter-table.js';
import type { Reader } from '../parameters/reader.js';
import { byDots, type HostAlgorithm, hostMatch } from '../parameters/values/host-algorithm.js';
import type { ParseSettings } from './parse-service.js';
import type { HostMatch } from './service-spec.js';

/** Returns the hosts of a destination, none for any host, or undefined when none of those given can be one. */
export function usableHosts(
  index: number,
  reader: Reader,
  settings: Pick<ParseSettings, 'hostAlgorithm'>,
): readonly HostMatch[] | undefined {
  const algorithm = hostAlgorithm(reader, settings);
  const given = reader.read(table.serviceDomain, index);
  if (given === undefined) return [];
  const usable = hostForms(given, indexedName(table.serviceDomain, index), algorithm, reader);
  return usable.length === 0 ? undefined : usable.map((host) => hostMatch(host, algorithm));
}

/** Returns how the service's hosts are compared. */
export function hostAlgorithm(
  { read }: Pick<Reader, 'read'>,
  settings: Pick<ParseSettings, 'hostAlgorithm'>,
): HostAlgorithm {
  const older = read(table.serviceDomainMatchAll) ? byDots : undefined;
  return read(table.serviceDomainAlgo) ?? older ?? settings.hostAlgorithm;
}

/** Returns those of the given entries that can be compared with a host; the others are reported. */
export function hostForms(
  given: readonly string[],
  parameter: string,
  algorithm: HostAlgorithm,
  { report }: Pick<Reader, 'report'>,
): readonly string[] {
  const takes = patternForm(methodOf(algorithm), hostForm);
  return [...new Set(given)].filter((host) => {
    const good = host.startsWith('*') ? hostForm.test(host) : takes(host);
    if (!good) report(parameter, host, 'is not a host name', 'correct it; until then this host is left out');
    return good;
  });
}

/** The name of a sample fetch tells its matching method, where the pattern is no text. */
function methodOf({ text }: HostAlgorithm): string | undefined {
  return /_(reg|len)(?:\(|$)/.exec(text.toLowerCase())?.[1];
}

/**
 * Visible ASCII without `"`, `#`, `/` and `|`, beginning with neither `:` nor, behind the wildcard, another `*`; not in quotes,
 * which HAProxy took away when values were not quoted.
 */
const hostForm =
  /^(?!'.*'$)\*?[\x21\x24-\x29\x2b-\x2e\x30-\x39\x3b-\x7b\x7d][\x21\x24-\x2e\x30-\x7b\x7d]{0,255}$/;
