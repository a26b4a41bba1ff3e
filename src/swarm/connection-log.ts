import { describeProblem, type Problem } from '../core/problem.js';
import { describeError, type WaggleError } from '../errors.js';
import type { Logger, Swarm } from '../ports.js';
import type { Report } from './refresh.js';
import type { SwarmCache } from './swarm-cache.js';

/** Says once what changed about the connection to the engine, and at any time how it stands. */
export interface ConnectionLog {
  note(report: Report, cache: SwarmCache): void;
  /** Takes all problems there are; logs those that were not there the last time. */
  noteProblems(problems: readonly Problem[]): void;
  health(): ReturnType<Swarm['health']>;
}

export function createConnectionLog(endpoint: string, log: Logger): ConnectionLog {
  let connected = false;
  let detail = `the Docker API at ${endpoint} has not answered yet`;
  /** Kind of the failure that was logged last: the same again is not worth a line. */
  let logged: WaggleError['_tag'] | undefined;
  let problemsLogged = new Set<string>();

  function listed(missed: number, cache: SwarmCache): void {
    const services = cache.services.sightings().length;
    const nodes = cache.nodes.sightings().length;
    detail = `connected to ${endpoint}: ${services} services, ${nodes} nodes`;
    if (!connected) log.info({ endpoint, services, nodes }, 'connected to docker');
    if (missed > 0) log.info({ missed }, 'list found changes that no event told of');
    connected = true;
    logged = undefined;
  }

  function lost(error: WaggleError): void {
    connected = false;
    detail = describeError(error);
    if (logged === error._tag) {
      log.debug({ endpoint, reason: detail }, 'still not connected to docker');
    } else if (error._tag === 'NotAManager') {
      // Normal for a global service: the other tasks stand by.
      log.info({ endpoint, reason: detail }, 'standing by, the engine is no swarm manager');
    } else {
      log.warn({ endpoint, reason: detail }, 'connection to docker lost');
    }
    logged = error._tag;
  }

  return {
    note(report, cache) {
      if (report.kind === 'listed') listed(report.missed, cache);
      if (report.kind === 'lost') lost(report.error);
      if (report.kind === 'unanswered') {
        log.debug({ reason: describeError(report.error) }, 'listing everything instead of one object');
      }
    },
    noteProblems(problems) {
      const sentences = new Map(problems.map((problem) => [describeProblem(problem), problem]));
      for (const [sentence, problem] of sentences) {
        if (!problemsLogged.has(sentence)) log.warn({ ...problem }, 'docker described something unreadable');
      }
      problemsLogged = new Set(sentences.keys());
    },
    health: () => ({ connected, detail }),
  };
}
