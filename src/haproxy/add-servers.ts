import type { DynamicBackend } from '../core/rendered-config.js';
import type { AskWorker } from './ask-worker.js';
import { confirmed, silent } from './confirmed.js';

/** A server of a backend that was added at run time. */
export interface NewServer {
  readonly backend: DynamicBackend;
  /** Its name: one of those that the files give the backend's servers. */
  readonly server: string;
  readonly address: string;
}

/**
 * Gives the worker servers, and lets them serve (management guide, section 9.3: `add server`, `enable health`, `enable server`).
 * Failure RuntimeApiFailed: some of them may be there then.
 */
export async function addServers(ask: AskWorker, servers: readonly NewServer[]): Promise<void> {
  await confirmed(ask, servers.map(addition), 'New server registered.');
  await silent(ask, servers.flatMap(enabling));
}

function addition(added: NewServer): string {
  const { serverOptions, discovery } = added.backend;
  return `add server ${nameOf(added)} ${added.address}:${discovery.port} ${serverOptions}`.trim();
}

/** A dynamic server is not checked before it is told, whatever its words are. */
function enabling(added: NewServer): readonly string[] {
  const isChecked = added.backend.serverOptions.split(' ').includes('check');
  return [...(isChecked ? [`enable health ${nameOf(added)}`] : []), `enable server ${nameOf(added)}`];
}

function nameOf({ backend, server }: NewServer): string {
  return `${backend.discovery.backend}/${server}`;
}
