import type { CheckRule } from "../check-rule.ts";

/** Rules for GitHub workflows and composite actions, and for scripts fetched and run by any CI. */
export const WORKFLOW_RULES = {
  untrustedCheckout: {
    id: "workflow.untrusted-checkout",
    title: "Privileged workflow checks out code of the pull request",
    cwe: "CWE-829",
    severity: "critical",
    description:
      "A workflow on pull_request_target, workflow_run or issue_comment checks out or fetches the head of a pull request. Silent when a condition limits it to branches of the same repository.",
    help: "Run code of a pull request on `pull_request` without secrets, or check out the base only. Pass results to a second, privileged workflow as data.",
    attack:
      "Anybody opens a pull request from a fork that changes a build script, test or dependency hook; it runs with the secrets and the write token of this repository.",
  },
  scriptInjection: {
    id: "workflow.script-injection",
    title: "Text that outsiders write is pasted into a script",
    cwe: "CWE-94",
    severity: "high",
    description:
      "An expression with a title, body, branch name, commit message or author that outsiders choose stands in a run step or in the script of actions/github-script.",
    help: "Bind the expression to a variable under `env:` and use the quoted shell variable (or `process.env`) in the script.",
    attack:
      "The expression is replaced before the shell starts: a title or branch name such as `$(...)` runs as a command on the runner.",
  },
  inputInjection: {
    id: "workflow.input-injection",
    title: "Input is pasted into a script",
    cwe: "CWE-94",
    severity: "low",
    description:
      "An input of a workflow or composite action stands in a run step or script as an expression.",
    help: "Bind the input to a variable under `env:` and use the quoted shell variable in the script.",
    attack:
      "Whoever chooses the input - a caller that passes on a title or branch name, for one - adds commands to the script.",
  },
  unpinnedAction: {
    id: "workflow.unpinned-action",
    title: "Third-party action is not pinned to a commit",
    cwe: "CWE-829",
    severity: "medium",
    description:
      "An action or reusable workflow outside actions/ and github/ is named by a tag or branch, and the file did not use it that way before.",
    help: "Name the full commit SHA and keep the version as a comment behind it.",
    attack:
      "Whoever can move the tag or branch of that repository runs code in this workflow, with its secrets and token.",
  },
  pinRemoved: {
    id: "workflow.pin-removed",
    title: "Pin of an action to a commit was loosened",
    cwe: "CWE-829",
    severity: "medium",
    description: "An action that was pinned to a full commit SHA is now named by a tag or branch.",
    help: "Keep the full commit SHA; update it to the commit of the new version.",
    attack: "Whoever can move the tag or branch of that repository runs code in this workflow.",
  },
  unpinnedImage: {
    id: "workflow.unpinned-image",
    title: "Container image of a step has no digest",
    cwe: "CWE-829",
    severity: "low",
    description: "A step uses `docker://` with an image that is not pinned by a sha256 digest.",
    help: "Append the digest of the image: `@sha256:` and 64 digits.",
    attack: "Whoever can push to the image's tag runs code in this workflow.",
  },
  writeAll: {
    id: "workflow.write-all",
    title: "Workflow token may write everything",
    cwe: "CWE-250",
    severity: "medium",
    description: "`permissions: write-all` was added.",
    help: "List the few scopes that the job needs, and give `contents: read` to the rest.",
    attack: "Any compromised step or action can push code, publish packages and change releases.",
  },
  permissionsRemoved: {
    id: "workflow.permissions-removed",
    title: "Limit on the workflow token was removed",
    cwe: "CWE-250",
    severity: "medium",
    description:
      "A permissions block was removed and no other one covers its place: the token falls back to the default of the repository, which may be write access.",
    help: "Keep a `permissions:` block at the top of the workflow.",
    attack: "A compromised step or action gets a token that may write where it could only read before.",
  },
  privilegedWrite: {
    id: "workflow.privileged-write",
    title: "Write permission in a workflow that outsiders trigger",
    cwe: "CWE-250",
    severity: "medium",
    description:
      "contents, packages, actions, deployments or id-token: write in a workflow on pull_request_target, workflow_run or issue_comment.",
    help: "Give this permission only to a job that handles no data of the pull request, in a workflow of its own.",
    attack:
      "An outsider starts the workflow; any injection in it can push commits, publish packages or take cloud credentials.",
  },
  secretsInherited: {
    id: "workflow.secrets-inherited",
    title: "All secrets are handed to a workflow of another repository",
    cwe: "CWE-200",
    severity: "medium",
    description: "`secrets: inherit` on a reusable workflow that is not part of this repository.",
    help: "Pass the few secrets that it needs by name, and pin the workflow to a commit.",
    attack: "Whoever can change the other workflow reads every secret of this repository.",
  },
  allSecrets: {
    id: "workflow.all-secrets",
    title: "All secrets are written into one value",
    cwe: "CWE-200",
    severity: "high",
    description: "`toJSON(secrets)` or `secrets` as a whole is used in an expression.",
    help: "Name the single secrets that the step needs.",
    attack: "One leaking or compromised step reads every secret, including those that it never needed.",
  },
  secretPrinted: {
    id: "workflow.secret-printed",
    title: "Secret is printed or encoded in a way that defeats the log mask",
    cwe: "CWE-532",
    severity: "high",
    description:
      "A run step prints a secret expression, encodes it, or sends the whole environment to another program. Piping a secret into a command or a file is silent.",
    help: "Hand the secret to the program that needs it through its standard input or environment; print nothing of it.",
    attack: "Who can read the log of the workflow reads the secret: only its exact text is masked.",
  },
  selfHosted: {
    id: "workflow.self-hosted-pull-request",
    title: "Pull requests run on a self-hosted runner",
    cwe: "CWE-829",
    severity: "medium",
    description: "A job on pull_request or pull_request_target runs on a self-hosted runner.",
    help: "Use runners of GitHub, or fresh single-use runners without access to your network, for pull requests.",
    attack: "A pull request from a fork runs its code on your machine and can stay there for the next job.",
  },
  unsecureCommands: {
    id: "workflow.unsecure-commands",
    title: "Disabled workflow commands are switched on again",
    cwe: "CWE-77",
    severity: "high",
    description: "ACTIONS_ALLOW_UNSECURE_COMMANDS is set to true.",
    help: "Remove it and write to GITHUB_ENV and GITHUB_PATH instead.",
    attack: "Any text that reaches the log can set environment variables and the search path of later steps.",
  },
  environmentInjection: {
    id: "workflow.environment-injection",
    title: "Text that outsiders write goes to GITHUB_ENV or GITHUB_PATH",
    cwe: "CWE-77",
    severity: "high",
    description: "A variable bound to text of outsiders is written to GITHUB_ENV or GITHUB_PATH.",
    help: "Check the value against a strict pattern first, or use a step output.",
    attack:
      "A line break in the value sets further variables, such as LD_PRELOAD or NODE_OPTIONS, for later steps.",
  },
  artifactCredentials: {
    id: "workflow.artifact-credentials",
    title: "Uploaded artifact holds the token of the checkout",
    cwe: "CWE-522",
    severity: "medium",
    description:
      "A job checks out without `persist-credentials: false` and uploads the whole working directory, with its .git folder, as an artifact.",
    help: "Set `persist-credentials: false` on the checkout, or upload only the files that are needed.",
    attack: "Who can download the artifact while the job runs uses its token.",
  },
  remoteScript: {
    id: "ci.remote-script",
    title: "Downloaded script is run without a check",
    cwe: "CWE-494",
    severity: "medium",
    description: "A build step downloads a script and feeds it to an interpreter. High without TLS.",
    help: "Download a fixed version, compare its SHA-256 with one in the repository, then run it.",
    attack: "Whoever controls the server, or the network where there is no TLS, runs code in the build.",
  },
} as const satisfies Record<string, CheckRule>;
