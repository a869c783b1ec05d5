import type { Chat } from './domain/chat.ts';
import type { ChatScript, StreamFaultPlan } from './domain/chat-scripts.ts';

/** The chats of a world, as a test steers them. It stays valid over a reset. */
export interface ChatHandle {
  /**
   * Plans how the next matching turns shall answer, and returns the id of the plan.
   *
   * @throws {TypeError|RangeError} if a part of the script makes no sense.
   */
  script(script: ChatScript): string;
  /**
   * Plans what shall happen to the bytes of the next matching streams, and returns the id of the plan.
   *
   * @throws {TypeError|RangeError} if a part of the plan makes no sense.
   */
  inject(plan: StreamFaultPlan): string;
  /** What still waits for a turn or a stream, oldest first. */
  readonly waiting: {
    readonly scripts: ReturnType<Chat['scripts']['list']>;
    readonly faults: ReturnType<Chat['faults']['list']>;
  };
  /** Forgets all scripts and faults. */
  clear(): void;
}

/** A handle on chats, which are looked up anew at each use. */
export function createChatHandle(find: () => Chat): ChatHandle {
  return {
    script: (script) => find().script(script),
    inject: (plan) => find().inject(plan),
    get waiting() {
      const { scripts, faults } = find();
      return { scripts: scripts.list(), faults: faults.list() };
    },
    clear: () => {
      find().scripts.clear();
      find().faults.clear();
    },
  };
}
