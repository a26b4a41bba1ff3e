import { isLengthRange } from '../language/length-range.js';
import { isRegularExpression } from '../language/regular-expression.js';
import { parameterTable as table } from '../parameters/parameter-table.js';
import type { Reader } from '../parameters/reader.js';
import { type HostAlgorithm, hostMatch } from '../parameters/values/host-algorithm.js';
import { nameOf } from './common-parts.js';
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
  const usable = hostForms(given, nameOf(table.serviceDomain, index), algorithm, reader);
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

const byDots: HostAlgorithm = {
  text: 'hdr_dom(host)',
  match: (pattern) => ({
    kind: 'method',
    method: 'dom',
    pattern: pattern.toLowerCase().replace(/:\d*$/, ''),
  }),
};

/** Returns those of the given entries that can be compared with a host; the others are reported. */
export function hostForms(
  given: readonly string[],
  parameter: string,
  algorithm: HostAlgorithm,
  { report }: Pick<Reader, 'report'>,
): readonly string[] {
  return [...new Set(given)].filter((host) => {
    const good = host.startsWith('*') ? hostForm.test(host) : patternForm(algorithm)(host);
    if (!good) report(parameter, host, 'is not a host name', 'correct it; until then this host is left out');
    return good;
  });
}

/** Returns what an algorithm takes; the name of a sample fetch tells its matching method (manual, section 7.1.2). */
function patternForm({ text }: HostAlgorithm): (pattern: string) => boolean {
  const [, method] = /_(reg|len)(?:\(|$)/.exec(text.toLowerCase()) ?? [];
  if (method === 'reg') return isRegularExpression;
  return method === 'len' ? isLengthRange : (pattern) => hostForm.test(pattern);
}

/** Visible ASCII without `#`, `/` and `|`, beginning with neither `:` nor, behind the wildcard, another `*`. */
const hostForm =
  /^\*?[\x21\x22\x24-\x29\x2b-\x2e\x30-\x39\x3b-\x7b\x7d][\x21\x22\x24-\x2e\x30-\x7b\x7d]{0,255}$/;
