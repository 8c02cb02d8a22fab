/** A TCP proxy that a test makes misbehave: every connection passes through it, whole until told otherwise. */
import { connect, createServer, type NetConnectOpts, type Server, type Socket } from 'node:net';

/**
 * - `delay`: what comes is passed on later.
 * - `cut`: the next answer is broken off in its middle and both ends are closed.
 * - `half-open`: requests pass, answers do not; nobody is told.
 * - `black-hole`: nothing passes, nobody is told; new connections are taken and lead nowhere.
 */
export const NET_FAULTS = ['delay', 'cut', 'half-open', 'black-hole'] as const;
export type NetFault = (typeof NET_FAULTS)[number];

interface Pair {
  near: Socket;
  far: Socket;
  /** Something was swallowed, so the stream cannot go on after the fault. */
  torn: boolean;
}

export class FaultProxy {
  readonly #target: NetConnectOpts;
  readonly #server: Server;
  readonly #pairs = new Set<Pair>();
  #fault: NetFault | null = null;
  #delayMs = 0;

  private constructor(target: NetConnectOpts) {
    this.#target = target;
    this.#server = createServer((near) => this.#join(near));
  }

  /** Listens on a free port of this machine. */
  static async before(target: NetConnectOpts): Promise<FaultProxy> {
    const proxy = new FaultProxy(target);
    await new Promise<void>((settle) => proxy.#server.listen(0, '127.0.0.1', settle));
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as { port: number }).port;
  }

  /** Begins a fault. A `cut` ends by itself with the answers it broke. */
  begin(fault: NetFault, delayMs = 0): void {
    this.#fault = fault;
    this.#delayMs = delayMs;
  }

  /** Ends the fault; what it swallowed is lost, so those connections are closed now. */
  end(): void {
    this.#fault = null;
    for (const pair of this.#pairs) if (pair.torn) this.#close(pair);
  }

  #join(near: Socket): void {
    const far = connect(this.#target);
    const pair: Pair = { near, far, torn: false };
    this.#pairs.add(pair);
    for (const socket of [near, far]) {
      socket.setNoDelay(true);
      socket.on('error', () => this.#close(pair));
      socket.on('close', () => this.#close(pair));
    }
    near.on('data', (chunk) => this.#pass(pair, chunk, far, 'request'));
    far.on('data', (chunk) => this.#pass(pair, chunk, near, 'answer'));
  }

  #pass(pair: Pair, chunk: Buffer, to: Socket, kind: 'request' | 'answer'): void {
    const fault = this.#fault;
    if (fault === 'black-hole' || (fault === 'half-open' && kind === 'answer')) pair.torn = true;
    if (pair.torn) return;
    if (fault === 'cut' && kind === 'answer') {
      pair.torn = true;
      to.write(chunk.subarray(0, chunk.length >> 1), () => this.#close(pair));
    } else if (fault === 'delay') setTimeout(() => to.writable && to.write(chunk), this.#delayMs);
    else to.write(chunk);
  }

  #close(pair: Pair): void {
    if (!this.#pairs.delete(pair)) return;
    pair.near.destroy();
    pair.far.destroy();
  }

  async stop(): Promise<void> {
    for (const pair of this.#pairs) this.#close(pair);
    await new Promise((settle) => this.#server.close(settle));
  }
}
