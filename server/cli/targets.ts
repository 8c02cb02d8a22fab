import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));

/** `bellwether targets fit|evaluate`: offline, in a process of the workers; needs no running instance. */
export function addTargetsCommand(program: Command): void {
  const targets = program.command('targets').description('fit or check the model behind modelled targets');
  const fit = targets
    .command('fit')
    .description('fit the model on two published years and store it in the project')
    .option('--out <FILE>', 'where to write it, instead of shared/targets/model-v2.json');
  const evaluate = targets
    .command('evaluate')
    .description(
      'fit on two published years, predict a third, and print how well; code 1 when a goal is missed',
    )
    .option('--predict <YEAR>', 'the year predicted (2017-18)')
    .option('--json', 'print the table as JSON');
  for (const command of [fit, evaluate])
    command
      .option('--from <DIR>', 'folder of the published files (../shared/data)')
      .option('--year <YEAR>', 'the later of the two years fitted on (2016-17)')
      .action((options: Record<string, string | true>) => run(command.name(), options));
}

function run(name: string, options: Readonly<Record<string, string | true>>): Promise<void> {
  const args = Object.entries(options).flatMap(([key, value]) =>
    value === true ? [`--${key}`] : [`--${key}`, value],
  );
  const child = spawn(
    process.execPath,
    ['--import', import.meta.resolve('tsx'), join(PROJECT, 'workers/main.ts'), 'targets', name, ...args],
    { stdio: 'inherit' },
  );
  return new Promise((settle, fail) => {
    child.once('error', fail);
    child.once('exit', (code) => {
      process.exitCode = code ?? 1;
      settle();
    });
  });
}
