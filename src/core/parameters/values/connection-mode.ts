import { type FromText, fromText } from '../../codecs.js';
import type { ConnectionMode } from '../../services/service-spec.js';

/** Every spelling that is understood → what HAProxy calls it now (forceclose was renamed in 2.0). */
const modes: ReadonlyMap<string, ConnectionMode> = new Map([
  ['http-keep-alive', 'http-keep-alive'],
  ['http-server-close', 'http-server-close'],
  ['httpclose', 'httpclose'],
  ['forceclose', 'httpclose'],
]);

export const ConnectionModeText: FromText<ConnectionMode> = fromText(
  'must be one of http-keep-alive, http-server-close, httpclose (HAProxy no longer has http-tunnel)',
  (text) => modes.get(text.trim()),
  String,
);
