export function verdictOf(printed: string): { verdict: 'clean' | 'holes' | 'unknown'; holes: string[] };
