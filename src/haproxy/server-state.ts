import { isIP } from 'node:net';
import type { Discovery } from '../core/rendered-config.js';
import { stateColumn } from './state-columns.js';

/** A server as `show servers state` lists it (management guide, section 9.3). */
export interface ServerState {
  readonly backend: string;
  readonly server: string;
  /** `10.0.0.1:80`; without an address it says nothing. */
  readonly place: string;
  /** In maintenance because it was told so: it gets no new requests. */
  readonly retired: boolean;
  /** Has an address that HAProxy believes in: neither missing, nor kept from a name that is gone. */
  readonly resolved: boolean;
  /** Its line, for the state file. */
  readonly line: string;
}

/** The first line of the answer and of a state file: the version of their format. */
const format = '1';
const noAddress = new Set(['-', '0.0.0.0', '::']);
/** Bits of `srv_admin_state`: "in maintenance because it was told so", "because its name does not resolve". */
const admin = { maintenance: 0x01, unresolvedName: 0x20 };

/** Reads the answer to `show servers state [BACKEND]`; lines of another shape are left out. */
export function parseServerStates(answer: string): readonly ServerState[] {
  return answer.split('\n').flatMap((line) => {
    const words = line.split(' ', stateColumn.port + 1);
    const [, backend, , server, address, , state] = words;
    if (line.startsWith('#') || backend === undefined || server === undefined || address === undefined)
      return [];
    const is = (bit: number) => (Number(state) & bit) !== 0;
    return [
      {
        backend,
        server,
        place: `${address}:${words[stateColumn.port]}`,
        retired: is(admin.maintenance),
        resolved: !noAddress.has(address) && !is(admin.unresolvedName),
        line,
      },
    ];
  });
}

/** Begins the names of dynamic servers that stand in for those of the configuration; no service's name begins so. */
const earlyPrefix = '_early-';

/** Returns the name of the early server that stands in for a server of the same backend; see early-servers.ts. */
export function earlyName(server: string): string {
  return `${earlyPrefix}${server}`;
}

/** Whether a server is an early one: see early-servers.ts. */
export function isEarly({ server }: Pick<ServerState, 'server'>): boolean {
  return server.startsWith(earlyPrefix);
}

/**
 * Returns the state file for the next worker, so that it starts with the addresses that this one has found
 * (`server-state-file`, `load-server-state-from-file global`, `init-addr last`). Servers without one are left out:
 * the worker looks for them as it does when it starts. Early servers end with their worker, so that the servers they
 * stand in for get their addresses. A backend that was added at run time is in the files by now, where its servers have a name.
 */
export function serverStateFile(answer: string, discovery: readonly Discovery[] = []): string {
  const header = answer.split('\n').find((line) => line.startsWith('#')) ?? '';
  const states = withNames(parseServerStates(answer), discovery);
  const own = states.filter((state) => !isEarly(state));
  const found = own.filter(({ resolved }) => resolved);
  const served = new Set(found.map(nameOf));
  const heirs = states.flatMap((early) => {
    const heir = isEarly(early) ? heirOf(early, own) : undefined;
    return heir === undefined || served.has(nameOf(heir)) ? [] : [inherited(heir, early)];
  });
  return [format, header, ...found.map(({ line }) => line), ...heirs, ''].join('\n');
}

/** Gives dynamic servers, which are known by their address, the names that the files give them; retired ones are left out. */
function withNames(states: readonly ServerState[], discovery: readonly Discovery[]): readonly ServerState[] {
  const nameless = ({ line }: ServerState) => line.split(' ')[stateColumn.fqdn] === '-';
  const backends = new Set(states.filter(nameless).map(({ backend }) => backend));
  const hostnames = new Map(
    discovery
      .filter(({ backend, hostname }) => backends.has(backend) && isIP(hostname) === 0)
      .flatMap(({ backend, hostname, servers }) =>
        servers.map((server) => [`${backend}/${server}`, hostname] as const),
      ),
  );
  return states.flatMap((state) => {
    const hostname = hostnames.get(`${state.backend}/${state.server}`);
    if (hostname === undefined || !nameless(state)) return [state];
    if (state.retired) return [];
    return [{ ...state, line: state.line.split(' ').with(stateColumn.fqdn, hostname).join(' ') }];
  });
}

/** Returns what the servers of one name have in common: backend, host name and port. */
function nameOf({ backend, line }: ServerState): string {
  const words = line.split(' ');
  return [backend, words[stateColumn.fqdn], words[stateColumn.port]].join(' ');
}

function heirOf(early: ServerState, own: readonly ServerState[]): ServerState | undefined {
  return own.find(({ backend, server }) => backend === early.backend && earlyName(server) === early.server);
}

/** Returns the heir's line with the address of the early server. */
function inherited(heir: ServerState, early: ServerState): string {
  const [id, backend, serverId, server, , , , ...others] = heir.line.split(' ');
  const running = '2';
  const noMaintenance = '0';
  const address = early.line.split(' ')[4];
  return [id, backend, serverId, server, address, running, noMaintenance, ...others].join(' ');
}

/** A state file that says nothing. */
export const emptyServerStateFile = `${format}\n`;
