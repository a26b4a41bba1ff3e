import { Command, CommanderError } from 'commander';
import { explain } from './explain.js';
import { type OpenView, render } from './render.js';
import { validate } from './validate/validate.js';
import type { ValidateParts } from './validate/validate-parts.js';
import { type ExitCode, exitCodes, type World } from './world.js';

/** Serves as one of the roles until the program is asked to end. */
export type Serve = (role: 'run' | 'controller' | 'proxy', world: World) => Promise<ExitCode>;

/** What commands need of the program. */
export interface CommandParts {
  readonly serve: Serve;
  readonly openView: OpenView;
  readonly validate: ValidateParts;
}

/** Runs the command line and returns the exit code. Wrong use is explained on stderr, with the nearest right one. */
export async function runProgram(
  args: readonly string[],
  world: World,
  parts: CommandParts,
): Promise<ExitCode> {
  let code: ExitCode = exitCodes.ok;
  const program = programOf(world, parts, (result) => {
    code = result;
  });
  try {
    await program.parseAsync(args.length === 0 ? ['run'] : [...args], { from: 'user' });
    return code;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? exitCodes.ok : exitCodes.misuse;
  }
}

function programOf(world: World, parts: CommandParts, done: (code: ExitCode) => void): Command {
  const { serve, openView } = parts;
  const program = new Command('waggle')
    .description('Label-driven HAProxy ingress for Docker Swarm.')
    .version(world.version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .addHelpText(
      'after',
      '\nSettings come from the environment and from Docker secrets: see docs/settings.md.',
    )
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void world.stdout.write(text),
      writeErr: (text) => void world.stderr.write(text),
    });
  program
    .command('run')
    .description('be a proxy and, on a manager, the controller too (default)')
    .action(async () => done(await serve('run', world)));
  program
    .command('controller')
    .description('watch the swarm and send what it wants to every proxy')
    .action(async () => done(await serve('controller', world)));
  program
    .command('proxy')
    .description('run HAProxy as the controller says')
    .action(async () => done(await serve('proxy', world)));
  program
    .command('render')
    .description('print the HAProxy configuration for a list of services')
    .option('-s, --services <file>', 'list of parameter maps, YAML or JSON')
    .option('-q, --query <query>', 'a service as a query: "serviceName=web&port=80"; repeatable', collect, [])
    .option('-o, --out <folder>', 'write all files there instead of printing haproxy.cfg')
    .action(async (options) => done(await render(options, world, openView)));
  program
    .command('explain')
    .description('say which route serves a request, why, and which were passed over')
    .argument('<url>', 'http://HOST/PATH or https://HOST/PATH')
    .option('-m, --method <method>', 'method of the request', 'GET')
    .option('-H, --header <header>', 'a header of the request, "Name: value"; repeatable', collect, [])
    .option('-s, --services <file>', 'explain the routes of a list of parameter maps, YAML or JSON')
    .option('-a, --address <host:port>', 'ask a running proxy, at its API')
    .option('--json', 'print JSON')
    .action(async (url, options) => done(await explain(url, options, world, openView)));
  program
    .command('validate')
    .description('say what is wrong with the services in compose files and services files')
    .argument('<file...>', 'compose files, stack files, services files')
    .option('--stack <name>', 'name of the stack that the files are deployed as')
    .option('--env-file <file>', 'variables beside those of the environment')
    .option('--haproxy', 'fail when HAProxy cannot be asked')
    .option('--no-haproxy', 'do not ask HAProxy')
    .option('--json', 'print one JSON document')
    .action(async (files, options) => done(await validate(files, options, world, parts.validate)));
  return program;
}

function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}
