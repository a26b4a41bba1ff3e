/** Returns a function that runs pieces of work in the order they come, each after the one before has ended. */
export function oneAtATime(): <A>(work: () => Promise<A>) => Promise<A> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const result = last.then(work);
    last = result.catch(() => undefined);
    return result;
  };
}
