import * as E from 'fp-ts/lib/Either.js';
import type { Capabilities } from './capabilities.js';
import { certificateChanges } from './certificates/certificate-changes.js';
import { crtListFile } from './certificates/render-certificates.js';
import type { BackendChange, MapChange, Plan, ReloadReason } from './plan.js';
import type { MapFile, RenderedConfig, Section } from './rendered-config.js';
import { mapNames } from './routing/routing-table.js';

/**
 * Returns what must happen to get from what HAProxy runs to what is wanted. A backend that is only gone needs no
 * reload: no map names it any more, and it goes with the next reload.
 */
export function diff(
  applied: RenderedConfig | undefined,
  wanted: RenderedConfig,
  capabilities: Capabilities,
): Plan {
  if (applied === undefined)
    return { kind: 'reload', reasons: [{ kind: 'start', detail: 'HAProxy is started' }] };
  if (applied.revision === wanted.revision) return { kind: 'noop' };
  const certificates = certificateChanges(applied, wanted);
  const changed = changedBackends(applied.sections, wanted.sections);
  const [first, ...others] = [
    ...reloadReasons(applied, wanted, changed, capabilities),
    ...(E.isLeft(certificates) ? [certificates.left] : []),
  ];
  if (first !== undefined) return { kind: 'reload', reasons: [first, ...others] };
  const changes = E.isRight(certificates) ? certificates.right : [];
  return {
    kind: 'dynamic',
    changes: [...changes, ...addedBackends(changed), ...mapChanges(applied.maps, wanted.maps)],
  };
}

function reloadReasons(
  applied: RenderedConfig,
  wanted: RenderedConfig,
  changed: ChangedBackends,
  capabilities: Capabilities,
): readonly ReloadReason[] {
  return [
    ...frameReasons(applied.sections, wanted.sections),
    ...backendReasons(changed, capabilities),
    ...wanted.maps
      .filter(({ name, match }) => !applied.maps.some((map) => map.name === name && map.match === match))
      .map(({ name }): ReloadReason => ({ kind: 'map_added', detail: `${name} is new` })),
    ...[...wanted.files]
      .filter(([name, text]) => name !== crtListFile && applied.files.get(name) !== text)
      .map(([name]): ReloadReason => ({ kind: 'file_changed', detail: `${name} changed` })),
  ];
}

function frameReasons(applied: readonly Section[], wanted: readonly Section[]): readonly ReloadReason[] {
  const textOf = (sections: readonly Section[], kind: Section['kind']) =>
    sections
      .filter((section) => section.kind === kind)
      .map(({ text }) => text)
      .join('\n');
  const changed = (kind: Section['kind']) => textOf(applied, kind) !== textOf(wanted, kind);
  const settings: ReloadReason[] = changed('frame')
    ? [{ kind: 'settings', detail: 'global settings changed' }]
    : [];
  return changed('frontend') ? [...settings, { kind: 'frontend', detail: 'the frontend changed' }] : settings;
}

/** Backends that the worker does not have as they are wanted. */
interface ChangedBackends {
  readonly wanted: readonly Section[];
  /** Names that it has, of these backends and their profiles, with the texts. */
  readonly known: ReadonlyMap<string, string>;
}

/** A service that has not changed has the same sections: of thousands, most need not be compared. */
function changedBackends(applied: readonly Section[], wanted: readonly Section[]): ChangedBackends {
  const same = new Set(applied);
  const others = wanted.filter((section) => section.kind === 'backend' && !same.has(section));
  const names = new Set(others.flatMap(({ name, dynamic }) => [name, ...(dynamic ? [dynamic.profile] : [])]));
  const known = new Map(
    applied.filter(({ name }) => names.has(name)).map(({ name, text }) => [name, text] as const),
  );
  return { wanted: others.filter(({ name, text }) => known.get(name) !== text), known };
}

function backendReasons(
  { wanted, known }: ChangedBackends,
  { dynamicBackends }: Capabilities,
): readonly ReloadReason[] {
  const changed = wanted.filter(({ name }) => known.has(name));
  const added = wanted.filter(({ name }) => !known.has(name));
  const canBeGiven = ({ dynamic }: Section) => dynamic !== undefined && known.has(dynamic.profile);
  const isGiven = (one: Section) => dynamicBackends && added.length <= mostGiven && canBeGiven(one);
  return [
    ...inWords('backend_changed', 'changed', changed),
    ...inWords(
      'backend_added',
      'is new',
      added.filter((one) => !isGiven(one)),
    ),
  ];
}

/** Each costs several commands and look-ups of Waggle's own: beyond so many at a time, one reload is cheaper for everybody. */
const mostGiven = 100;

/** A reason stays in log and status: of many that are alike, a few are named. */
const mostNamed = 5;

function inWords(
  kind: ReloadReason['kind'],
  what: string,
  sections: readonly Section[],
): readonly ReloadReason[] {
  const named = sections.slice(0, mostNamed).map(({ name }) => ({ kind, detail: `${name} ${what}` }));
  const more = sections.length - named.length;
  return more === 0 ? named : [...named, { kind, detail: `so it is with ${more} more backends` }];
}

/** Those that the worker is given at run time. */
function addedBackends({ wanted, known }: ChangedBackends): readonly BackendChange[] {
  return wanted.flatMap(({ name, dynamic }) =>
    dynamic && !known.has(name) ? [{ kind: 'backend_added' as const, backend: dynamic }] : [],
  );
}

/**
 * Returns the map changes in an order in which every request finds either the old or the new answer: what is looked
 * up second (routes) is completed before what is looked up first (hosts) changes, and cleaned up after it.
 */
function mapChanges(applied: readonly MapFile[], wanted: readonly MapFile[]): readonly MapChange[] {
  const changesOf = (map: MapFile) => {
    const before = applied.find(({ name }) => name === map.name)?.entries ?? new Map<string, string>();
    return map.match === 'beg' ? treeChanges(map, before) : listChanges(map, before);
  };
  const routes = wanted.filter(({ name }) => name === mapNames.routes).flatMap(changesOf);
  const hosts = wanted.filter(({ name }) => name !== mapNames.routes).flatMap(changesOf);
  const deletes = (change: MapChange) => change.kind === 'delete';
  return [...routes.filter((change) => !deletes(change)), ...hosts, ...routes.filter(deletes)];
}

function treeChanges({ name, entries }: MapFile, before: ReadonlyMap<string, string>): readonly MapChange[] {
  const changes: MapChange[] = [];
  for (const [key, value] of entries)
    if (before.get(key) !== value) changes.push({ kind: 'put', map: name, key, value });
  for (const key of before.keys()) if (!entries.has(key)) changes.push({ kind: 'delete', map: name, key });
  return changes;
}

function listChanges({ name, entries }: MapFile, before: ReadonlyMap<string, string>): readonly MapChange[] {
  const same = JSON.stringify([...entries]) === JSON.stringify([...before]);
  return same ? [] : [{ kind: 'replace', map: name, entries }];
}
