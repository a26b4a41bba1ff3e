/** Returns the function with its results remembered by the identity of their argument, for as long as that is kept. */
export function memoised<A extends object, B>(compute: (argument: A) => B): (argument: A) => B {
  const results = new WeakMap<A, { readonly result: B }>();
  return (argument) => {
    const known = results.get(argument);
    if (known !== undefined) return known.result;
    const result = compute(argument);
    results.set(argument, { result });
    return result;
  };
}
