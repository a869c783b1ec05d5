/** The accounts of a model world; `other` is reached by the key variant of that name. */
export const ACCOUNTS = ['main', 'other'] as const;
export type AccountName = (typeof ACCOUNTS)[number];

/** What the models of the fake cost, and who they are. */
export const PRICES = { 'z-image': 1, 'elevenlabs-sound-effect-v2': 3, 'kling-3-0': 90 } as const;
export type ModelName = keyof typeof PRICES;

export const OPENING_BALANCE = 1_000;
const QUEUED_MS = 1_000;
const LIFE_MS = 5_000;
const MOST_ENDPOINTS = 20;

export interface TaskModel {
  readonly id: string;
  readonly account: AccountName;
  readonly credits: number;
  readonly bornAtMs: number;
  readonly fails: boolean;
}

/** What an account holds, in plain sums. */
export class AccountModel {
  granted = OPENING_BALANCE;
  available = OPENING_BALANCE;
  settled = 0;
  readonly held = new Map<string, number>();
  /** What the keys of this account stand for. */
  readonly keys = new Map<string, { body: string; id: string }>();
  readonly endpoints = new Set<string>();
  readonly files = new Set<string>();
  events = 0;

  get reserved(): number {
    return [...this.held.values()].reduce((sum, credits) => sum + credits, 0);
  }

  get hasRoomForEndpoint(): boolean {
    return this.endpoints.size < MOST_ENDPOINTS;
  }

  setBalance(balance: number): void {
    this.granted += balance - this.available;
    this.available = balance;
  }

  spend(credits: number): void {
    this.available -= credits;
    this.settled += credits;
  }
}

/** The simplest thing that could be a world of the fake. */
export class WorldModel {
  nowMs = 0;
  accounts = newAccounts();
  tasks: TaskModel[] = [];
  /** Models of which the next generation is planned to fail, oldest first. */
  plannedFailures: ModelName[] = [];
  deliveries = 0;

  account(name: AccountName): AccountModel {
    return this.accounts[name];
  }

  /** Whether a start is paid for; nothing changes where it is not. */
  canStart(account: AccountName, model: ModelName): boolean {
    return this.account(account).available >= PRICES[model];
  }

  start(id: string, account: AccountName, model: ModelName): TaskModel {
    const plan = this.plannedFailures.indexOf(model);
    if (plan !== -1) this.plannedFailures.splice(plan, 1);
    const credits = PRICES[model];
    const task = { id, account, credits, bornAtMs: this.nowMs, fails: plan !== -1 };
    const owner = this.account(account);
    owner.available -= credits;
    owner.held.set(id, credits);
    this.tasks.push(task);
    return task;
  }

  advance(ms: number): void {
    this.nowMs += ms;
    for (const task of this.tasks) this.#end(task);
  }

  statusOf({ bornAtMs, fails }: TaskModel): string {
    const age = this.nowMs - bornAtMs;
    if (age < QUEUED_MS) return 'queued';
    if (age < LIFE_MS) return 'processing';
    return fails ? 'failed' : 'succeeded';
  }

  reset(): void {
    Object.assign(this, new WorldModel());
  }

  #end({ id, account, credits, bornAtMs, fails }: TaskModel): void {
    const owner = this.account(account);
    if (this.nowMs - bornAtMs < LIFE_MS || !owner.held.delete(id)) return;
    if (fails) owner.available += credits;
    else owner.spend(0);
    if (!fails) owner.settled += credits;
    this.deliveries += owner.endpoints.size;
  }
}

function newAccounts(): Record<AccountName, AccountModel> {
  return { main: new AccountModel(), other: new AccountModel() };
}
