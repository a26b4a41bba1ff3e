import { parameterTable as table } from '../parameters/parameter-table.js';
import type { Read } from '../parameters/reader.js';
import type { Destination } from './service-spec.js';

type CommonParts = Pick<Destination, 'outboundHostname' | 'timeoutServer' | 'timeoutTunnel' | 'userDef'>;

/** Returns what destinations of every mode have. */
export function commonParts(index: number, read: Read): CommonParts {
  const outboundHostname = read(table.outboundHostname, index);
  const timeoutServer = read(table.timeoutServer, index);
  const timeoutTunnel = read(table.timeoutTunnel, index);
  const userDef = read(table.userDef, index);
  return {
    ...(outboundHostname && { outboundHostname }),
    ...(timeoutServer && { timeoutServer }),
    ...(timeoutTunnel && { timeoutTunnel }),
    ...(userDef && { userDef }),
  };
}
