/** `npm run security-table`: puts the table of `docs/asvs.json` into `docs/security.md`. */
import { writeTable } from './asvs-table.ts';

writeTable();
