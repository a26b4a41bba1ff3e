import type { MapChange } from '../core/plan.js';
import type { MapFile } from '../core/rendered-config.js';

/** Characters of entries in one command; HAProxy reads a command with its payload into one buffer of 16,384 bytes. */
const payloadSize = 8_000;

/** Commands that have to be sent together. Those of a `replace` need the version that HAProxy makes for it first. */
export type MapCommands =
  | { readonly kind: 'now'; readonly commands: readonly string[] }
  | {
      readonly kind: 'version';
      readonly prepare: string;
      readonly commands: (version: string) => readonly string[];
    };

/**
 * Returns the Runtime API commands for changes of maps, in their order (management guide, section 9.3: `add map`, `set
 * map`, `del map`, `prepare map`, `commit map`). HAProxy tells adding from setting, so it must be known what the maps
 * hold now. An entry is added as a payload, which is taken literally; elsewhere special characters are escaped.
 */
export function mapCommands(
  changes: readonly MapChange[],
  applied: readonly MapFile[],
): readonly MapCommands[] {
  const maps = new Map(applied.map(({ name, entries }) => [name, knownKeys(entries)]));
  return changes.map((change) => {
    const known = maps.get(change.map) ?? knownKeys(new Map());
    maps.set(change.map, known);
    return commandsOf(change, known);
  });
}

/** The keys of a map: those it had before the changes, and what these made of some. */
interface KnownKeys {
  entries: ReadonlyMap<string, string>;
  readonly since: Map<string, boolean>;
}

function knownKeys(entries: ReadonlyMap<string, string>): KnownKeys {
  return { entries, since: new Map() };
}

function commandsOf(change: MapChange, known: KnownKeys): MapCommands {
  const { map } = change;
  switch (change.kind) {
    case 'put': {
      const isKnown = known.since.get(change.key) ?? known.entries.has(change.key);
      known.since.set(change.key, true);
      return now(
        isKnown
          ? setEntry(map, change.key, change.value)
          : addEntries(map, [entry(change.key, change.value)]),
      );
    }
    case 'delete':
      known.since.set(change.key, false);
      return now(`del map ${map} ${escaped(change.key)}`);
    case 'replace':
      known.entries = change.entries;
      known.since.clear();
      return {
        kind: 'version',
        prepare: `prepare map ${map}`,
        commands: (version) => replacement(change, version),
      };
  }
}

function now(command: string): MapCommands {
  return { kind: 'now', commands: [command] };
}

function replacement({ map, entries }: MapChange & { kind: 'replace' }, version: string): readonly string[] {
  const lines = [...entries].map(([key, value]) => entry(key, value));
  return [
    ...chunks(lines).map((chunk) => addEntries(`@${version} ${map}`, chunk)),
    `commit map @${version} ${map}`,
  ];
}

function entry(key: string, value: string): string {
  return `${key} ${value}`;
}

function setEntry(map: string, key: string, value: string): string {
  return `set map ${map} ${escaped(key)} ${escaped(value)}`;
}

/** The payload ends with an empty line, which the line break after the command makes. */
function addEntries(map: string, lines: readonly string[]): string {
  return `add map ${map} <<\n${lines.join('\n')}\n`;
}

/** Puts a backslash before what ends or splits a word on HAProxy's command line. */
function escaped(word: string): string {
  return word.replace(/[\\;#"'< ]/g, '\\$&');
}

function chunks(lines: readonly string[]): readonly (readonly string[])[] {
  const all: string[][] = [];
  let size = 0;
  for (const line of lines) {
    const bytes = Buffer.byteLength(line) + 1;
    const last = all.at(-1);
    if (last === undefined || size + bytes > payloadSize) {
      all.push([line]);
      size = bytes;
    } else {
      last.push(line);
      size += bytes;
    }
  }
  return all;
}
