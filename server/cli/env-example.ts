import { envName, optionOf } from '../../shared/node/config.ts';
import { PUBLIC_OPTIONS } from './options.ts';

/** The text of `.env.example`: every option as a commented-out variable with its words and default. */
export function envExample(): string {
  const lines = PUBLIC_OPTIONS.flatMap((name) => {
    const { description, default: fallback = '', secret } = optionOf(name);
    return [
      `# ${description}${secret ? ' (a secret: by the environment alone)' : ''}`,
      `# ${envName(name)}=${fallback}`,
      '',
    ];
  });
  return [
    '# Options of Bellwether. Copy to .env, where npm start and npx bellwether read it; flags win over it.',
    '# Written by `npx bellwether check-config --example`; a test fails when it is out of date.',
    '',
    ...lines,
  ].join('\n');
}
