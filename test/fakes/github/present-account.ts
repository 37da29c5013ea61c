import { type Account, type AppIdentity, nodeId } from "./world.ts";

const urlSuffixes: Readonly<Record<string, string>> = {
  followers_url: "/followers",
  following_url: "/following{/other_user}",
  gists_url: "/gists{/gist_id}",
  starred_url: "/starred{/owner}{/repo}",
  subscriptions_url: "/subscriptions",
  organizations_url: "/orgs",
  repos_url: "/repos",
  events_url: "/events{/privacy}",
  received_events_url: "/received_events",
};

const nodePrefix = { User: "U", Organization: "O", Bot: "BOT" } as const;

export function accountNodeId(account: Account): string {
  return nodeId(nodePrefix[account.type], account.id);
}

/** An account as REST shows it beside everything that somebody wrote. `api` is the base of our own URLs. */
export function presentAccount(api: string, account: Account): Record<string, unknown> {
  const url = `${api}/users/${encodeURIComponent(account.login)}`;
  const urls = Object.fromEntries(Object.entries(urlSuffixes).map(([name, suffix]) => [name, url + suffix]));
  return {
    login: account.login,
    id: account.id,
    node_id: accountNodeId(account),
    avatar_url: `https://avatars.example.com/u/${account.id}`,
    gravatar_id: "",
    url,
    html_url: `https://github.example.com/${encodeURIComponent(account.login)}`,
    ...urls,
    type: account.type,
    user_view_type: "public",
    site_admin: false,
  };
}

/** The answer of `GET /users/{username}`. */
export function presentPublicUser(api: string, account: Account, createdAt: string): Record<string, unknown> {
  return {
    ...presentAccount(api, account),
    name: null,
    company: null,
    blog: null,
    location: null,
    email: null,
    hireable: null,
    bio: null,
    public_repos: 0,
    public_gists: 0,
    followers: 0,
    following: 0,
    created_at: createdAt,
    updated_at: createdAt,
  };
}

export function presentApp(api: string, app: AppIdentity): Record<string, unknown> {
  return {
    id: app.id,
    slug: app.slug,
    node_id: nodeId("A", app.id),
    client_id: `Iv1.${app.id}`,
    owner: presentAccount(api, app.owner),
    name: app.name,
    description: "",
    external_url: "https://app.example.com",
    html_url: `https://github.example.com/apps/${app.slug}`,
    created_at: app.createdAt,
    updated_at: app.createdAt,
    permissions: app.permissions,
    events: app.events,
  };
}
