import type { TakenPort } from '../entry-ports/entry-port.js';
import { boundPorts } from './binds.js';
import type { RenderSettings } from './render-settings.js';
import { hasOwnPort } from './statistics.js';

/** Returns the ports that no service can have for its connections, and whose they are. */
export function takenPorts(settings: RenderSettings, hasCertificates: boolean): readonly TakenPort[] {
  const { statistics, apiPort } = settings;
  return [
    ...boundPorts(settings, hasCertificates).map(({ port }) => ({ port, by: 'http' as const })),
    { port: apiPort, by: 'api' },
    ...(statistics && hasOwnPort(settings) ? [{ port: statistics.port, by: 'statistics' as const }] : []),
  ];
}
