import { memoised } from './memoised.js';

/** What HAProxy reads, as data: made by render, compared by diff, written by the HAProxy adapter. */
export interface RenderedConfig {
  /** Hash of everything HAProxy would read. */
  readonly revision: string;
  /** haproxy.cfg in reading order; the file is the sections' texts one after the other. */
  readonly sections: readonly Section[];
  readonly maps: readonly MapFile[];
  /** Other files HAProxy opens when it starts (error pages, crt-list, clients' CA), name relative to the configuration folder → text. */
  readonly files: ReadonlyMap<string, string>;
  /** The files that the crt-list names, name relative to the configuration folder → PEM with the private key. */
  readonly certificates: ReadonlyMap<string, string>;
  /** Names that HAProxy has to resolve before it can serve a backend. */
  readonly discovery: readonly Discovery[];
}

/** One section of haproxy.cfg. */
export interface Section {
  /** First line without indentation: `global`, `frontend services`, `backend demo-be8080_0`. */
  readonly name: string;
  readonly kind: 'frame' | 'profile' | 'frontend' | 'backend';
  /** Complete lines, each ending in a line break. */
  readonly text: string;
  /** The service whose parameters made this section: the line → service index. */
  readonly service?: string;
  /** Instead of `service`: all services that share the section, such as one entry port. */
  readonly sharedBy?: readonly string[];
  /** Pieces of the text that are secrets, as they stand there: passwords, hashes. Nobody but HAProxy sees them. */
  readonly hidden?: readonly string[];
  /** Of a backend that a running worker can be given, where it knows the profile. */
  readonly dynamic?: DynamicBackend;
}

/**
 * A backend of nothing but a profile (a named `defaults`, a section of that kind) and servers that are found by name: the
 * Runtime API can add it from HAProxy 3.4 on (`add backend`, management guide, section 9.3).
 */
export interface DynamicBackend {
  /** Name of the section of the profile: `defaults waggle-1f2e3d4c`. */
  readonly profile: string;
  /** Words of its servers behind name and address: `check`, `ssl verify none`. */
  readonly serverOptions: string;
  readonly discovery: Discovery;
}

/**
 * A map file. `match` is how HAProxy searches it: `beg` (a tree, longest prefix wins, order does not matter) or `end`
 * (a list, first entry wins, so the order of entries is part of the content). HAProxy manual, section 7.1.3.
 */
export interface MapFile {
  /** Relative to the configuration folder. */
  readonly name: string;
  readonly match: 'beg' | 'end';
  readonly entries: ReadonlyMap<string, string>;
}

/** The name a backend's servers are found by, for pointing HAProxy at a service the moment its name appears. */
export interface Discovery {
  readonly backend: string;
  readonly hostname: string;
  readonly port: number;
  /** Server names in the order they should be filled; one for a virtual IP, several for tasks. */
  readonly servers: readonly string[];
}

/** Returns haproxy.cfg, for HAProxy: it holds secrets. */
export function haproxyCfg(config: RenderedConfig): string {
  return config.sections.map(({ text }) => text).join('\n');
}

/** Returns haproxy.cfg for people: the same lines, with `(hidden)` in place of every secret. */
export function shownCfg(config: RenderedConfig): string {
  return config.sections.map(shownText).join('\n');
}

function shownText({ text, hidden = [] }: Section): string {
  // The longest first: a secret may begin with another one.
  const byLength = [...hidden].sort((a, b) => b.length - a.length);
  return byLength.reduce((shown, secret) => shown.replaceAll(secret, '(hidden)'), text);
}

/** Returns a map file's text; kept with the map, since it is hashed and written. */
export const mapText = memoised(({ entries }: MapFile): string => {
  let text = '';
  for (const [key, value] of entries) text += `${key} ${value}\n`;
  return text;
});

/** Returns the services that a section belongs to: none, one, or those that share it. */
export function servicesOf({ service, sharedBy = [] }: Section): readonly string[] {
  return service === undefined ? sharedBy : [service];
}

/** Returns the services that a line (from 1) of haproxy.cfg belongs to. */
export function servicesAtLine(config: RenderedConfig, line: number): readonly string[] {
  let end = 0;
  for (const section of config.sections) {
    end += section.text.split('\n').length;
    if (line <= end) return servicesOf(section);
  }
  return [];
}
