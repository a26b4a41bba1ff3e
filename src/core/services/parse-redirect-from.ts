import { indexedName } from '../parameters/parameter-name.js';
import { parameterTable as table } from '../parameters/parameter-table.js';
import type { Reader } from '../parameters/reader.js';
import { hostMatch } from '../parameters/values/host-algorithm.js';
import { comparedHost } from '../routing/compared-host.js';
import { hostMatches } from '../routing/host-matches.js';
import type { ParseSettings } from './parse-service.js';
import type { HostMatch, HttpDestination } from './service-spec.js';
import { hostAlgorithm, hostForms } from './usable-hosts.js';

/** Returns the hosts that are redirected to the destination's first host, without those that would go round in circles. */
export function parseRedirectFrom(
  index: number,
  reader: Reader,
  settings: Pick<ParseSettings, 'hostAlgorithm'>,
): HttpDestination['redirectFrom'] {
  const given = reader.read(table.redirectFromDomain, index);
  if (given === undefined) return undefined;
  const parameter = indexedName(table.redirectFromDomain, index);
  const to = (reader.read(table.serviceDomain, index) ?? [])
    .find((host) => targetForm.test(host))
    ?.toLowerCase();
  if (to === undefined) {
    const advice = 'set serviceDomain to the host to redirect to, without a wildcard';
    reader.report(parameter, given.join(), 'has no effect: there is no serviceDomain to redirect to', advice);
    return undefined;
  }
  const algorithm = hostAlgorithm(reader, settings);
  const hosts = hostForms(given, parameter, algorithm, reader).flatMap((entry): readonly HostMatch[] => {
    const match = comparable(hostMatch(entry, algorithm), entry);
    if (!hostMatches(match, comparedHost(to))) return [match];
    const advice = 'take it away, or compare whole hosts with serviceDomainAlgo=hdr(host)';
    reader.report(
      parameter,
      entry,
      `is ignored: ${to} matches it, and would be redirected to itself`,
      advice,
    );
    return [];
  });
  return hosts.length === 0 ? undefined : { hosts, to };
}

const targetForm = /^[A-Za-z0-9._-]{1,255}(:\d{1,5})?$/;

/** A sample fetch other than the Host header says nothing of the host that was asked for. */
function comparable(match: HostMatch, entry: string): HostMatch {
  return match.kind === 'fetch' ? { kind: 'exact', host: entry.toLowerCase() } : match;
}
