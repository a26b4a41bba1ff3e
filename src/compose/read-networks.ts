import type { ComposeNetwork } from './compose-service.js';
import { nodeAt, type YamlFile } from './yaml-file.js';

/** Fills variables in. */
export type Fill = (text: string) => string;

/** Returns the networks of a compose service: the stack's own "default" when it names none. */
export function readNetworks(file: YamlFile, service: unknown, fill: Fill): readonly ComposeNetwork[] {
  const node = nodeAt(file, service, 'networks');
  const listed = file.items(node)?.map((item) => fill(file.text(item) ?? ''));
  const names = listed ?? file.entries(node)?.map(({ key }) => key) ?? [];
  return (names.length === 0 ? ['default'] : names).map((name) => networkNamed(file, name, fill));
}

/** A network may have a name of its own; an external one has it in two ways. */
function networkNamed(file: YamlFile, key: string, fill: Fill): ComposeNetwork {
  const textAt = (...path: readonly string[]) => {
    const node = nodeAt(file, file.root, 'networks', key, ...path);
    return node === undefined ? undefined : file.text(node);
  };
  const name = textAt('name') ?? textAt('external', 'name');
  if (name !== undefined && name !== '') return { name: fill(name), own: false };
  return { name: key, own: fill(textAt('external') ?? '') !== 'true' };
}
