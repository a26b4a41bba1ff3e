import { parameterTable as table } from './parameter-table.js';
import type { Reader } from './reader.js';
import type { ServiceCertificate } from './service-spec.js';

/** Returns the certificate among a service's parameters, named after its first host, or else the service. */
export function parseServiceCertificate(
  serviceName: string,
  { read }: Reader,
): ServiceCertificate | undefined {
  const pem = read(table.serviceCert);
  if (pem === undefined) return undefined;
  const [host] = read(table.serviceDomain) ?? read(table.serviceDomain, 1) ?? [];
  const name = (host ?? serviceName).replace(/^\*\.?/, 'wildcard.').replace(/[^A-Za-z0-9._-]/g, '_');
  return { name, pem };
}
