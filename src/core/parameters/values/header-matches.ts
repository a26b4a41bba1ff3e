import { type FromText, fromText, splitList } from '../../codecs.js';
import type { HeaderMatch } from '../../services/service-spec.js';
import type { ParameterContext } from '../parameter.js';

/** All of them stand in one condition, and a line of HAProxy's has 64 words. */
const most = 40;

/** `serviceHeader`: a list of `Name:value`. */
export function headerMatches({ separator }: ParameterContext): FromText<readonly HeaderMatch[]> {
  return fromText<readonly HeaderMatch[]>(
    `must be a list of at most ${most} \`Name:value\` separated by "${separator}"`,
    (text) => {
      const matches = splitList(text, separator).map(matchOf);
      return matches.length > 0 && matches.length <= most && matches.every((match) => match !== undefined)
        ? matches
        : undefined;
    },
    (matches) => matches.map(({ name, value }) => `${name}:${value}`).join(separator),
  );
}

function matchOf(item: string): HeaderMatch | undefined {
  const [, name, value] = /^([A-Za-z0-9_!#$%&*+.^`|~-]{1,200})\s*:\s*(\S.{0,1000})$/.exec(item) ?? [];
  return name === undefined || value === undefined ? undefined : { name, value };
}
