import { execFileSync } from 'node:child_process';

/** The HAProxy lines that everything is tried on; asking for one that cannot be had is an error. */
export const haproxyVersions = ['2.6', '3.4'] as const;
export type HaproxyVersion = (typeof haproxyVersions)[number];

/** Returns the path of a HAProxy of this line: `WAGGLE_HAPROXY_3_4`, or what `hack/haproxy` makes. */
export function haproxyBin(version: HaproxyVersion): string {
  const given = process.env[`WAGGLE_HAPROXY_${version.replace('.', '_')}`];
  return given ?? execFileSync('hack/haproxy', [version], { encoding: 'utf8' }).trim();
}
