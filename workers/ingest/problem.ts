/** Refusals of a whole request, as RFC 9457 problems. */
import type { Problem } from '../../shared/api/problems.ts';

const TITLES: Record<number, string> = {
  400: 'The request cannot be read',
  401: 'Not signed in',
  403: 'Not allowed',
  404: 'Not found',
  413: 'Too large',
  415: 'Type not supported',
  429: 'Too much at once',
  500: 'Something went wrong here',
  503: 'Not available just now',
};

/** Thrown anywhere while a request is handled; `detail` says what to do next. */
export class RequestProblem extends Error {
  readonly status: number;
  readonly code: string;
  readonly retryAfterSeconds: number | undefined;

  constructor(status: number, code: string, detail: string, retryAfterSeconds?: number) {
    super(detail);
    this.name = 'RequestProblem';
    this.status = status;
    this.code = code;
    this.retryAfterSeconds = retryAfterSeconds;
  }

  toBody(): Problem {
    return {
      type: `about:blank#${this.code}`,
      title: TITLES[this.status] ?? 'Error',
      status: this.status,
      detail: this.message,
      code: this.code,
    };
  }
}

/** The sender has gone away in the middle of the body: nobody is left to answer. */
export class BodyCutOff extends Error {
  constructor() {
    super('the body was cut off');
    this.name = 'BodyCutOff';
  }
}
