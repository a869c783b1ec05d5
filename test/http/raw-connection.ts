import { connect } from 'node:net';

/** A connection that sends bytes as they are, for requests that no HTTP client would send. */
export interface RawConnection {
  write(text: string): void;
  /** Says that nothing more will be sent. */
  end(): void;
  /** Breaks off without a word. */
  destroy(): void;
  /** Everything received, once that contains the text; rejects if the connection ends before. */
  until(text: string): Promise<string>;
  /** Everything received, once the connection is closed. */
  readonly closed: Promise<string>;
}

/** Opens a connection to a fake. */
export function openRawConnection(url: string): RawConnection {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  let received = '';
  socket.setEncoding('utf8').on('data', (text: string) => {
    received += text;
  });
  // The other side may close while more is being written; what it said before is what counts.
  socket.on('error', () => {});
  const closed = new Promise<string>((resolve) => {
    socket.on('close', () => resolve(received));
  });
  const until = (text: string) =>
    new Promise<string>((resolve, reject) => {
      const look = () => void (received.includes(text) && resolve(received));
      socket.on('data', look);
      socket.on('close', () => reject(new Error(`Closed before "${text}" came: ${received}`)));
      look();
    });
  return {
    write: (text) => void socket.write(text),
    end: () => void socket.end(),
    destroy: () => void socket.destroy(),
    until,
    closed,
  };
}

/** The text of a request with a body. */
export function requestText(
  target: string,
  headers: Readonly<Record<string, string | number>>,
  body = '',
): string {
  const lines = Object.entries({ Host: 'fake', ...headers }).map(([name, value]) => {
    return `${name}: ${value}\r\n`;
  });
  return `${target} HTTP/1.1\r\n${lines.join('')}\r\n${body}`;
}
