import { readFileSync } from 'node:fs';
import { image } from './swarm.js';

/** Returns the one `docker run` of docs/cli.md that has these words, as its readers type it, but for the image under test. */
export function documentedCommand(words: string): string {
  const commands = readFileSync('docs/cli.md', 'utf8').match(/docker run [^`\n]+/g) ?? [];
  const [command, another] = commands.filter((each) => each.includes(words));
  if (command === undefined || another !== undefined) throw new Error(`not one documented: ${words}`);
  return command.replace(/\S*waggle:dev/, image);
}
