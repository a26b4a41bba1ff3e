import * as E from 'fp-ts/lib/Either.js';
import { type Settings, SettingsCodec, settingsTable } from './settings.js';

/** Where settings come from: environment variables, and Docker secrets by their file name. */
export interface SettingSources {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Returns the text of a secret, or undefined when there is none. */
  readonly secret: (name: string) => string | undefined;
}

/**
 * Returns all settings, or a sentence for each that cannot be used: which, what it is set to, what is allowed. A
 * secret `dfp_<name in lower case>` wins over the variable; an empty value counts as not set.
 */
export function readSettings(sources: SettingSources): E.Either<readonly string[], Settings> {
  const given = Object.fromEntries(
    Object.entries(settingsTable).map(([name, { default: fallback }]) => [
      name,
      textOf(name, sources) || fallback,
    ]),
  );
  const decoded = SettingsCodec.decode(given);
  if (E.isRight(decoded)) return decoded;
  return E.left([
    ...new Set(decoded.left.map(({ value, context }) => refusal(context[1]?.key ?? '', value))),
  ]);
}

function textOf(name: string, { env, secret }: SettingSources): string {
  const fromSecret = secret(`dfp_${name.toLowerCase()}`)?.replace(/[\r\n]+$/, '');
  return fromSecret ?? env[name] ?? '';
}

function refusal(name: string, value: unknown): string {
  const row = Object.entries(settingsTable).find(([key]) => key === name)?.[1];
  return `${name}=${JSON.stringify(value)} ${row?.name ?? 'cannot be used'} (default: ${JSON.stringify(row?.default ?? '')})`;
}
