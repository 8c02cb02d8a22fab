/** The tokens there are, and what an admin does with them. A secret is held only until the page is told it was taken. */
import {
  type ListedTokenBody,
  type MadeToken,
  madeTokenSchema,
  type NewTokenBody,
  tokensSchema,
} from '../../shared/api/tokens.ts';
import { getJson, postJson, remove } from '../live/http.ts';

const TOKENS = '/api/v1/tokens';

export class Tokens {
  list: ListedTokenBody[] | null = $state(null);
  /** The secret that was just made: shown once. */
  made: MadeToken | null = $state(null);
  trouble: string | null = $state(null);
  busy = $state(false);

  async #run(work: () => Promise<void>): Promise<void> {
    this.busy = true;
    this.trouble = null;
    try {
      await work();
      this.list = (await getJson(TOKENS, tokensSchema)).tokens;
    } catch (error) {
      this.trouble = error instanceof Error ? error.message : String(error);
    }
    this.busy = false;
  }

  load(): Promise<void> {
    return this.#run(async () => undefined);
  }

  create(body: NewTokenBody): Promise<void> {
    return this.#run(async () => {
      this.made = await postJson(TOKENS, body, madeTokenSchema);
    });
  }

  rotate(id: string, overlapMinutes: number): Promise<void> {
    return this.#run(async () => {
      this.made = await postJson(`${TOKENS}/${id}/rotate`, { overlapMinutes }, madeTokenSchema);
    });
  }

  revoke(id: string): Promise<void> {
    return this.#run(async () => {
      await remove(`${TOKENS}/${id}`);
      if (this.made?.id === id) this.made = null;
    });
  }

  forget(): void {
    this.made = null;
  }
}
