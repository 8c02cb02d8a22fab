/** The live picture as rows: of one school, of an LA within a view, or of a whole view. */
import type { Grain } from '../../shared/access/policy.ts';
import { THOUSAND } from '../../shared/access/told.ts';
import { ROW, type Row, type Usual } from '../../shared/live/down.ts';
import type { CloseRow, SignalRow } from '../../shared/live/signal-row.ts';
import type { View } from '../../shared/live/views.ts';
import type { Closes } from '../signal/closes.ts';
import type { LiveSignals } from '../signal/live-signals.ts';
import { HeardGate } from './heard-gate.ts';
import type { LiveModel } from './live-model.ts';
import type { LiveMembership } from './membership.ts';
import { RoundedViews } from './rounded-views.ts';
import { rollsRow, schoolRow, sumRow } from './rows.ts';
import { ToldRows } from './told-rows.ts';
import { TOLD_AT, type UsualSums } from './usual.ts';

const HALVES = [0, 1] as const;
/** Id of the row that stands for a whole view. */
const WHOLE_VIEW = 0;
/** An area of a single school is that school: its sum is not shown as an LA's. */
const FEWEST_SCHOOLS = 2;
const SMALLEST_SHOWN = 5;
/** Where fewer schools will close tells of single ones. */
const FEWEST_TO_CLOSE = 5;

/** What a row is of: a URN, an LA's code, or 0; and the session. */
export interface Cell {
  id: number;
  half: number;
}

/** Who gets a row an LA may see no small numbers: an LA stands in the picture once none of its cells is small. */
function hasSmallCell(row: Row): boolean {
  return row.slice(ROW.onRoll).some((cell) => cell > 0 && cell < SMALLEST_SHOWN);
}

export class Picture {
  readonly #model: LiveModel;
  readonly #membership: LiveMembership;
  readonly #usual: ReadonlyMap<number, UsualSums>;
  readonly #signals: LiveSignals;
  readonly #closes: Closes;
  readonly #heard: HeardGate;
  readonly #toldRows = new ToldRows();
  /** Views as walls get them. */
  readonly rounded = new RoundedViews();

  constructor(
    model: LiveModel,
    membership: LiveMembership,
    usual: ReadonlyMap<number, UsualSums>,
    { signals, closes }: { signals: LiveSignals; closes: Closes },
  ) {
    this.#model = model;
    this.#membership = membership;
    this.#usual = usual;
    this.#signals = signals;
    this.#closes = closes;
    this.#heard = new HeardGate(membership);
  }

  /** A school's signal, for rooms of grain `school` alone. */
  signal(urn: number): SignalRow | undefined {
    return this.#signals.rowOf(urn);
  }

  /** Where the sessions of a view will close; of few schools, or made of small numbers, not for who may not see them. */
  closes(view: View, grain: Grain): CloseRow[] {
    if (grain === 'la') return [];
    const urns = this.#membership.urnsOf(view);
    if (grain !== 'school' && urns.length < FEWEST_TO_CLOSE) return [];
    const rows = this.#closes.rowsOf(urns);
    const isTold = (half: number) => this.#heard.isTold(view, half, this.#model.tables[half]);
    return grain === 'school' ? rows : rows.filter(([half]) => isTold(half));
  }

  /** The id of the row that shows a school at a grain. */
  idAt(grain: Grain, urn: number): number {
    if (grain === 'school') return urn;
    return grain === 'la' || grain === 'rounded' ? Number(this.#membership.laOf(urn)) : WHOLE_VIEW;
  }

  row(view: View, grain: Grain, { id, half }: Cell): Row | undefined {
    const table = this.#model.tables[half];
    if (grain === 'school') {
      const index = table.indexOf(id);
      return index < 0 ? undefined : schoolRow(table, half, index);
    }
    const urns = this.#urnsAt(view, grain, id);
    if (urns.length < FEWEST_SCHOOLS) return undefined;
    if (grain !== 'la') {
      const sum = sumRow(table, half, id, urns);
      return sum && !this.#heard.isTold(view, half, table) ? rollsRow(sum) : sum;
    }
    const row = this.#toldRows.row(table, half, id, urns);
    return row && hasSmallCell(row) ? undefined : row;
  }

  usual(view: View, grain: Grain, { id, half }: Cell): Usual | undefined {
    const urns = grain === 'school' ? [id] : this.#urnsAt(view, grain, id);
    if (grain !== 'school' && urns.length < FEWEST_SCHOOLS) return undefined;
    const isTold = grain === 'la';
    const at = isTold ? TOLD_AT[half] : half * 2;
    let [possible, attending] = [0, 0];
    for (const urn of urns) {
      const sums = this.#usual.get(urn);
      if (!sums) continue;
      possible += sums[at];
      attending += sums[at + 1];
    }
    const pupils = (sum: number) => (isTold ? Math.round(sum / THOUSAND) : sum);
    return possible > 0 ? [id, half, pupils(possible), pupils(attending)] : undefined;
  }

  #urnsAt(view: View, grain: Grain, id: number): readonly number[] {
    if (grain === 'la') return this.#membership.urnsByLa(view).get(id) ?? [];
    return this.#membership.urnsOf(view);
  }

  /** Everything a view shows. */
  whole(view: View, grain: Grain): { rows: Row[]; usual: Usual[]; signals: SignalRow[]; closes: CloseRow[] } {
    if (grain === 'rounded')
      return { rows: [...this.rounded.of(view).rows], usual: [], closes: [], signals: [] };
    const ids = new Set<number>();
    for (const urn of this.#membership.urnsOf(view)) ids.add(this.idAt(grain, urn));
    const rows: Row[] = [];
    const usual: Usual[] = [];
    for (const half of HALVES)
      for (const id of ids) {
        const row = this.row(view, grain, { id, half });
        if (row) rows.push(row);
        const level = this.usual(view, grain, { id, half });
        if (level) usual.push(level);
      }
    const seen = grain === 'school' ? this.#membership.urnsOf(view) : [];
    const signals = seen.flatMap((urn) => [this.signal(urn) ?? []].filter((row) => row.length > 0));
    return { rows, usual, signals, closes: this.closes(view, grain) };
  }
}
