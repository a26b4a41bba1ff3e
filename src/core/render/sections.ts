import type { Destination, ServiceSpec } from '../parameters/service-spec.js';
import type { Section } from '../rendered-config.js';
import { backendName } from '../routing/routes-of.js';
import { quote } from './quote.js';
import { serversOf } from './servers.js';
import type { LayOut } from './templates.js';
import type { BackendView } from './view.js';

/** Returns the backend of one destination. */
export function backendSection(spec: ServiceSpec, destination: Destination, layOut: LayOut): Section {
  const name = backendName(spec, destination);
  const view: BackendView = {
    name,
    connectionMode: spec.connectionMode ?? '',
    timeoutServer: destination.timeoutServer ?? 0,
    timeoutTunnel: destination.timeoutTunnel ?? 0,
    // Quoted twice: the outer word is the file's, the inner ones are the arguments of regsub.
    rewrites: destination.rewrites.map(({ search, replace }) =>
      quote(`path,regsub(${quote(search)},${quote(replace)})`),
    ),
    servers: serversOf(spec, destination).line,
  };
  return {
    name: `backend ${name}`,
    kind: 'backend',
    service: spec.serviceName,
    text: layOut('backend.cfg.njk', view),
  };
}
