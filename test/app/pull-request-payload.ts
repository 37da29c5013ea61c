/** A payload of `pull_request`, with a canary in every text that a person wrote. */
export const canary = "kan4rie-of-a-private-change";

export const pullRequestPayload = {
  action: "opened",
  number: 12,
  pull_request: {
    number: 12,
    title: `${canary} title`,
    body: `${canary} body`,
    head: { ref: canary, sha: "d6fde92930d4715a2b49857d24b940956b26d2d3" },
  },
  repository: { id: 42, name: "shop", owner: { login: "octo-org" } },
  installation: { id: 5 },
  sender: { id: 100, login: "mona", type: "User" },
};

export const pullRequestBody = JSON.stringify(pullRequestPayload);
