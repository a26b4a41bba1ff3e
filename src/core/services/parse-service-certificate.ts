import * as E from 'fp-ts/lib/Either.js';
import { readPem } from '../certificates/read-pem.js';
import { parameterTable as table } from '../parameters/parameter-table.js';
import type { Reader } from '../parameters/reader.js';
import type { ServiceSpec } from './service-spec.js';

/** Returns the certificate among a service's parameters, if there is one, named after its first host, or else the service. */
export function parseServiceCertificate(
  serviceName: string,
  indexes: readonly number[],
  { read, report }: Reader,
): Pick<ServiceSpec, 'certificate'> {
  const pem = read(table.serviceCert);
  if (pem === undefined) return {};
  const certificate = readPem(pem);
  if (E.isLeft(certificate)) {
    const advice = 'give the certificate, its chain and its private key; until then it is left out';
    report(table.serviceCert.name, pem, certificate.left, advice);
    return {};
  }
  const [host] = indexes.flatMap((index) => read(table.serviceDomain, index) ?? []);
  return { certificate: { name: host ?? serviceName, source: 'service', certificate: certificate.right } };
}
