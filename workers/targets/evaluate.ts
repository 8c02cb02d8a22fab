/** `npm run evaluate:targets -- [--from DIR] [--year 2016-17] [--predict 2017-18] [--json]`. */
import { runTargets } from './fit.ts';

runTargets('evaluate', process.argv.slice(2));
