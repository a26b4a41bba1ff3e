import type { FastifyInstance } from 'fastify';
import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import { type Question, readQuestion } from '../../core/routing/question.js';
import { notYet, refusal } from '../answers.js';
import type { ProxyHandlers } from '../handlers.js';

const Query = t.intersection([
  t.type({ url: t.string }),
  t.partial({ method: t.string, header: t.union([t.string, t.array(t.string)]) }),
]);

/**
 * `GET /v1/waggle/explain?url=…&method=…&header=…`: which route serves this request and why, and which were passed over, as
 * HAProxy routes now. 400 with a sentence when the question cannot be read.
 */
export function explainRoutes(app: FastifyInstance, proxy: ProxyHandlers): void {
  app.get('/v1/waggle/explain', async (request, reply) => {
    const question = questionIn(request.query);
    if (E.isLeft(question)) return reply.code(400).send(refusal(question.left));
    const explanation = proxy.explain(question.right);
    return explanation === undefined
      ? notYet(reply, 'no state has been applied yet')
      : reply.send(explanation);
  });
}

function questionIn(query: unknown): E.Either<string, Question> {
  const decoded = Query.decode(query);
  if (E.isLeft(decoded))
    return E.left(
      'ask with url=http://HOST/PATH once, method=METHOD at most once, and header=Name: value for each header',
    );
  const { url, method, header = [] } = decoded.right;
  return readQuestion({ url, method, headers: typeof header === 'string' ? [header] : header });
}
