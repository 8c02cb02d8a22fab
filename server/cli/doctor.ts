import type { Command } from 'commander';
import { diagnose, type Finding } from '../../shared/ops/doctor.ts';
import { look } from './doctor/look.ts';
import { addConfigOptions, configOf } from './options.ts';

const SIGN: Record<Finding['state'], string> = { ok: '  ok    ', look: '  LOOK  ', wrong: '  WRONG ' };

/** `bellwether doctor`: what is wrong, and what to do; ends with 1 when something is wrong. */
export function addDoctorCommand(program: Command): void {
  const command = program.command('doctor').description('what is wrong, and what to do about it');
  command.option('--json', 'print it as JSON');
  addConfigOptions(command, ['data', 'redis', 'partitions']).action(async (options: { json?: true }) => {
    const findings = diagnose(await look(configOf(command), Date.now));
    process.stdout.write(options.json ? `${JSON.stringify(findings)}\n` : describeFindings(findings));
    if (findings.some(({ state }) => state === 'wrong')) process.exitCode = 1;
  });
}

export function describeFindings(findings: readonly Finding[]): string {
  const lines = findings.flatMap(({ state, what, whatToDo }) => [
    `${SIGN[state]}${what}`,
    ...(whatToDo === undefined ? [] : [`        -> ${whatToDo}`]),
  ]);
  const wrong = findings.filter(({ state }) => state === 'wrong').length;
  lines.push(wrong === 0 ? 'Nothing is wrong.' : `${wrong} wrong. Begin with the first.`);
  return `${lines.join('\n')}\n`;
}
