/** What is disputed about a school, and what this reader does about it. */
import {
  type Dispute,
  type Disputes,
  type DisputeView,
  disputesSchema,
  disputeViewSchema,
  type Figure,
  type TakeStep,
} from '../../shared/api/disputes.ts';
import { sameFigure } from '../../shared/disputes/life.ts';
import { getJson, postJson } from '../live/http.ts';
import { PoliteFetch } from './polite-fetch.svelte.ts';

const EVERY_MS = 15_000;
type Listed = Disputes['items'][number];

export class SchoolDisputes {
  readonly urn: number;
  readonly #list = new PoliteFetch<Listed[]>(EVERY_MS);

  constructor(urn: number) {
    this.urn = urn;
  }

  get list(): readonly Listed[] {
    return this.#list.value ?? [];
  }

  /** The latest dispute about a figure. */
  of(figure: Figure): Listed | null {
    return this.list.find((one) => sameFigure(one.figure, figure)) ?? null;
  }

  follow(now: number): () => void {
    return this.#list.follow(async (signal) => {
      const url = `/api/v1/disputes?urn=${this.urn}&limit=200`;
      return (await getJson(url, disputesSchema, signal)).items;
    }, now);
  }

  read(id: string): Promise<DisputeView> {
    return getJson(`/api/v1/disputes/${id}`, disputeViewSchema);
  }

  async open(asked: Pick<Dispute, 'figure' | 'says' | 'shown' | 'shouldBe'>): Promise<DisputeView> {
    return this.#put(await postJson('/api/v1/disputes', { urn: this.urn, ...asked }, disputeViewSchema));
  }

  async step(id: string, asked: TakeStep): Promise<DisputeView> {
    return this.#put(await postJson(`/api/v1/disputes/${id}/steps`, asked, disputeViewSchema));
  }

  #put(view: DisputeView): DisputeView {
    this.#list.put([view, ...this.list.filter(({ id }) => id !== view.id)]);
    return view;
  }
}
