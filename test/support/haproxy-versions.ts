import { execFileSync } from 'node:child_process';

/** The HAProxy lines that are supported; asking for one that cannot be had is an error. */
export const allHaproxyVersions = ['2.6', '3.0', '3.2', '3.4'] as const;
export type HaproxyVersion = (typeof allHaproxyVersions)[number];

/** The oldest and the newest of them: everything is tried on these. */
export const haproxyVersions = ['2.6', '3.4'] as const;

/** Returns the path of a HAProxy of this line: `WAGGLE_HAPROXY_3_4`, or what `hack/haproxy` makes. */
export function haproxyBin(version: HaproxyVersion): string {
  const given = process.env[`WAGGLE_HAPROXY_${version.replace('.', '_')}`];
  return given ?? execFileSync('hack/haproxy', [version], { encoding: 'utf8' }).trim();
}
