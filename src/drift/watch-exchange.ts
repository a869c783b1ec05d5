import type { IncomingMessage } from 'node:http';
import { type BodyWatch, watchBody } from '../recording/body-watch.ts';
import type { RecordedExchange } from '../recording/recording.ts';
import { redactHeaders, redactText } from '../recording/redact.ts';
import type { Observer } from './forward.ts';
import { pairsOf } from './hop-by-hop.ts';

/** An exchange that has ended, and why it did not come to its target, if it did not. */
export interface SeenExchange {
  readonly exchange: RecordedExchange;
  readonly problem: string | undefined;
}

/** Watches one exchange as it passes, and hands it on, redacted, once it has ended. */
export function watchExchange(
  req: IncomingMessage,
  onEnd: (seen: Promise<SeenExchange>) => void,
): Observer {
  const startedMs = Date.now();
  const request = watchOf(req);
  let reply: { readonly message: IncomingMessage; readonly watch: BodyWatch } | undefined;
  let hasEnded = false;
  return {
    // What a caller still sends after a reply that ended early belongs to nothing.
    request: (chunk) => void (hasEnded || request.push(chunk)),
    head: (message) => {
      reply = { message, watch: watchOf(message) };
    },
    reply: (chunk) => void (hasEnded || reply?.watch.push(chunk)),
    end: (ended, error) => {
      hasEnded = true;
      const durationMs = Date.now() - startedMs;
      const problem =
        reply === undefined && ended === 'target_broke_off' ? reasonOf(error) : undefined;
      const finish = async (): Promise<SeenExchange> => ({
        exchange: {
          startedAt: new Date(startedMs).toISOString(),
          durationMs,
          request: {
            method: req.method ?? 'GET',
            path: redactText(req.url ?? '/'),
            headers: redactHeaders(pairsOf(req.rawHeaders)),
            body: await request.end(),
          },
          reply:
            reply === undefined
              ? null
              : {
                  status: reply.message.statusCode ?? 0,
                  headers: redactHeaders(pairsOf(reply.message.rawHeaders)),
                  body: await reply.watch.end(),
                },
          ended,
        },
        problem,
      });
      onEnd(finish());
    },
  };
}

function watchOf({ headers }: IncomingMessage): BodyWatch {
  return watchBody({ type: headers['content-type'], encoding: headers['content-encoding'] });
}

function reasonOf(error: Error | undefined): string {
  return (error as NodeJS.ErrnoException | undefined)?.code ?? error?.message ?? 'no reply';
}
