import { z } from "zod";
import { ReviewError } from "../../domain/errors.ts";
import type { RepositoryRef } from "../../domain/pull-request.ts";
import type { CheckDraft } from "../../domain/review-draft.ts";
import type { Log } from "../../pipeline/ports.ts";
import type { CheckReporter } from "../../pipeline/ports-code-host.ts";
import { annotationsPerRequest } from "./compose-check.ts";
import { finishCheckRun } from "./finish-check-run.ts";
import type { GitHubClient, GitHubClients } from "./github-client.ts";
import { readAnswer } from "./read-answer.ts";
import { type Pace, writeOnce } from "./write-once.ts";

export interface CheckReporterOptions {
  readonly clients: GitHubClients;
  readonly log: Log;
  readonly pace: Pace;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}
