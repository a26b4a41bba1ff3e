import * as E from 'fp-ts/lib/Either.js';
import type { Problem } from '../problem.js';
import type { Section } from '../rendered-config.js';
import { logTarget } from './access-log.js';
import { createLayOutCustom } from './custom-templates.js';
import { errorFileName, errorPages } from './error-pages.js';
import type { FrameView } from './frame-view.js';
import type { RenderSettings } from './render-settings.js';
import type { LayOut } from './templates.js';

/** The sections that depend on settings only (global, resolvers, defaults), and what is wrong with their template. */
export interface Frame {
  readonly section: Section;
  /** Whether it is ours, whose `defaults` has the name that profiles are made from. */
  readonly isOurs: boolean;
  readonly problems: readonly Problem[];
}

/** Returns the frame by the operator's template; without one, or with one that cannot be laid out, by ours. */
export function frameOf(settings: RenderSettings, layOut: LayOut): Frame {
  const view = viewOf(settings);
  const own = layOutBase(settings, view);
  return E.isRight(own) && own.right !== undefined
    ? { section: sectionOf(own.right), isOurs: false, problems: [] }
    : {
        section: sectionOf(layOut('frame.cfg.njk', view)),
        isOurs: true,
        problems: E.isLeft(own) ? [own.left] : [],
      };
}

function sectionOf(text: string): Section {
  return { name: 'global', kind: 'frame', text };
}

/** No template that is named so can be in the folder. */
const baseName = '/base';

function layOutBase(
  { baseTemplate, templates }: RenderSettings,
  view: FrameView,
): E.Either<Problem, string | undefined> {
  if (baseTemplate === undefined) return E.right(undefined);
  const layOutCustom = createLayOutCustom(new Map([...templates, [baseName, baseTemplate]]));
  return E.mapLeft(refusal)(layOutCustom(baseName, view));
}

function refusal(message: string): Problem {
  return {
    service: '(base template)',
    parameter: 'CFG_TEMPLATE_PATH',
    value: '',
    rule: `cannot be laid out: ${message}`,
    advice: 'correct the template (see docs/templates.md); until then the built-in one is used',
  };
}

function viewOf(settings: RenderSettings): FrameView {
  const { serverState, jail, hardStopAfter, tlsOptions, tlsCiphers } = settings;
  return {
    serverState,
    jail,
    hardStopAfter,
    tlsOptions,
    tlsCiphers,
    extraGlobal: settings.extraGlobal,
    logTarget: settings.accessLog === undefined ? '' : logTarget,
    resolvers: resolverLines(settings.resolvers),
    connectionMode: settings.connectionMode,
    timeouts: settings.timeouts,
    errorFiles: errorPages.map(({ status }) => ({ status, file: errorFileName(status) })),
  };
}

/** Lines that name no server leave it to the container's own: without any, nothing would be found. */
function resolverLines(lines: readonly string[]): readonly string[] {
  const hasServer = lines.some((line) => /^(nameserver|parse-resolv-conf)\b/.test(line));
  return hasServer ? lines : ['nameserver dns 127.0.0.11:53', ...lines];
}
