/** The table of ASVS items in `docs/security.md`, made from `docs/asvs.json`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';

const itemSchema = z.object({
  /** Number in ASVS 5.0. */
  item: z.string().regex(/^V\d+\.\d+\.\d+$/),
  /** What it asks, in our words. */
  asks: z.string(),
  state: z.enum(['met', 'partly', 'not met', 'by the operator']),
  /** Files in which it is met. */
  where: z.array(z.string()),
  /** Rules of `test/SPEC.md` that show it. */
  rules: z.array(z.string()),
  note: z.string().optional(),
});
export type AsvsItem = z.infer<typeof itemSchema>;

const DATA = 'docs/asvs.json';
export const PAGE = 'docs/security.md';
const [BEGIN, END] = ['<!-- asvs: made by npm run security-table -->', '<!-- /asvs -->'];

export function readItems(): AsvsItem[] {
  return z.array(itemSchema).parse(JSON.parse(readFileSync(DATA, 'utf8')));
}

/** The table between its marks. */
export function asTable(items: readonly AsvsItem[]): string {
  const rows = items.map(({ item, asks, state, where, rules, note }) => {
    const files = where.map((file) => `\`${file}\``).join(', ');
    return `| ${item} | ${asks} | ${state}${note ? `: ${note}` : ''} | ${files} | ${rules.join(', ')} |`;
  });
  const head = ['| item | asks | state | where | rules |', '|---|---|---|---|---|'];
  return [BEGIN, '', ...head, ...rows, '', END].join('\n');
}

/** A page with its table put in. */
export function withTable(page: string, table: string): string {
  const [from, to] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (from < 0 || to < 0) throw new Error(`${PAGE} has no place for the table`);
  return page.slice(0, from) + table + page.slice(to + END.length);
}

export function writeTable(): void {
  writeFileSync(PAGE, withTable(readFileSync(PAGE, 'utf8'), asTable(readItems())));
}
