/** Lines for the person at the terminal. The log files have everything; here only what starts, stops and goes wrong. */
export interface Console {
  say(text: string): void;
}

export const terminal: Console = {
  say: (text) => {
    process.stdout.write(`${new Date().toTimeString().slice(0, 8)}  ${text}\n`);
  },
};

/** A duration for people: `0.2 s`, `12 s`. */
export function seconds(ms: number): string {
  return `${ms < 10_000 ? (ms / 1000).toFixed(1) : Math.round(ms / 1000)} s`;
}
