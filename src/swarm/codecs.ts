import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';

// Just the fields that Waggle reads. Go writes an empty map or list as null where nobody set it.

function optional<C extends t.Mixed>(codec: C) {
  return t.union([codec, t.null, t.undefined]);
}

const Labels = optional(t.record(t.string, t.string));
const Networks = optional(t.array(t.type({ Target: t.string })));
const Version = t.type({ Index: t.number });

/** `GET /services` and `GET /services/{id}`. */
export const DockerService = t.type(
  {
    ID: t.string,
    Version,
    Spec: t.type({
      Name: t.string,
      Labels,
      Mode: optional(
        t.type({
          Replicated: optional(t.type({ Replicas: optional(t.number) })),
          Global: optional(t.UnknownRecord),
          GlobalJob: optional(t.UnknownRecord),
        }),
      ),
      EndpointSpec: optional(
        t.type({ Mode: optional(t.union([t.literal('vip'), t.literal('dnsrr'), t.literal('')])) }),
      ),
      TaskTemplate: optional(t.type({ Networks })),
      Networks,
    }),
  },
  'service',
);
export type DockerService = t.TypeOf<typeof DockerService>;

/** `GET /nodes` and `GET /nodes/{id}`. */
export const DockerNode = t.type(
  {
    ID: t.string,
    Version,
    Spec: t.type({ Labels, Role: t.string, Availability: t.string }),
    Description: t.type({ Hostname: t.string, Engine: optional(t.type({ Labels })) }),
    Status: t.type({ State: t.string, Addr: optional(t.string) }),
    ManagerStatus: optional(t.type({ Leader: optional(t.boolean) })),
  },
  'node',
);
export type DockerNode = t.TypeOf<typeof DockerNode>;

/** One line of `GET /events`. */
export const DockerEvent = t.type({
  Type: t.union([t.literal('service'), t.literal('node')]),
  Action: t.string,
  Actor: t.type({ ID: t.string }),
});

/** The part of `GET /info` that says whether the engine is a manager that can be asked. */
export const DockerInfo = t.type({
  Swarm: t.type({ LocalNodeState: t.string, ControlAvailable: t.boolean }),
});

/** Who an object is, as far as it can be told even where the rest does not decode. */
export const Identity = t.type({
  ID: t.string,
  Version: optional(t.partial({ Index: t.unknown })),
  Spec: optional(t.partial({ Name: t.unknown })),
});

/** Returns where decoding failed, as `Spec.Mode`, and what kind of value is there (never the value: it may be secret). */
export function whereItFails(errors: t.Errors): { readonly field: string; readonly found: string } {
  const [error] = errors;
  const path = error?.context.slice(1).map(({ key }) => key) ?? [];
  // Numbers are members of a union or items of a list: neither helps to find the field.
  const field = path.filter((key) => key !== '' && !/^\d+$/.test(key)).join('.');
  return { field, found: kindOf(error?.value) };
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (value === undefined) return 'nothing';
  return Array.isArray(value) ? 'a list' : `${typeof value === 'object' ? 'an' : 'a'} ${typeof value}`;
}

/** Returns the text decoded as a Docker event, or undefined for anything else. */
export function decodeEvent(line: string): t.TypeOf<typeof DockerEvent> | undefined {
  const json = E.tryCatch(
    (): unknown => JSON.parse(line),
    () => undefined,
  );
  const event = DockerEvent.decode(E.isRight(json) ? json.right : undefined);
  return E.isRight(event) ? event.right : undefined;
}
