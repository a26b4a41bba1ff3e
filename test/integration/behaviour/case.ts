import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import { PathReporter } from 'io-ts/lib/PathReporter.js';
import { CaseFiles } from './case-file.js';
import { Step } from './step.js';
import { Texts, words } from './words.js';

/** A case of the table; README.md in this folder says in words what each part means. A word that is not here is an error. */
const Case = words(
  { name: t.string, shows: t.array(t.string), requests: t.array(Step) },
  {
    services: t.array(Texts),
    settings: Texts,
    files: CaseFiles,
    /** Service → number of its tasks, where it is not one; also names that are no service. */
    tasks: t.record(t.string, t.number),
    /** `service parameter` of every problem that is reported. */
    problems: t.array(t.string),
    /** The same steps without what the case shows. */
    without: t.array(Step),
    withoutProblems: t.array(t.string),
    /** Uses ports that two HAProxys cannot share. */
    alone: t.boolean,
  },
);
export type Case = t.TypeOf<typeof Case>;

/** Decodes a case. Throws with the place of every word that is not understood. */
export function decodeCase(input: unknown, file: string): Case {
  const decoded = Case.decode(input);
  if (E.isRight(decoded)) return decoded.right;
  const faults = PathReporter.report(decoded).map((fault) => fault.slice(-300));
  throw new Error(`${file}, "${Object(input).name}":\n${faults.slice(0, 3).join('\n')}`);
}
