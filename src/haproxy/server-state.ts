/** A server as `show servers state` lists it (management guide, section 9.3). */
export interface ServerState {
  readonly backend: string;
  readonly server: string;
  /** Has an address that HAProxy believes in: neither missing, nor kept from a name that is gone. */
  readonly resolved: boolean;
  /** Its line, for the state file. */
  readonly line: string;
}

/** The first line of the answer and of a state file: the version of their format. */
const format = '1';
const noAddress = new Set(['-', '0.0.0.0', '::']);
/** The bit of `srv_admin_state` that says "in maintenance because its name does not resolve". */
const unresolvedName = 0x20;

/** Reads the answer to `show servers state [BACKEND]`; lines of another shape are left out. */
export function parseServerStates(answer: string): readonly ServerState[] {
  return answer.split('\n').flatMap((line) => {
    const [, backend, , server, address, , admin] = line.split(' ');
    if (line.startsWith('#') || backend === undefined || server === undefined || address === undefined)
      return [];
    const resolved = !noAddress.has(address) && (Number(admin) & unresolvedName) === 0;
    return [{ backend, server, resolved, line }];
  });
}

/** Dynamic servers that stand in for those of the configuration; see early-servers.ts. */
export const earlyPrefix = 'early-';

export function isEarly({ server }: ServerState): boolean {
  return server.startsWith(earlyPrefix);
}

/**
 * Returns the state file for the next worker, so that it starts with the addresses that this one has found
 * (`server-state-file`, `load-server-state-from-file global`, `init-addr last`). Servers without one are left out:
 * the worker looks for them as it does when it starts. Early servers end with their worker, so that the servers they
 * stand in for get their addresses.
 */
export function serverStateFile(answer: string): string {
  const header = answer.split('\n').find((line) => line.startsWith('#')) ?? '';
  const states = parseServerStates(answer);
  const own = states.filter((state) => !isEarly(state));
  const served = new Set(own.filter(({ resolved }) => resolved).map(({ backend }) => backend));
  const inherited = states.filter((state) => isEarly(state) && !served.has(state.backend));
  const heirs = inherited.flatMap((early) => heirOf(early, own));
  const found = own.filter(({ resolved }) => resolved).map(({ line }) => line);
  return [format, header, ...found, ...heirs, ''].join('\n');
}

/** Returns the line of the server whose place among its backend's own is the early one's number, with its address. */
function heirOf(early: ServerState, own: readonly ServerState[]): readonly string[] {
  const place = Number(early.server.slice(earlyPrefix.length));
  const heir = own.filter(({ backend }) => backend === early.backend)[place - 1];
  if (heir === undefined) return [];
  const [id, backend, serverId, server, , , , ...others] = heir.line.split(' ');
  const running = '2';
  const noMaintenance = '0';
  return [
    [id, backend, serverId, server, early.line.split(' ')[4], running, noMaintenance, ...others].join(' '),
  ];
}

/** A state file that says nothing. */
export const emptyServerStateFile = `${format}\n`;
