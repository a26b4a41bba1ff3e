import type { EntryPort, TakenPort } from '../entry-ports/entry-port.js';
import { entryPorts } from '../entry-ports/entry-ports.js';
import type { Problem } from '../problem.js';
import type { Discovery, Section } from '../rendered-config.js';
import type { ServiceSpec } from '../services/service-spec.js';
import { tcpBackendSections, tcpDiscovery } from './tcp-backend.js';
import { tcpFrontendSections } from './tcp-frontend.js';
import type { TcpDefaultsView } from './tcp-view.js';
import type { LayOut } from './templates.js';

/** What the entry ports of TCP destinations need of the settings. */
export interface TcpSettings {
  /** Ports that something else binds. */
  readonly taken: readonly TakenPort[];
  readonly timeouts: TcpDefaultsView['timeouts'];
  /** Lines of the frontends about logging; backends would only repeat what HAProxy says of them anyway. */
  readonly logLines: readonly string[];
}

export interface TcpParts {
  /** For the end of haproxy.cfg, because of their own `defaults`. */
  readonly sections: readonly Section[];
  readonly discovery: readonly Discovery[];
  readonly problems: readonly Problem[];
}

/** Returns what the services' TCP destinations make: a frontend for each entry port, a backend for each claim to it. */
export function tcpSections(specs: readonly ServiceSpec[], settings: TcpSettings, layOut: LayOut): TcpParts {
  const { ports, problems } = entryPorts(specs, settings.taken);
  if (ports.length === 0) return { sections: [], discovery: [], problems };
  const claims = ports.flatMap((port) => port.claims);
  return {
    sections: [
      defaultsSection(settings, layOut),
      ...ports.flatMap((port) => portSections(port, settings, layOut)),
    ],
    discovery: claims.flatMap(tcpDiscovery),
    problems,
  };
}

/** A part of the frontends, although a `defaults`: it comes and goes with the first and the last of them. */
function defaultsSection({ timeouts }: TcpSettings, layOut: LayOut): Section {
  const { connect, client, server, queue, tunnel } = timeouts;
  const view: TcpDefaultsView = { timeouts: { connect, client, server, queue, tunnel } };
  return { name: 'defaults tcp', kind: 'frontend', text: layOut('tcp-defaults.cfg.njk', view) };
}

function portSections(port: EntryPort, settings: TcpSettings, layOut: LayOut): readonly Section[] {
  return [
    ...tcpFrontendSections(port, settings, layOut),
    ...port.claims.flatMap((claim) => tcpBackendSections(claim, layOut)),
  ];
}
