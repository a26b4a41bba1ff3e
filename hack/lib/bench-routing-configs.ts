import { fileURLToPath } from 'node:url';
import * as E from 'fp-ts/lib/Either.js';
import { createReadServices } from '../../src/core/desired-state.js';
import type { Parameters } from '../../src/core/parameters/parameters.js';
import { createRender } from '../../src/core/render/render.js';
import { createLayOut } from '../../src/core/render/templates.js';
import { haproxyCfg, mapText } from '../../src/core/rendered-config.js';
import { readSettings } from '../../src/settings/read-settings.js';
import { readTemplates } from '../../src/wiring/read-templates.js';
import { parseSettings, renderSettings } from '../../src/wiring/settings-for.js';

/** Name → text of the files that HAProxy reads. */
export type Files = Readonly<Record<string, string>>;

const frame = [
  'global',
  '    nbthread 1',
  'defaults',
  '    mode http',
  '    option http-keep-alive',
  '    option idle-close-on-response',
  '    option redispatch 1',
  '    timeout connect 5s',
  '    timeout client 20s',
  '    timeout server 20s',
  '    timeout http-keep-alive 15s',
  '',
];
/** As careful as ours: what is compared is how requests get there. */
const backend = (name: string, origin: number) => [
  `backend ${name}`,
  '    retry-on conn-failure empty-response',
  '    http-request disable-l7-retry unless { method GET HEAD OPTIONS TRACE PUT DELETE }',
  '    http-request set-header X-Forwarded-Proto https if { ssl_fc }',
  `    server one 127.0.0.1:${origin}`,
  '',
];

/** Returns what one would write by hand for one backend. */
export function bareConfig(port: number, origin: number): Files {
  const frontend = [
    'frontend bare',
    `    bind 127.0.0.1:${port}`,
    '    option forwardfor',
    '    default_backend one',
    '',
  ];
  return { 'haproxy.cfg': [...frame, ...frontend, ...backend('one', origin)].join('\n') };
}

/** Returns what Docker Flow Proxy and its like write: two ACLs and a rule for each service, tried one after the other. */
export function aclConfig(services: readonly Parameters[], port: number): Files {
  const rules = services.flatMap(({ servicePath, serviceDomain }, number) => [
    `    acl path_${number} path_beg ${servicePath}`,
    `    acl host_${number} hdr_beg(host) -i ${serviceDomain}`,
    `    use_backend service_${number} if path_${number} host_${number}`,
  ]);
  const backends = services.flatMap(({ port: origin }, number) =>
    backend(`service_${number}`, Number(origin)),
  );
  const frontend = ['frontend services', `    bind 127.0.0.1:${port}`, '    option forwardfor', ...rules, ''];
  return { 'haproxy.cfg': [...frame, ...frontend, ...backends].join('\n') };
}

/** What Waggle makes of the services, and how long it takes for all of them, and after a change of one. */
export interface WaggleConfig {
  readonly files: Files;
  readonly full: Times;
  readonly change: Times;
}

/** ms. */
export interface Times {
  readonly parse: number;
  /** Compile and render. */
  readonly render: number;
}

export async function waggleConfig(services: readonly Parameters[], port: number): Promise<WaggleConfig> {
  const env = { DEFAULT_PORTS: String(port), EXTRA_GLOBAL: 'nbthread 1' };
  const settings = readSettings({ env, secret: () => undefined });
  if (E.isLeft(settings)) throw new Error(settings.left.join());
  const layOut = createLayOut(
    await readTemplates(fileURLToPath(new URL('../../templates', import.meta.url))),
  );
  const rendering = { ...renderSettings(settings.right), jail: '', errorPages: new Map() };
  const read = createReadServices(parseSettings(settings.right));
  const render = createRender(rendering, layOut);
  const pass = (given: readonly Parameters[]) => {
    const parsed = timed(() => read(given));
    const rendered = timed(() => render(parsed.result.specs));
    return { config: rendered.result.config, times: { parse: parsed.time, render: rendered.time } };
  };
  const { config, times: full } = pass(services);
  const changes = Array.from({ length: 21 }, (_, run) => {
    const changed = services.map((one, at) =>
      at === 0 ? { ...one, servicePath: `/changed-${run}` } : { ...one },
    );
    return pass(changed).times;
  });
  // The services' names are known to nobody: their servers are the one that answers for all.
  const cfg = haproxyCfg(config).replaceAll(/(server \S+) \S+:(\d+) resolvers .*/g, '$1 127.0.0.1:$2');
  return {
    files: {
      'haproxy.cfg': cfg,
      'server-state': '',
      ...Object.fromEntries(config.files),
      ...Object.fromEntries(config.maps.map((map) => [map.name, mapText(map)])),
    },
    full,
    change: {
      parse: median(changes.map(({ parse }) => parse)),
      render: median(changes.map(({ render: time }) => time)),
    },
  };
}

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

function timed<A>(work: () => A): { readonly result: A; readonly time: number } {
  const from = performance.now();
  const result = work();
  return { result, time: performance.now() - from };
}
