/** The server process: `node --import tsx server/main.ts`. Its configuration comes in `BELLWETHER_*`. */
import { runRole } from '../shared/node/lifecycle.ts';

await runRole('server', async () => (await import('./app.ts')).startServer);
