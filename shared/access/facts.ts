/** What the policy needs to know of schools and areas. */

/** The areas a school belongs to. */
export interface SchoolFacts {
  urn: number;
  la: string;
  region: string | undefined;
  trust: string | null;
  phase: string;
  hubs: readonly { id: string; tier: 'enhanced' | 'regional' }[];
}

/** An area and the schools in it. */
export interface AreaFacts {
  kind: 'england' | 'region' | 'la' | 'trust' | 'hub';
  id: string;
  schools: () => Iterable<SchoolFacts>;
}
