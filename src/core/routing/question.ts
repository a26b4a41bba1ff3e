import * as E from 'fp-ts/lib/Either.js';
import type { RequestHead } from './route.js';

/** A request that somebody asks about. */
export interface Question {
  readonly method: string;
  readonly url: string;
  /** Whether it comes by HTTPS. */
  readonly secure: boolean;
  readonly head: RequestHead;
}

/** What is asked, as text. */
export interface QuestionText {
  readonly url: string;
  readonly method?: string | undefined;
  /** `Name: value` each. `Host` takes the place of the URL's. */
  readonly headers: readonly string[];
}

/**
 * Returns the request, or what is wrong with the question, a sentence. The entry port is that of the URL, else 80 or 443. The
 * path is taken as it stands: nothing is decoded and no `..` resolved, since HAProxy does not, either.
 */
export function readQuestion({ url, method = 'GET', headers }: QuestionText): E.Either<string, Question> {
  if (!/^[A-Za-z][A-Za-z0-9!#$%&'*+.^_`|~-]*$/.test(method))
    return E.left('the method is no word, such as GET');
  const parts = /^(?:(https?):\/\/)?([^/?#]+)([^?#]*)(?:\?[^#]*)?(?:#.*)?$/i.exec(url.trim());
  if (parts === null) return E.left('the URL is not of the form http://HOST/PATH or https://HOST/PATH');
  const [, scheme = 'http', authority = '', path = ''] = parts;
  const place = placeOf(authority);
  if (E.isLeft(place)) return place;
  if (!/^[\x21-\x7e]*$/.test(path))
    return E.left('the path of the URL holds spaces or characters other than ASCII: percent-encode them');
  const given = readHeaders(headers);
  if (E.isLeft(given)) return given;
  const secure = scheme.toLowerCase() === 'https';
  const { host = authority, ...others } = given.right;
  const head = {
    port: place.right ?? (secure ? 443 : 80),
    host,
    path: path === '' ? '/' : path,
    headers: others,
  };
  return E.right({ method: method.toUpperCase(), url: url.trim(), secure, head });
}

/** Returns the port of a URL's authority, if it has one. */
function placeOf(authority: string): E.Either<string, number | undefined> {
  if (authority.includes('@'))
    return E.left('the URL holds a user: leave the name and the password out, who may is told without them');
  const parts = authorityForm.exec(authority);
  if (parts === null) return E.left('the URL has no host that can be one');
  if (parts[1] === undefined) return E.right(undefined);
  const port = Number(parts[1]);
  return port >= 1 && port <= 65535 ? E.right(port) : E.left('the port of the URL is not from 1 to 65535');
}

function readHeaders(headers: readonly string[]): E.Either<string, Readonly<Record<string, string>>> {
  const read = new Map<string, string>();
  for (const header of headers) {
    const [, name = '', value = ''] = /^([A-Za-z0-9!#$%&'*+.^_`|~-]+)\s*:\s*(.*?)\s*$/.exec(header) ?? [];
    if (name === '') return E.left("a header is not of the form 'Name: value'");
    const key = name.toLowerCase();
    const known = read.get(key);
    read.set(key, known === undefined ? value : `${known}, ${value}`);
  }
  return E.right(Object.fromEntries(read));
}

/** A name or an address in brackets, and a port. */
const authorityForm = /^(?:\[[0-9A-Fa-f:.]+\]|[\x21-\x39\x3b-\x7e]+)(?::(\d{1,9}))?$/;
