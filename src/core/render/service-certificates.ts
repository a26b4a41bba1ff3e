import type { NamedCertificate } from '../certificates/certificate.js';
import type { Problem } from '../problem.js';
import type { ServiceSpec } from '../services/service-spec.js';

/**
 * Returns the certificates among services' parameters. Of two with one name HAProxy would serve the first only: it is that of
 * the first service by aclName, and the other is reported. The same certificate twice is nothing to speak of.
 */
export function serviceCertificates(specs: readonly ServiceSpec[]): {
  readonly certificates: readonly NamedCertificate[];
  readonly problems: readonly Problem[];
} {
  const owners = new Map<string, { readonly service: string; readonly certificate: NamedCertificate }>();
  const problems: Problem[] = [];
  const withOne = specs.filter(({ certificate }) => certificate !== undefined);
  for (const { certificate, serviceName } of withOne.sort((a, b) => (a.aclName < b.aclName ? -1 : 1))) {
    if (certificate === undefined) continue;
    const owner = owners.get(certificate.name);
    if (owner === undefined) owners.set(certificate.name, { service: serviceName, certificate });
    else if (owner.certificate.certificate.fingerprint !== certificate.certificate.fingerprint)
      problems.push(taken(serviceName, owner.service, certificate.name));
  }
  return { certificates: [...owners.values()].map(({ certificate }) => certificate), problems };
}

function taken(service: string, owner: string, name: string): Problem {
  return {
    service,
    parameter: 'serviceCert',
    value: '(not shown)',
    rule: `is for ${name}, and so is the certificate of service ${owner}`,
    advice: 'give the certificate of a host to one service only; until then this one is left out',
  };
}
