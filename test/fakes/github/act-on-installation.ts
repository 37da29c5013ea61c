import type { ActionContext } from "./act-on-pull-request.ts";
import type { RepositoryHandle } from "./act-on-repository.ts";
import type { Delivery } from "./webhook-sender.ts";
import { type Account, type Installation, type Permissions, timestamp } from "./world.ts";

export interface InstallRequest {
  readonly account: Account;
  /** Every repository of the account when absent. */
  readonly repositories?: readonly RepositoryHandle[];
  /** What the App asks for when absent. */
  readonly permissions?: Permissions;
}

/** An installation that its owner acts on. Actions hand their webhooks over. */
export interface InstallationHandle {
  readonly state: Installation;
  readonly id: number;
  deliverCreated(): Promise<Delivery>;
  suspend(): Promise<Delivery>;
  unsuspend(): Promise<Delivery>;
  uninstall(): Promise<Delivery>;
  addRepository(repository: RepositoryHandle): Promise<Delivery>;
  removeRepository(repository: RepositoryHandle): Promise<Delivery>;
  /** Other permissions from now on; tokens that exist keep what they had, minus what is gone. */
  setPermissions(permissions: Permissions): Promise<Delivery>;
  /** Ends the life of all tokens at once, as after an hour. */
  expireTokens(): void;
  /** Leaves so many calls in the hourly budget. */
  leaveCalls(remaining: number, resetInSeconds: number): void;
}

export function addInstallation(context: ActionContext, request: InstallRequest): InstallationHandle {
  const { world, compose, send } = context;
  const { account, repositories } = request;
  const installation: Installation = {
    id: world.nextId(),
    account,
    selection: repositories === undefined ? "all" : "selected",
    repositories: new Set((repositories ?? []).map(({ id }) => id)),
    permissions: request.permissions ?? world.app.permissions,
    suspendedAt: null,
    isDeleted: false,
    createdAt: timestamp(world),
    rate: { limit: world.limits.ratePerHour, used: 0, resetAt: Math.floor(world.now() / 1000) + 3_600 },
  };
  world.installations.set(installation.id, installation);
  const tokens = () => [...world.tokens.values()].filter((token) => token.installation === installation);
  const deliver = (action: string) => send(compose.installation(installation, action, account));
  return {
    state: installation,
    id: installation.id,
    deliverCreated: () => deliver("created"),
    suspend: () => {
      installation.suspendedAt = timestamp(world);
      return deliver("suspend");
    },
    unsuspend: () => {
      installation.suspendedAt = null;
      return deliver("unsuspend");
    },
    uninstall: () => {
      const delivered = deliver("deleted");
      installation.isDeleted = true;
      return delivered;
    },
    addRepository: ({ state }) => {
      installation.repositories.add(state.id);
      return send(compose.installationRepositories(installation, { added: [state], removed: [] }, account));
    },
    removeRepository: ({ state }) => {
      installation.repositories.delete(state.id);
      return send(compose.installationRepositories(installation, { added: [], removed: [state] }, account));
    },
    setPermissions: (permissions) => {
      installation.permissions = permissions;
      for (const token of tokens()) {
        const kept = Object.entries(token.permissions).filter(([name]) => permissions[name] !== undefined);
        world.tokens.set(token.text, Object.assign(token, { permissions: Object.fromEntries(kept) }));
      }
      return deliver("new_permissions_accepted");
    },
    expireTokens: () => {
      for (const token of tokens()) token.expiresAt = 0;
    },
    leaveCalls: (remaining, resetInSeconds) => {
      const resetAt = Math.floor(world.now() / 1000) + resetInSeconds;
      Object.assign(installation.rate, { used: installation.rate.limit - remaining, resetAt });
    },
  };
}
