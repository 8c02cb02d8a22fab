/** What was accepted, as the contract writes it. The stamps that intake gives on receipt are fields of their own. */

export interface PostedMark {
  upn: string;
  code: string;
  minutesLate?: number;
  recordedAt?: string;
}

export interface RegisterPost {
  kind: 'register';
  receivedAt: string;
  urn: number;
  date: string;
  session: 'AM' | 'PM';
  recordedAt?: string;
  marks: PostedMark[];
}

export interface PostedPupil {
  upn: string;
  yearGroup: string;
  previousUpn?: string;
  sex?: 'F' | 'M';
  fsm?: boolean;
  sen?: 'none' | 'support' | 'ehcp';
  eal?: boolean;
  cla?: boolean;
  socialWorker?: boolean;
  dateOfBirth?: string;
  admitted?: string;
  left?: string;
}

export interface RosterPost {
  kind: 'roster';
  receivedAt: string;
  urn: number;
  asOf: string;
  issuedAt?: string;
  /** The content digest that intake stamped, 16 hex digits. */
  digest: string;
  pupils: PostedPupil[];
}

export type Post = RegisterPost | RosterPost;
