/** What a running HAProxy can be told without a reload, beyond what every supported version can. */
export interface Capabilities {
  /** `add backend`, `publish backend`, `del backend` (management guide, section 9.3). */
  readonly dynamicBackends: boolean;
}

/** Returns what a HAProxy of this version (`3.4.1`) can do. */
export function capabilitiesOf(version: string): Capabilities {
  const [major = 0, minor = 0] = version.split('.').map(Number.parseFloat);
  return { dynamicBackends: major > 3 || (major === 3 && minor >= 4) };
}
