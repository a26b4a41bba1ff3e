/** What HAProxy said to a candidate: it serves it; services were found guilty; somebody is, unnamed; nobody is. */
export type Answer = 'taken' | 'blamed' | 'unclear' | 'failed';

/** How candidates are made and given to HAProxy. */
export interface Trial {
  /** Gives HAProxy everything but what is held, which stays as it is served. */
  attempt(held: ReadonlySet<string>): Promise<Answer>;
  /** Returns who is in the candidate and not served like that: those with hardly anything to refuse, and others. */
  suspects(held: ReadonlySet<string>): {
    readonly plain: readonly string[];
    readonly others: readonly string[];
  };
  /** Finds a service guilty that is so by elimination. */
  blame(service: string): void;
}

/** `unfinished`: what is held now is to be settled in the next pass. */
export type Settled = 'settled' | 'unfinished' | 'failed';

/**
 * Gives HAProxy as much of what is wanted as it takes. Whom it names is found guilty, all that it names at a time. It reads a file in
 * steps, each of which ends at its errors, some in the middle: so after the second refusal the plain services go first, and the
 * others wait for no more than that. Where it names nobody, everything is held that changed, which shows whether it is a service at
 * all; then halves of it are tried. Ends after `mostRefusals`.
 */
export async function settle(trial: Trial, mostRefusals: number): Promise<Settled> {
  const held = new Set<string>();
  let refusals = 0;
  let ended: Settled | undefined;
  /** HAProxy takes what it has, with everything held that changed. */
  let isSound = false;

  async function attempt(): Promise<Answer> {
    const answer = await trial.attempt(held);
    if (answer !== 'taken') refusals += 1;
    if (answer === 'failed') ended = 'failed';
    else if (refusals >= mostRefusals) ended = 'unfinished';
    return answer;
  }

  /** Goes on as long as somebody is found guilty, and returns whether HAProxy took the rest. */
  async function attemptRest(): Promise<boolean> {
    while (ended === undefined) if ((await attempt()) === 'taken') return true;
    return false;
  }

  /** Takes a group in as far as HAProxy takes it, and returns whether it did so at once. */
  async function include(group: readonly string[], isRefused: boolean): Promise<boolean> {
    if (group.length === 0) return true;
    if (ended !== undefined) return false;
    if (!isRefused) {
      for (const name of group) held.delete(name);
      const answer = await attempt();
      if (answer === 'taken') return true;
      if (answer === 'blamed') {
        const { plain, others } = trial.suspects(held);
        if (plain.length + others.length === 0) await attemptRest();
        else await include([...plain, ...others], false);
        return false;
      }
      for (const name of group) held.add(name);
    }
    await split(group);
    return false;
  }

  /** Finds who of a group is guilty that HAProxy refuses for one of them, if for what has changed at all. */
  async function split(group: readonly string[]): Promise<void> {
    if (!isSound && ended === undefined) {
      const answer = await attempt();
      isSound = answer === 'taken' || (await attemptRest());
      // Now that others are out of the way, it may be taken.
      if (answer !== 'taken') {
        await include(group, false);
        return;
      }
    }
    if (ended !== undefined) return;
    const middle = Math.ceil(group.length / 2);
    const [first = ''] = group;
    if (group.length === 1) {
      trial.blame(first);
      await attemptRest();
      return;
    }
    const wasTaken = await include(group.slice(0, middle), false);
    await include(group.slice(middle), wasTaken);
  }

  let answer = await attempt();
  if (answer === 'blamed') answer = await attempt();
  if (answer === 'taken' || ended !== undefined) return ended ?? 'settled';
  const { plain, others } = trial.suspects(held);
  for (const name of [...plain, ...others]) held.add(name);
  const isRefused = answer === 'unclear' && (plain.length === 0 || others.length === 0);
  if (held.size === 0) await attemptRest();
  await include(plain, isRefused);
  await include(others, isRefused);
  return ended ?? 'settled';
}
