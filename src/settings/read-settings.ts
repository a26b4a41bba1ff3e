import * as E from 'fp-ts/lib/Either.js';
import { type Settings, SettingsCodec, settingsTable } from '../settings.js';
import { goneConnectionMode } from './codecs.js';
import type { Setting } from './setting.js';

type Row = Pick<Setting<unknown>, 'name' | 'default' | 'secret' | 'withoutEffect'>;
const rows: Readonly<Record<string, Row>> = settingsTable;

/** Where settings come from: environment variables, and Docker secrets by their file name. */
export interface SettingSources {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Returns the text of a secret, or undefined when there is none. */
  readonly secret: (name: string) => string | undefined;
}

/**
 * Returns all settings, or a sentence for each that cannot be used: which, what it is set to, what is allowed. A
 * secret `dfp_<name in lower case>` wins over the variable; an empty value counts as not set. No secret is in a sentence.
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

/** A setting with a `…_ENV` beside it may be kept under another name. */
function textOf(name: string, sources: SettingSources): string {
  const own = secretOf(name, sources);
  const { [`${name}_ENV`]: redirect } = rows;
  if (own !== undefined || redirect === undefined) return own ?? sources.env[name] ?? '';
  const other = secretOf(`${name}_ENV`, sources) || sources.env[`${name}_ENV`] || redirect.default;
  return secretOf(other, sources) ?? sources.env[other] ?? '';
}

function secretOf(name: string, { secret }: SettingSources): string | undefined {
  return secret(`dfp_${name.toLowerCase()}`)?.replace(/[\r\n]+$/, '');
}

function refusal(name: string, value: unknown): string {
  const row = rows[name];
  const shown = row?.secret ? '(not shown)' : JSON.stringify(value);
  return `${name}=${shown} ${row?.name ?? 'cannot be used'} (default: ${JSON.stringify(row?.default ?? '')})`;
}

/** Returns a sentence for each setting that is given and changes nothing. */
export function settingsWithoutEffect(settings: Settings): readonly string[] {
  const given: Readonly<Record<string, unknown>> = settings;
  const ignored = Object.entries(rows).flatMap(([name, { withoutEffect }]) =>
    withoutEffect === undefined || given[name] === '' ? [] : `${name} has no effect: ${withoutEffect}`,
  );
  return settings.CONNECTION_MODE === goneConnectionMode
    ? [...ignored, `CONNECTION_MODE=${goneConnectionMode} has no effect: HAProxy no longer has it`]
    : ignored;
}
