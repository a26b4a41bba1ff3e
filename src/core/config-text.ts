import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as J from 'fp-ts/lib/Json.js';
import * as t from 'io-ts';
import type { RenderedConfig } from './rendered-config.js';
import { revisionOf } from './revision.js';

const Pairs = t.readonlyArray(t.readonly(t.tuple([t.string, t.string])));

/** What of a rendered configuration is needed to serve it: services' names are not. */
const Body = t.type({
  revision: t.string,
  sections: t.readonlyArray(
    t.type({
      name: t.string,
      kind: t.keyof({ frame: null, profile: null, frontend: null, backend: null }),
      text: t.string,
      hidden: t.readonlyArray(t.string),
    }),
  ),
  maps: t.readonlyArray(t.type({ name: t.string, match: t.keyof({ beg: null, end: null }), entries: Pairs })),
  files: Pairs,
  certificates: Pairs,
  discovery: t.readonlyArray(
    t.type({ backend: t.string, hostname: t.string, port: t.number, servers: t.readonlyArray(t.string) }),
  ),
});

/** Returns a configuration as text: a line with the hash of the rest, and JSON. It holds what the configuration holds of secrets. */
export function encodeConfig({ revision, sections, discovery, ...config }: RenderedConfig): string {
  const body: t.TypeOf<typeof Body> = {
    revision,
    sections: sections.map(({ name, kind, text, hidden = [] }) => ({ name, kind, text, hidden })),
    maps: config.maps.map(({ name, match, entries }) => ({ name, match, entries: [...entries] })),
    files: [...config.files],
    certificates: [...config.certificates],
    discovery,
  };
  const text = JSON.stringify(body);
  return `${revisionOf([text])}\n${text}`;
}

/** Returns the configuration of such a text, or why it cannot be trusted. */
export function decodeConfig(text: string): E.Either<string, RenderedConfig> {
  const end = text.indexOf('\n');
  const body = text.slice(end + 1);
  if (end === -1 || text.slice(0, end) !== revisionOf([body])) return E.left('its hash is another');
  return pipe(
    J.parse(body),
    E.chainW(Body.decode),
    E.bimap(
      () => 'it is not a saved configuration',
      ({ maps, files, certificates, ...config }) => ({
        ...config,
        maps: maps.map((map) => ({ ...map, entries: new Map(map.entries) })),
        files: new Map(files),
        certificates: new Map(certificates),
      }),
    ),
  );
}
