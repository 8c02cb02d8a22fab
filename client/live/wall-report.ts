/** A wall display's sign of life: the server tells the room's keepers when it stops. */
const EVERY_MS = 10_000;
export const REPORT_URL = '/api/v1/displays/report';

/** Reports every ten seconds with the time of one frame; a report that fails is made good by the next. */
export function reportWall(parts: {
  scene: () => string;
  frame: (draw: (at: number) => void) => void;
  send: (report: { scene: string; frameMs: number }) => Promise<unknown>;
}): void {
  setInterval(() => {
    parts.frame((from) =>
      parts.frame((to) => {
        const report = { scene: parts.scene(), frameMs: Math.round(to - from) };
        parts.send(report).catch(() => undefined);
      }),
    );
  }, EVERY_MS);
}
