import type { Answer } from './answer.js';
import type { Expect } from './step.js';
import type { Wanted } from './words.js';

/** Returns how an answer differs from what is expected, a sentence each. `named` are the tasks remembered so far. */
export function differences(
  answer: Answer,
  expect: Expect,
  named: ReadonlyMap<string, string>,
): readonly string[] {
  if (expect.noAnswer)
    return answer.failure === undefined ? [`expected no answer, got ${inWords(answer)}`] : [];
  if (answer.failure !== undefined) return [`expected an answer, got none: ${answer.failure}`];
  const status =
    expect.status ?? (expect.from !== undefined && answer.status !== undefined ? 200 : undefined);
  const found = [
    ...compare('status', status, answer.status),
    ...compare('service', expect.from, answer.service),
    ...compare('port', expect.at, answer.port === undefined ? undefined : String(answer.port)),
    ...compare('protocol', expect.protocol, answer.protocol),
    ...compare('certificate', expect.certificate, answer.certificate),
    ...compare('TLS version', expect.tlsVersion, answer.tlsVersion),
    ...compareText('cipher', expect.cipher, answer.cipher),
    ...compareText('location', expect.location, answer.headers.location),
    ...compareText('body', expect.body, answer.body),
    ...compareTexts('header', expect.headers, answer.headers),
    ...compareText('received method', expect.received?.method, answer.received?.method),
    ...compareText('received path', expect.received?.path, answer.received?.path),
    ...compareText('received body', expect.received?.body, answer.received?.body),
    ...compareTexts('received header', expect.received?.headers, answer.received?.headers ?? {}),
    ...tasksCompared(answer, expect, named),
    ...(answer.differences ?? []),
  ];
  if (expect.received !== undefined && answer.received === undefined)
    found.push('the service received nothing');
  return found.length === 0 ? [] : [...found, `the whole answer: ${inWords(answer)}`];
}

function tasksCompared(
  { task }: Answer,
  { sameAs, notAs }: Expect,
  named: ReadonlyMap<string, string>,
): readonly string[] {
  const same = sameAs === undefined ? [] : compare(`task (same as ${sameAs})`, named.get(sameAs), task);
  const isOther = notAs === undefined || (task !== undefined && named.get(notAs) !== task);
  return isOther ? same : [...same, `expected another task than ${notAs} (${named.get(notAs)}), got ${task}`];
}

function compare<A>(what: string, wanted: A | undefined, got: A | undefined): readonly string[] {
  return wanted === undefined || wanted === got ? [] : [`expected ${what} ${wanted}, got ${got}`];
}

/** Whether a text is what is wanted; null: there must be none. */
export function isWanted(wanted: Wanted, got: string | undefined): boolean {
  if (wanted === null) return got === undefined;
  if (typeof wanted === 'string') return got === wanted;
  if (got === undefined) return false;
  const { matches, contains } = wanted;
  return (
    (matches === undefined || new RegExp(matches, 's').test(got)) &&
    (contains === undefined || got.includes(contains))
  );
}

function compareText(what: string, wanted: Wanted | undefined, got: string | undefined): readonly string[] {
  if (wanted === undefined || isWanted(wanted, got)) return [];
  return [`expected ${what} ${JSON.stringify(wanted)}, got ${JSON.stringify(got)}`];
}

function compareTexts(
  what: string,
  wanted: Readonly<Record<string, Wanted>> | undefined,
  got: Readonly<Record<string, string>>,
): readonly string[] {
  return Object.entries(wanted ?? {}).flatMap(([name, text]) =>
    compareText(`${what} ${name}`, text, got[name.toLowerCase()]),
  );
}

function inWords(answer: Answer): string {
  return JSON.stringify(answer).slice(0, 500);
}
