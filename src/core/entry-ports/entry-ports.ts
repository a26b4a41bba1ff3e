import { httpBackends, httpDestinations } from '../routing/http-backends.js';
import type { ServiceSpec } from '../services/service-spec.js';
import { claimsOf, tcpBackendName } from './claims.js';
import type { EntryPorts, TakenPort, TcpPart } from './entry-port.js';
import { backendNameProblem, takenPortProblem } from './entry-port-problems.js';

/**
 * Returns what the services' TCP destinations make of which ports. Services come by aclName, destinations by index:
 * where two want the same, the earlier gets it and the later has a problem, in whatever order they are given.
 */
export function entryPorts(specs: readonly ServiceSpec[], taken: readonly TakenPort[]): EntryPorts {
  const parts = tcpParts(specs);
  if (parts.length === 0) return { ports: [], leftOut: [], problems: [] };
  const takenBy = new Map(taken.map(({ port, by }) => [port, by]));
  const names = httpBackendNames(specs);
  const refused = parts.flatMap((part) => {
    const by = takenBy.get(part.destination.srcPort);
    if (by !== undefined) return [{ part, problem: takenPortProblem(part, by) }];
    const owner = names.get(tcpBackendName(part));
    return owner === undefined ? [] : [{ part, problem: backendNameProblem(part, owner) }];
  });
  const isRefused = new Set(refused.map(({ part }) => part));
  const byPort = byNumber(parts.filter((part) => !isRefused.has(part)));
  const decided = [...byPort].map(([port, wanted]) => ({ port, ...claimsOf(wanted) }));
  return {
    ports: decided.map(({ port, claims }) => ({ port, claims })).filter(({ claims }) => claims.length > 0),
    leftOut: [...isRefused, ...decided.flatMap(({ leftOut }) => leftOut)],
    problems: [...refused.map(({ problem }) => problem), ...decided.flatMap(({ problems }) => problems)],
  };
}

function tcpParts(specs: readonly ServiceSpec[]): readonly TcpPart[] {
  const key = ({ aclName, serviceName }: ServiceSpec) => `${aclName} ${serviceName}`;
  return specs
    .filter(({ destinations }) => destinations.some(({ mode }) => mode === 'tcp'))
    .sort((a, b) => (key(a) < key(b) ? -1 : 1))
    .flatMap((spec) =>
      spec.destinations
        .flatMap((destination) => (destination.mode === 'tcp' ? [{ spec, destination }] : []))
        .sort((a, b) => a.destination.index - b.destination.index),
    );
}

/** Names of HTTP backends → service: one for requests that came in by HTTPS may be what another aclName leads to. */
function httpBackendNames(specs: readonly ServiceSpec[]): ReadonlyMap<string, string> {
  return new Map(
    specs.flatMap((spec) =>
      httpDestinations(spec).flatMap((destination) =>
        httpBackends(spec, destination).map(({ name }) => [name, spec.serviceName] as const),
      ),
    ),
  );
}

function byNumber(parts: readonly TcpPart[]): ReadonlyMap<number, readonly TcpPart[]> {
  const ports = new Map<number, TcpPart[]>();
  for (const part of [...parts].sort((a, b) => a.destination.srcPort - b.destination.srcPort)) {
    const { srcPort } = part.destination;
    ports.set(srcPort, [...(ports.get(srcPort) ?? []), part]);
  }
  return ports;
}
