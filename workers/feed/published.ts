/**
 * What is published about attendance in England and simulated England is made to match. Source: DfE, *Pupil
 * attendance in schools*, 8 September 2025 to 10 July 2026 (OGL v3); shapes marked (own) are ours.
 */

/** The phases of the published statistics, in the order of every per-phase array here. */
export const SIMULATED_PHASES = ['primary', 'secondary', 'special'] as const;
export type SimulatedPhase = (typeof SIMULATED_PHASES)[number];

export interface PhaseFacts {
  readonly schools: number;
  readonly enrolments: number;
  /** Absent sessions in possible sessions, fraction. */
  readonly absence: number;
  /** Pupils missing 10% or more of their sessions, fraction. */
  readonly persistent: number;
  /** Standard deviation of absence between LAs, and between schools (own estimate), as fractions. */
  readonly laSpread: number;
  readonly schoolSpread: number;
  /** Share of schools that are academies. */
  readonly academies: number;
}

export const PHASE_FACTS: Record<SimulatedPhase, PhaseFacts> = {
  primary: {
    schools: 16_677,
    enrolments: 4_330_706,
    absence: 0.05277,
    persistent: 0.13773,
    laSpread: 0.004,
    schoolSpread: 0.012,
    academies: 0.427,
  },
  secondary: {
    schools: 3_494,
    enrolments: 3_605_150,
    absence: 0.0849,
    persistent: 0.23768,
    laSpread: 0.0104,
    schoolSpread: 0.024,
    academies: 0.819,
  },
  special: {
    schools: 1_121,
    enrolments: 167_385,
    absence: 0.13169,
    persistent: 0.36062,
    laSpread: 0.023,
    schoolSpread: 0.04,
    academies: 0.48,
  },
};

/** Percent of possible sessions by code. Codes below 0.001% are left out. */
export const CODE_SHARES: Record<SimulatedPhase, Readonly<Record<string, number>>> = {
  primary: {
    '/': 45.8978,
    '\\': 46.6774,
    L: 1.1219,
    I: 2.786,
    M: 0.272,
    R: 0.0655,
    T: 0.0142,
    E: 0.0369,
    C: 0.3674,
    C1: 0.0033,
    J1: 0.017,
    C2: 0.1667,
    B: 0.1908,
    P: 0.0848,
    V: 0.7329,
    K: 0.0176,
    G: 0.5349,
    U: 0.1694,
    O: 0.7938,
    N: 0.0494,
  },
  secondary: {
    '/': 42.8991,
    '\\': 44.2628,
    L: 2.79,
    I: 3.627,
    M: 0.3763,
    R: 0.0579,
    S: 0.1004,
    T: 0.003,
    E: 0.2887,
    C: 0.4258,
    C1: 0.0051,
    J1: 0.0157,
    C2: 0.321,
    B: 0.2996,
    P: 0.1421,
    V: 0.7292,
    W: 0.3085,
    K: 0.0789,
    G: 0.3144,
    U: 0.2965,
    O: 2.6084,
    N: 0.0495,
  },
  special: {
    '/': 42.1155,
    '\\': 42.3848,
    L: 0.7667,
    I: 5.0194,
    M: 1.015,
    R: 0.0534,
    S: 0.0227,
    T: 0.0065,
    E: 0.174,
    C: 1.6754,
    C1: 0.0046,
    J1: 0.01,
    C2: 1.5882,
    B: 0.8892,
    P: 0.0477,
    V: 0.4643,
    W: 0.0612,
    K: 0.1013,
    G: 0.4074,
    U: 0.3234,
    O: 2.7999,
    N: 0.0692,
  },
};

/** Points of absence above the week's mean, Monday to Friday (medians of 58 full weeks; special schools: own). */
export const WEEKDAY_POINTS: Record<SimulatedPhase, readonly number[]> = {
  primary: [0.262, -0.283, -0.504, -0.319, 0.785],
  secondary: [-0.288, -0.416, -0.415, -0.214, 1.148],
  special: [0.1, -0.45, -0.5, -0.15, 1],
};

/** Share of pupils eligible for free school meals, with SEN support, with an EHC plan, and with EAL (2024). */
export const PUPIL_SHARES: Record<
  SimulatedPhase,
  { fsm: number; support: number; ehcp: number; eal: number }
> = {
  primary: { fsm: 0.245, support: 0.146, ehcp: 0.032, eal: 0.228 },
  secondary: { fsm: 0.236, support: 0.132, ehcp: 0.029, eal: 0.181 },
  special: { fsm: 0.47, support: 0.012, ehcp: 0.982, eal: 0.15 },
};
