import {
  concat,
  defer,
  EMPTY,
  filter,
  map,
  mergeMap,
  type Observable,
  pairwise,
  scan,
  share,
  startWith,
  takeUntil,
} from 'rxjs';

/** Look-ups in a row that an address must be missing from before it is taken for gone. */
const patience = 3;

/**
 * Emits, for every look-up, the addresses that count as there. One that is missing once may be back at the next
 * look-up (Docker takes a task that is briefly unhealthy out of DNS), so it is given a few.
 */
export function members$(lookups$: Observable<readonly string[]>): Observable<ReadonlySet<string>> {
  return lookups$.pipe(
    scan(
      (absences, found) => new Map([...aged(absences), ...found.map((address) => [address, 0] as const)]),
      new Map<string, number>(),
    ),
    map((absences) => new Set(absences.keys())),
  );
}

function aged(absences: ReadonlyMap<string, number>): readonly (readonly [string, number])[] {
  return [...absences]
    .map(([address, times]) => [address, times + 1] as const)
    .filter(([, times]) => times < patience);
}

/** Runs a stream for each member from when it joins until it leaves, and tells when it has left. */
export function forEachMember<T>(
  members$: Observable<ReadonlySet<string>>,
  whileMember: (address: string) => Observable<T>,
  afterwards: (address: string) => void,
): Observable<T> {
  const shared$ = members$.pipe(share());
  return shared$.pipe(
    startWith(new Set<string>()),
    pairwise(),
    mergeMap(([before, after]) => [...after].filter((address) => !before.has(address))),
    mergeMap((address) => {
      const left$ = shared$.pipe(filter((members) => !members.has(address)));
      const farewell$ = defer(() => {
        afterwards(address);
        return EMPTY;
      });
      return concat(whileMember(address).pipe(takeUntil(left$)), farewell$);
    }),
  );
}
