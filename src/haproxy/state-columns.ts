/** Columns of a line of `show servers state` and of the state file (management guide, section 9.3). */
export const stateColumn = { backend: 1, serverId: 2, server: 3, fqdn: 17, port: 18 } as const;
