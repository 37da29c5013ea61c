import { shownBy, type ThreatRow } from "./threat-row.ts";

const privacy: readonly ThreatRow[] = [
  {
    row: "C1",
    attack: "secrets in added and removed lines",
    shownBy: [
      shownBy("test/app/secrets-stay-home.test.ts"),
      shownBy("test/unit/checks/secrets-thirty-kinds.test.ts"),
    ],
  },
  {
    row: "C2",
    attack: "canaries in every secret, along the error paths",
    shownBy: [
      shownBy("test/attack/canaries.test.ts"),
      shownBy("test/attack/canaries-at-the-start.test.ts"),
      shownBy("test/attack/canaries-command-line.test.ts"),
      shownBy("test/attack/canary.test.ts"),
      shownBy("test/app/github/faults-leaks.test.ts"),
    ],
  },
  {
    row: "C3",
    attack: "the new form of installation tokens",
    shownBy: [
      shownBy("test/unit/checks/secrets-thirty-kinds.test.ts"),
      shownBy("test/contract/github/access.test.ts", "is long, opaque, and good for an hour"),
    ],
  },
  {
    row: "C4",
    attack: "a job that is compromised",
    shownBy: [
      shownBy("test/app/github/many-at-once.test.ts", "get tokens that are good for one of them only"),
      shownBy(
        "test/unit/adapters/github/create-github-clients.test.ts",
        "a token is good for one repository and the rights of a job",
        "a token for one repository opens no other",
      ),
      shownBy("test/app/app-manifest.test.ts", "asks for these rights and for no others"),
    ],
  },
  {
    row: "C5",
    attack: "configuration that extends one of another repository",
    shownBy: [
      shownBy("test/attack/hostile-configuration.test.ts", "a configuration that names another repository"),
      shownBy(
        "test/unit/adapters/github/create-pull-request-reader.test.ts",
        "a repository that was not added to the installation has no say",
      ),
    ],
  },
  {
    row: "C6",
    attack: "endpoints inside, redirects",
    shownBy: [
      shownBy("test/attack/hostile-endpoints.test.ts"),
      shownBy("test/unit/adapters/openai/error-table.test.ts", "a redirect is not followed"),
      shownBy("test/faults/model-faults.test.ts", "a redirect stops the run"),
      shownBy("test/unit/adapters/github/create-github-clients.test.ts", "a token never goes to another"),
      shownBy("test/unit/adapters/openai/refuse-private-address.test.ts"),
      shownBy("test/unit/config/settings.test.ts"),
    ],
  },
  {
    row: "C7",
    attack: "an App that is uninstalled",
    shownBy: [
      shownBy("test/contract/store/texts.test.ts", "goes with its installation", "stands encrypted"),
      shownBy("test/app/github/installation.test.ts"),
    ],
  },
  {
    row: "C8",
    attack: "retention at the vendor of the model",
    shownBy: [
      shownBy("test/unit/adapters/openai/create-openai-model.test.ts", "stores nothing"),
      shownBy("test/unit/adapters/openai/open-openai-client.test.ts"),
    ],
  },
];

const rights: readonly ThreatRow[] = [
  {
    row: "D1",
    attack: "commands of outsiders, many of them",
    shownBy: [
      shownBy("test/attack/outsiders.test.ts"),
      shownBy(
        "test/app/github/who-may-command.test.ts",
        "is nobody while the permission cannot be read",
        "of one person run out",
      ),
    ],
  },
  {
    row: "D2",
    attack: "rights that the association of an author does not tell",
    shownBy: [
      shownBy("test/app/github/who-may-command.test.ts", "is decided by role, account and form"),
      shownBy("test/attack/outsiders.test.ts", "whatever the webhook calls its author"),
    ],
  },
  {
    row: "D3",
    attack: "commands that are edited, quoted or in code",
    shownBy: [
      shownBy("test/app/github/who-may-command.test.ts", "is decided by role, account and form"),
      shownBy("test/unit/review/parse-command.test.ts"),
    ],
  },
  {
    row: "D4",
    attack: "bots and Apps that command",
    shownBy: [
      shownBy(
        "test/app/github/who-may-command.test.ts",
        "is decided by role, account and form",
        "is not decided by who sends the webhook",
      ),
    ],
  },
  {
    row: "D5",
    attack: "many pull requests and pushes that cost money",
    shownBy: [
      shownBy("test/app/github/budgets.test.ts"),
      shownBy("test/contract/store/spend.test.ts"),
      shownBy("test/unit/review/admit-spending.test.ts"),
    ],
  },
  {
    row: "D6",
    attack: "forged and malformed webhooks",
    shownBy: [
      shownBy("test/app/ingress.test.ts"),
      shownBy("test/attack/fuzz-ingress.test.ts"),
      shownBy("test/attack/heavy-traffic.test.ts", "posts of 60 MB"),
      shownBy("test/properties/webhooks.test.ts"),
    ],
  },
  {
    row: "D7",
    attack: "replayed webhooks",
    shownBy: [
      shownBy(
        "test/contract/store/intake.test.ts",
        "takes one delivery that arrives fifty times at once as one job",
        "takes one body under fifty identifiers as one job",
        "runs a command once, by its comment",
      ),
      shownBy("test/app/github/faults-deliveries.test.ts", "the same event more than once"),
      shownBy("test/app/ingress.test.ts", "under the name of an event with the same action"),
    ],
  },
  {
    row: "D8",
    attack: "slow and idle connections",
    shownBy: [
      shownBy("test/app/ingress-load.test.ts", "a slow connection"),
      shownBy("test/attack/heavy-traffic.test.ts", "slow connections"),
    ],
  },
  {
    row: "D9",
    attack: "strangers who install the App",
    shownBy: [
      shownBy("test/app/github/many-at-once.test.ts", "an owner who is not served"),
      shownBy("test/unit/entrypoints/app/translate-webhook.test.ts", "an App that serves some accounts only"),
      shownBy("test/app/app-manifest.test.ts", "makes an App that strangers cannot install"),
      shownBy("test/app/github/sweep.test.ts", "of accounts that are not served are left out"),
    ],
  },
];

const contents: readonly ThreatRow[] = [
  {
    row: "E1",
    attack: "thousands of files, huge lines, generated files",
    shownBy: [
      shownBy("test/attack/large-answers.test.ts", "three thousand files"),
      shownBy("test/attack/many-secrets.test.ts"),
      shownBy("test/app/diff-shapes.test.ts"),
      shownBy("test/app/github/large-changes.test.ts"),
    ],
  },
  {
    row: "E2",
    attack: "symbolic links, submodules, modes, renames, names of branches and tags",
    shownBy: [
      shownBy("test/attack/hostile-ranges.test.ts"),
      shownBy("test/attack/moved-code.test.ts"),
      shownBy("test/app/action-ranges.test.ts"),
      shownBy("test/unit/adapters/git/git-decoys.test.ts"),
      shownBy("test/unit/adapters/git/git-histories.test.ts"),
      shownBy("test/unit/review/open-moves.test.ts"),
      shownBy("test/attack/hostile-configuration.test.ts", "a configuration that is a symbolic link"),
      shownBy("test/unit/checks/find-trust-changes.test.ts"),
      shownBy("test/unit/adapters/git/git-shapes.test.ts"),
      shownBy("test/unit/adapters/git/git-hostile.test.ts"),
      shownBy("test/unit/adapters/github/read-change-files.test.ts", "every kind of file is read"),
    ],
  },
  {
    row: "E3",
    attack: "globs that take for ever",
    shownBy: [
      shownBy("test/attack/hostile-configuration.test.ts", "a glob that is made to be slow"),
      shownBy("test/unit/review/select-files.test.ts", "end quickly on patterns and paths made to be slow"),
      shownBy("test/unit/adapters/github/read-attribute-rules.test.ts", "hostile patterns end"),
    ],
  },
  {
    row: "E4",
    attack: "alias bombs, deep and large configuration",
    shownBy: [
      shownBy("test/attack/hostile-configuration.test.ts"),
      shownBy("test/attack/fuzz-parsers.test.ts", "a configuration"),
      shownBy("test/unit/config/review-policy.test.ts"),
    ],
  },
  {
    row: "E5",
    attack: "diffs that lie",
    shownBy: [
      shownBy("test/attack/fuzz-parsers.test.ts", "a diff"),
      shownBy("test/properties/parse-diff.test.ts"),
      shownBy("test/unit/review/parse-diff-broken.test.ts"),
    ],
  },
];

/** C, D and E: keys, rights and contents. */
export const threatsOfWork: readonly ThreatRow[] = [...privacy, ...rights, ...contents];
