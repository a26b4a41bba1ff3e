import type { DynamicBackend, RenderedConfig, Section } from '../../src/core/rendered-config.js';
import { mapText } from '../../src/core/rendered-config.js';
import { revisionOf } from '../../src/core/revision.js';
import { aConfig } from './haproxy-bench.js';

/** A service of nothing but a profile: reached by `/NAME`, found as `tasks.NAME`. */
export interface PlainService {
  readonly name: string;
  readonly port: number;
  readonly slots?: number;
  readonly serverOptions?: string;
}

export interface PlainServices {
  readonly port: number;
  readonly resolvers: readonly string[];
  readonly services: readonly PlainService[];
}

const profile = 'defaults waggle-plain';

/** Returns a configuration that has them as a running worker can be given them. */
export function plainServices({ port, resolvers, services }: PlainServices): RenderedConfig {
  const routes = Object.fromEntries(services.map(({ name }) => [`/${name}`, name]));
  const base = aConfig({ port, resolvers, routes, backends: {} });
  const frame = base.sections
    .filter(({ kind }) => kind === 'frame')
    .map((section) => ({ ...section, text: section.text.replace(/^defaults$/m, 'defaults waggle') }));
  const backends = services.map(dynamicBackend);
  const config = {
    ...base,
    sections: [
      ...frame,
      section('profile', profile, `${profile} from waggle\n    http-response set-header x-profile plain\n`),
      section('frame', 'defaults', 'defaults from waggle\n'),
      ...base.sections.filter(({ kind }) => kind === 'frontend'),
      ...backends.map(backendSection),
    ],
    discovery: backends.map(({ discovery }) => discovery),
  };
  return {
    ...config,
    revision: revisionOf([...config.sections.map(({ text }) => text), ...config.maps.map(mapText)]),
  };
}

function dynamicBackend({ name, port, slots = 4, serverOptions = '' }: PlainService): DynamicBackend {
  const servers = Array.from({ length: slots }, (_, slot) => `${name}-${slot + 1}`);
  return { profile, serverOptions, discovery: { backend: name, hostname: `tasks.${name}`, port, servers } };
}

function backendSection(dynamic: DynamicBackend): Section {
  const { backend, hostname, port, servers } = dynamic.discovery;
  const words = `resolvers docker init-addr last,none ${dynamic.serverOptions}`.trim();
  const line = `server-template ${backend}- 1-${servers.length} ${hostname}:${port} ${words}`;
  const text = `backend ${backend} from ${profile.replace('defaults ', '')}\n    ${line}\n`;
  return { ...section('backend', `backend ${backend}`, text), service: backend, dynamic };
}

function section(kind: Section['kind'], name: string, text: string): Section {
  return { kind, name, text };
}
