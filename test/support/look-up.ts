import { createLookUp } from '../../src/core/routing/look-up.js';
import type { RequestHead } from '../../src/core/routing/route.js';
import { noRoute, type RoutingTable } from '../../src/core/routing/routing-table.js';

/** Returns the backend that HAProxy's look-ups find in the maps. */
export function lookUp(table: RoutingTable, request: RequestHead): string | undefined {
  const value = createLookUp(table)(request);
  return value === noRoute ? undefined : value.split('!')[3];
}
