import type { StaticServices } from '../core/static-services.js';
import type { HttpClient } from '../distribution/http-client.js';
import type { Status } from '../http/status.js';
import type { Clock, Logger } from '../ports.js';
import type { Settings } from '../settings.js';
import type { MetricsRegistry } from '../telemetry/metrics.js';

export interface AppOptions {
  readonly role: Status['role'];
  readonly settings: Settings;
  /** The services that the environment describes. */
  readonly variables: StaticServices;
  readonly version: string;
  readonly templates: string;
  /** Whether the program runs as root, and HAProxy may lock itself into an empty folder. */
  readonly asRoot: boolean;
  readonly log: Logger;
  readonly clock: Clock;
}

/** What both halves are wired with. */
export interface Wiring extends AppOptions {
  readonly client: HttpClient;
  readonly metrics: MetricsRegistry;
}
