import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import { Explanation } from '../core/routing/explanation.js';
import { type QuestionText, readQuestion } from '../core/routing/question.js';

/** Milliseconds. */
const patience = 5_000;

/** Returns what a running proxy explains, by `GET /v1/waggle/explain`, or why it cannot be asked. */
export async function askProxy(asked: QuestionText, address: string): Promise<E.Either<string, Explanation>> {
  const question = readQuestion(asked);
  if (E.isLeft(question)) return question;
  const url = urlOf(asked, address);
  if (url === undefined) return E.left(`--address ${address} is not of the form HOST:PORT`);
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(patience) });
    const body: unknown = await answer.json();
    const explanation = Explanation.decode(body);
    if (answer.ok && E.isRight(explanation)) return explanation;
    return E.left(`the proxy at ${address} answers ${answer.status}: ${reasonIn(body)}`);
  } catch (error) {
    return E.left(`the proxy at ${address} cannot be asked: ${wordsOf(error)}`);
  }
}

function urlOf({ url, method, headers }: QuestionText, address: string): string | undefined {
  if (!/^(?:\[[0-9A-Fa-f:.]+\]|[^\s:/?#@[\]]+)(?::\d{1,5})?$/.test(address)) return undefined;
  const query = new URLSearchParams({ url, ...(method && { method }) });
  for (const header of headers) query.append('header', header);
  const withPort = /:\d+$/.test(address) ? address : `${address}:8080`;
  const whole = `http://${withPort}/v1/waggle/explain?${query}`;
  return URL.canParse(whole) ? whole : undefined;
}

const Refusal = t.type({ Message: t.string });

function reasonIn(body: unknown): string {
  const refusal = Refusal.decode(body);
  return E.isRight(refusal) ? refusal.right.Message : 'it is not a proxy of Waggle that can explain';
}

/** What fetch says itself is "fetch failed". */
function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}
