import type { Place, Places } from '../core/validation/place.js';
import { nodeAt, type YamlFile } from './yaml-file.js';

/** Returns where the services of a services file and their parameters stand; of a name that is there twice, the last. */
export function locateServicesFile(file: YamlFile, path: string): Places {
  const items = file.items(file.root) ?? [];
  return new Map(
    items.map((item) => {
      const at = (line: number): Place => ({ file: path, line });
      const parameters = new Map((file.entries(item) ?? []).map(({ key, line }) => [key, at(line)]));
      const name = file.text(nodeAt(file, item, 'serviceName')) || '(without a name)';
      return [name, { place: at(file.line(item)), parameters }];
    }),
  );
}
