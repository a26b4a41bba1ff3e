import nunjucks from 'nunjucks';

export const templateNames = [
  'frame.cfg.njk',
  'frontend.cfg.njk',
  'acl-route.cfg.njk',
  'frontend-end.cfg.njk',
  'profile.cfg.njk',
  'backend-body.cfg.njk',
  'backend.cfg.njk',
  'redirect.cfg.njk',
  'tcp-defaults.cfg.njk',
  'tcp-frontend.cfg.njk',
  'tcp-claim.cfg.njk',
  'tcp-backend.cfg.njk',
  'tcp-servers.cfg.njk',
  'statistics.cfg.njk',
  'peers.cfg.njk',
  'error.http.njk',
] as const;
export type TemplateName = (typeof templateNames)[number];

/** The texts of the templates; reading them is the edge's business. */
export type TemplateTexts = Readonly<Record<TemplateName, string>>;

/** Lays out one template. Throws when a template names something that it is not given: that is a bug in one of them. */
export type LayOut = (name: TemplateName, view: object) => string;

/** Returns the function that lays out these templates; each is compiled once. */
export function createLayOut(texts: TemplateTexts): LayOut {
  const environment = new nunjucks.Environment(null, {
    autoescape: false,
    throwOnUndefined: true,
    trimBlocks: true,
    lstripBlocks: true,
  });
  const compiled = new Map(
    templateNames.map((name) => [name, nunjucks.compile(texts[name], environment)] as const),
  );
  return (name, view) => {
    const template = compiled.get(name);
    if (template === undefined) throw new Error(`no template ${name}`);
    return template.render(view);
  };
}
