// `npm run audit-packages`: whether a package that ships has a known hole of weight. Asks the registry; where none answers
// that is said and the check passes over, so that a machine without a network can go on. Code 1 when there is a hole.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const PATIENCE_MS = 60_000;
const OF_WEIGHT = ['high', 'critical'];

/** What `npm audit --json` printed, as a verdict: `unknown` when it is no answer of a registry. */
export function verdictOf(printed) {
  let report;
  try {
    report = JSON.parse(printed);
  } catch {
    return { verdict: 'unknown', holes: [] };
  }
  if (typeof report?.vulnerabilities !== 'object' || report.vulnerabilities === null)
    return { verdict: 'unknown', holes: [] };
  const holes = Object.values(report.vulnerabilities)
    .filter(({ severity }) => OF_WEIGHT.includes(severity))
    .map(({ name, severity, range }) => `${name} ${range}: ${severity}`);
  return { verdict: holes.length > 0 ? 'holes' : 'clean', holes };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { stdout } = spawnSync('npm', ['audit', '--omit=dev', '--json'], {
    encoding: 'utf8',
    timeout: PATIENCE_MS,
  });
  const { verdict, holes } = verdictOf(stdout ?? '');
  const words = {
    clean: 'No package that ships has a known hole of weight.',
    unknown: 'SKIPPED: no registry answered, so known holes in packages were not looked for.',
    holes: `Packages with known holes:\n${holes.join('\n')}\nTake versions without them, or say in docs/decisions.md why not.`,
  };
  process.stdout.write(`${words[verdict]}\n`);
  process.exit(verdict === 'holes' ? 1 : 0);
}
