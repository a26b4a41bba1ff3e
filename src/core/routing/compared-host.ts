/** Returns a host as hosts are compared: lower case, without a port. An IPv6 address keeps its brackets. */
export function comparedHost(host: string): string {
  return host.toLowerCase().replace(/:\d*$/, '');
}
