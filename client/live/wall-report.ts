/** A wall display's sign of life: the server tells the room's keepers when it stops. */
import { postNothing } from './http.ts';

const EVERY_MS = 10_000;

/** Reports every ten seconds with the time of one frame; a report that fails is made good by the next. */
export function reportWall(parts: {
  scene: () => string;
  frame: (draw: (at: number) => void) => void;
}): void {
  setInterval(() => {
    parts.frame((from) =>
      parts.frame((to) => {
        const report = { scene: parts.scene(), frameMs: Math.round(to - from) };
        postNothing('/api/v1/displays/report', report).catch(() => undefined);
      }),
    );
  }, EVERY_MS);
}
