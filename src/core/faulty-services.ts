import { type RenderedConfig, servicesAtLine, servicesOf } from './rendered-config.js';

/**
 * Returns the services that HAProxy's messages about a configuration are about → the first message about each. Its
 * messages name lines as `haproxy.cfg:12`, also that of a port that cannot be bound when it starts: then all services of
 * the port are meant. Where one thing names another that is not there, they name only the backend it stands in. What
 * belongs to no service is nobody's fault.
 */
export function faultyServices(config: RenderedConfig, output: string): ReadonlyMap<string, string> {
  const faults = new Map<string, string>();
  // Lines that begin with spaces show the text that the message above is about.
  for (const message of output.split('\n').filter((line) => !/^\s/.test(line))) {
    for (const service of servicesMeant(config, message)) {
      if (!faults.has(service)) faults.set(service, message.trim());
    }
  }
  return faults;
}

const places =
  /haproxy\.cfg:(?<line>\d+)|(?:backend|proxy) '(?<backend>[^']+)'|cannot bind (?<address>\S+): /gi;

/** The first place that is somebody's counts: further on, a message quotes what a service gave, which may look like a place. */
function servicesMeant(config: RenderedConfig, message: string): readonly string[] {
  for (const { groups = {} } of message.matchAll(places)) {
    const { line, backend, address } = groups;
    const services = [
      ...(line === undefined ? [] : servicesAtLine(config, Number(line))),
      ...(backend === undefined ? [] : servicesOfBackend(config, backend)),
      ...(address === undefined ? [] : servicesOfAddress(config, address)),
    ];
    if (services.length > 0) return services;
  }
  return [];
}

function servicesOfBackend({ sections }: RenderedConfig, backend: string): readonly string[] {
  const heads = [`\nbackend ${backend}\n`, `\nbackend ${backend} from `];
  const section = sections.find(({ text }) => heads.some((head) => `\n${text}`.includes(head)));
  return section === undefined ? [] : servicesOf(section);
}

/** Those of a `bind` line: who asks whether an address is free before HAProxy does knows no line. */
function servicesOfAddress({ sections }: RenderedConfig, address: string): readonly string[] {
  const binds = (line: string) => {
    const [keyword, list = ''] = line.trim().split(/\s+/);
    return keyword === 'bind' && list.split(',').includes(address);
  };
  const section = sections.find(({ kind, text }) => kind === 'frontend' && text.split('\n').some(binds));
  return section === undefined ? [] : servicesOf(section);
}
