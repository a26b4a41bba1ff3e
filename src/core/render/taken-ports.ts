import type { TakenPort } from '../entry-ports/entry-port.js';
import { boundPorts } from './binds.js';
import type { RenderSettings } from './render-settings.js';
import { ownPort } from './statistics.js';

/** Returns the ports that no service can have for its connections, and whose they are. */
export function takenPorts(settings: RenderSettings, hasCertificates: boolean): readonly TakenPort[] {
  const statistics = ownPort(settings);
  return [
    ...boundPorts(settings, hasCertificates).map(({ port }) => ({ port, by: 'http' as const })),
    { port: settings.apiPort, by: 'api' },
    ...(statistics === undefined ? [] : [{ port: statistics, by: 'statistics' as const }]),
  ];
}
