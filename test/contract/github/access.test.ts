import { generateKeyPairSync, sign } from "node:crypto";
import { createAppAuth } from "@octokit/auth-app";
import { Octokit } from "@octokit/rest";
import { afterEach, describe, expect, it } from "vitest";
import { openScene, type Scene, silent } from "./open-scene.ts";

let scene: Scene;

afterEach(async () => {
  expect(scene.github.violations).toEqual([]);
  await scene.github.close();
});

type TokenRequest = NonNullable<Parameters<Scene["appOctokit"]["apps"]["createInstallationAccessToken"]>[0]>;

async function mint(wanted: Partial<TokenRequest> = {}): Promise<Octokit & { readonly token: string }> {
  const request = { installation_id: scene.installation.id, ...wanted };
  const { data } = await scene.appOctokit.apps.createInstallationAccessToken(request);
  const client = new Octokit({ baseUrl: scene.github.url, log: silent, auth: data.token });
  return Object.assign(client, { token: data.token });
}

describe("a token", () => {
  it("is long, opaque, and good for an hour", async () => {
    let now = Date.parse("2026-11-21T10:00:00Z");
    scene = await openScene({ now: () => now });
    const auth = { ...fakeSignature(scene, now), baseUrl: scene.github.url };
    const app = new Octokit(auth);
    const { data } = await app.apps.createInstallationAccessToken({ installation_id: scene.installation.id });
    const client = new Octokit({ baseUrl: scene.github.url, log: silent, auth: data.token });

    expect(data.expires_at).toBe("2026-11-21T11:00:00Z");
    expect(data.token).toMatch(new RegExp(`^ghs_${scene.github.app.id}_[\\w.-]{480,560}$`));
    await client.repos.get(scene.at);
    now += 3_600_000;
    await expect(client.repos.get(scene.at)).rejects.toMatchObject({ status: 401 });
  });

  it("that is narrowed to one repository does not see another", async () => {
    scene = await openScene();
    const other = scene.github.repository({ fullName: "octo-org/other" });
    const open = scene.github.repository({ fullName: "octo-org/open", isPrivate: false });
    const client = await mint({ repository_ids: [scene.repository.id] });
    const { data } = await client.apps.listReposAccessibleToInstallation();

    expect(data.repositories.map(({ name }) => name)).toEqual(["shop"]);
    await expect(client.repos.get({ owner: "octo-org", repo: other.name })).rejects.toMatchObject({
      status: 404,
    });
    await expect(client.request("GET /repositories/{id}", { id: other.id })).rejects.toMatchObject({
      status: 404,
    });
    expect((await client.repos.get({ owner: "octo-org", repo: open.name })).status).toBe(200);
  });

  it("that is narrowed to some permissions has no others", async () => {
    scene = await openScene();
    const pull = await scene.repository.openPullRequest({ branch: "feature", files: { "b.ts": "b\n" } });
    const client = await mint({ permissions: { contents: "read" } });
    const check = () => client.checks.create({ ...scene.at, name: "Assay", head_sha: pull.headSha });

    expect((await client.repos.getContent({ ...scene.at, path: "README.md" })).status).toBe(200);
    await expect(check()).rejects.toMatchObject({ status: 403, message: /not accessible by integration/ });
    await expect(client.pulls.get({ ...scene.at, pull_number: 1 })).rejects.toMatchObject({ status: 403 });
  });

  it("cannot be had for more than the installation has", async () => {
    scene = await openScene();

    await expect(mint({ permissions: { contents: "write" } })).rejects.toMatchObject({ status: 422 });
    await expect(mint({ repository_ids: [1] })).rejects.toMatchObject({ status: 422 });
    await expect(mint({ installation_id: 1 })).rejects.toMatchObject({ status: 404 });
  });

  it("ends when it is revoked, when its installation is suspended, and when the App is removed", async () => {
    scene = await openScene();
    const revoked = await mint();
    const client = await mint();
    await revoked.apps.revokeInstallationAccessToken();
    await expect(revoked.repos.get(scene.at)).rejects.toMatchObject({ status: 401 });

    await scene.installation.suspend();
    await expect(client.repos.get(scene.at)).rejects.toMatchObject({ status: 403 });
    await expect(mint()).rejects.toMatchObject({ status: 403 });

    await scene.installation.unsuspend();
    await client.repos.get(scene.at);
    await scene.installation.uninstall();
    await expect(client.repos.get(scene.at)).rejects.toMatchObject({ status: 401 });
    await expect(mint()).rejects.toMatchObject({ status: 404 });
  });

  it("is not counted among the other calls", async () => {
    scene = await openScene();
    await scene.octokit.repos.get(scene.at);

    expect(scene.github.calls.map(({ isToken, auth }) => [isToken, auth])).toEqual([
      [true, "app"],
      [false, "installation"],
    ]);
    expect(scene.github.callsWithoutTokens).toHaveLength(1);
  });
});

describe("the App", () => {
  it("is not believed with another key, or without one", async () => {
    scene = await openScene();
    const { privateKey } = generateKeyPairSync("rsa", {
      modulusLength: 2048,
      publicKeyEncoding: { type: "spki", format: "pem" },
      privateKeyEncoding: { type: "pkcs8", format: "pem" },
    });
    const auth = { appId: scene.github.app.id, privateKey };
    const stranger = new Octokit({
      baseUrl: scene.github.url,
      log: silent,
      authStrategy: createAppAuth,
      auth,
    });
    const nobody = new Octokit({ baseUrl: scene.github.url, log: silent });

    await expect(stranger.apps.getAuthenticated()).rejects.toMatchObject({ status: 401 });
    await expect(nobody.apps.getAuthenticated()).rejects.toMatchObject({ status: 401 });
    expect((await scene.appOctokit.apps.getAuthenticated()).data).toMatchObject({ slug: "assay" });
    expect((await scene.appOctokit.apps.listInstallations()).data).toMatchObject([
      { id: scene.installation.id },
    ]);
    expect((await scene.appOctokit.apps.getRepoInstallation(scene.at)).data.id).toBe(scene.installation.id);
  });
});

describe("people", () => {
  it.each([
    ["admin", "admin"],
    ["maintain", "write"],
    ["write", "write"],
    ["triage", "read"],
    ["read", "read"],
    ["none", "none"],
  ] as const)("with the role %s have the permission %s", async (role, permission) => {
    scene = await openScene();
    scene.repository.setRole(scene.github.account("bob"), role);
    const { data } = await scene.octokit.repos.getCollaboratorPermissionLevel({
      ...scene.at,
      username: "bob",
    });

    expect([data.permission, data.role_name]).toEqual([permission, role]);
  });
});

describe("a repository that moved", () => {
  it("redirects readers with 301 and writers with 307, and is the same under its number", async () => {
    scene = await openScene();
    const pull = await scene.repository.openPullRequest({ branch: "feature", files: { "b.ts": "b\n" } });
    scene.repository.rename("store");
    const raw = await fetch(`${scene.github.url}/repos/octo-org/shop/pulls/1?x=1`, {
      redirect: "manual",
      headers: await bearer(),
    });
    const { data } = await scene.octokit.pulls.get({ ...scene.at, pull_number: pull.number });
    scene.github.clearCalls();

    expect([raw.status, raw.headers.get("location")]).toEqual([
      301,
      `${scene.github.url}/repositories/${scene.repository.id}/pulls/1?x=1`,
    ]);
    expect(data.base.repo.full_name).toBe("octo-org/store");
    const check = { ...scene.at, name: "Assay", head_sha: pull.headSha };
    expect((await scene.octokit.checks.create(check)).status).toBe(201);
    expect(scene.github.calls.map(({ status }) => status)).toEqual([307, 201]);
  });

  const bearer = async () => ({ authorization: `Bearer ${(await mint()).token}` });
});

/** An App client whose clock stands at `now`. */
function fakeSignature({ github }: Scene, now: number): { readonly auth: string } {
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const seconds = Math.floor(now / 1000);
  const text = `${encode({ alg: "RS256" })}.${encode({ iat: seconds - 60, exp: seconds + 540, iss: github.app.id })}`;
  const signature = sign("RSA-SHA256", Buffer.from(text), github.app.privateKey).toString("base64url");
  return { auth: `${text}.${signature}` };
}
