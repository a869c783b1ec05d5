/** What the process in front tells a worker. */
export type ToWorker =
  | {
      readonly kind: 'start';
      /** What the fake is made from, in a form that can be sent. */
      readonly options: unknown;
      readonly publicUrl: string;
      readonly controlToken: string | undefined;
      /** Which worker it is, of how many. */
      readonly index: number;
      readonly count: number;
    }
  /** All workers listen: their ports, in order. */
  | { readonly kind: 'peers'; readonly ports: readonly number[] }
  /** A connection, with the bytes that were read of it. */
  | { readonly kind: 'connection'; readonly head: string }
  | { readonly kind: 'stop' };

/** What a worker tells the process in front. */
export type FromWorker =
  | { readonly kind: 'ready'; readonly port: number }
  | { readonly kind: 'failed'; readonly message: string };
