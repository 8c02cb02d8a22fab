/** The command line, `npx bellwether`: one file a command in `cli/`. */
import { existsSync } from 'node:fs';
import { Command } from 'commander';
import { addAuditCommand } from './cli/audit.ts';
import { addBackupCommand } from './cli/backup.ts';
import { addCheckConfigCommand } from './cli/check-config.ts';
import { addDoctorCommand } from './cli/doctor.ts';
import { addExportCommand } from './cli/export.ts';
import { addImportCommand } from './cli/import.ts';
import { addOfflineCommands } from './cli/offline.ts';
import { addPupilsCommand } from './cli/pupils.ts';
import { addRoleCommands } from './cli/roles.ts';
import { addStartCommand } from './cli/start.ts';
import { addStatusCommand } from './cli/status.ts';
import { addTargetsCommand } from './cli/targets.ts';
import { addTokenCommand } from './cli/token.ts';
import { addTraceCommand } from './cli/trace.ts';

const program = new Command('bellwether')
  .description('The live monitor of school attendance in England.')
  .showHelpAfterError('(--help shows what is understood)');
addStartCommand(program);
addRoleCommands(program);
addImportCommand(program);
addExportCommand(program);
addTokenCommand(program);
addAuditCommand(program);
addPupilsCommand(program);
addStatusCommand(program);
addTraceCommand(program);
addTargetsCommand(program);
addDoctorCommand(program);
addBackupCommand(program);
addOfflineCommands(program);
addCheckConfigCommand(program);

if (existsSync('.env')) process.loadEnvFile('.env');
try {
  await program.parseAsync();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
