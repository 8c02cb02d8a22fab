/** A small change of the text of one file of the product, made while the simulation is bundled. */
import type { Plant } from '../bundle.ts';

export interface PlantedBug extends Plant {
  name: string;
  /** Whether it takes a failover to show. */
  failover?: boolean;
}
