import { presentAnnotation, presentCheckRun } from "./present-check.ts";
import { repositoryUrl } from "./present-repository.ts";
import {
  type Answer,
  ApiFailure,
  notFound,
  paginate,
  type RepositoryRequest,
  type Route,
  readNumber,
  readText,
  repositoryRoute,
  unprocessable,
} from "./route.ts";
import { type CheckRun, type CheckSuite, type Repository, timestamp, type World } from "./world.ts";

const readsChecks = [{ checks: "read" }] as const;
const writesChecks = [{ checks: "write" }] as const;
const textLimit = 65_535;
const annotationLimit = 50;

type Body = Readonly<Record<string, unknown>>;

/** Finds or makes the suite of a commit: GitHub keeps one for each App. */
function suiteOf(world: World, repository: Repository, headSha: string): CheckSuite {
  for (const suite of world.checkSuites.values()) {
    if (suite.repository === repository && suite.headSha === headSha) return suite;
  }
  const createdAt = timestamp(world);
  const suite: CheckSuite = {
    id: world.nextId(),
    repository,
    headSha,
    status: "queued",
    conclusion: null,
    createdAt,
  };
  world.checkSuites.set(suite.id, suite);
  return suite;
}

async function createCheckRun(request: RepositoryRequest): Promise<Answer> {
  const { world, repository, body, api } = request;
  const name = readText(body, "name");
  const headSha = readText(body, "head_sha");
  if (name === null || headSha === null) {
    throw missingField(name === null ? "name" : "head_sha");
  }
  const object = /^[0-9a-f]{40}$/.test(headSha) ? await repository.git.objects.read(headSha) : null;
  if (object?.type !== "commit") throw new ApiFailure(422, `No commit found for SHA: ${headSha}`);
  const change = readChange(body, true);
  const run: CheckRun = {
    id: world.nextId(),
    suite: suiteOf(world, repository, headSha),
    repository,
    headSha,
    appId: world.app.id,
    name,
    status: "queued",
    conclusion: null,
    startedAt: timestamp(world),
    completedAt: null,
    externalId: "",
    detailsUrl: null,
    title: null,
    summary: null,
    text: null,
    annotations: [],
    actions: [],
  };
  world.checkRuns.set(run.id, run);
  applyChange(world, run, change);
  return { status: 201, body: presentCheckRun(api, world, run) };
}

interface CheckChange extends Partial<Omit<CheckRun, "annotations">> {
  readonly added: readonly Record<string, unknown>[];
}

/** What a request wants of a run. Throws 422 beyond GitHub's limits. */
function readChange(body: Body, isNew: boolean): CheckChange {
  const output = readOutput(body, isNew);
  const conclusion = readText(body, "conclusion");
  const status = conclusion === null ? readText(body, "status") : "completed";
  if (status === "completed" && conclusion === null) throw missingField("conclusion");
  const entries = {
    name: readText(body, "name"),
    status,
    conclusion,
    startedAt: readText(body, "started_at"),
    completedAt: readText(body, "completed_at"),
    externalId: readText(body, "external_id"),
    detailsUrl: readText(body, "details_url"),
    title: readText(output, "title"),
    summary: readText(output, "summary"),
    text: readText(output, "text"),
    actions: Array.isArray(body["actions"]) ? body["actions"] : null,
  };
  const present = Object.entries(entries).filter(([, value]) => value !== null);
  return { ...(Object.fromEntries(present) as Partial<CheckRun>), added: readAnnotations(output) };
}

const missingField = (field: string) => unprocessable({ resource: "CheckRun", code: "missing_field", field });

function readOutput(body: Body, isNew: boolean): Body {
  if (body["output"] === undefined) return {};
  // Anything else than an object has no members, and is refused for that.
  const output = (body["output"] ?? {}) as Body;
  for (const field of isNew ? ["title", "summary"] : ["summary"]) {
    if (readText(output, field) === null) throw missingField(field);
  }
  for (const field of ["summary", "text"]) {
    const length = readText(output, field)?.length ?? 0;
    if (length > textLimit) throw unprocessable(`${field} exceeds a maximum character limit of ${textLimit}`);
  }
  return output;
}

function readAnnotations(output: Body): readonly Record<string, unknown>[] {
  const added = output["annotations"] ?? [];
  if (!Array.isArray(added)) throw unprocessable("annotations is not an array");
  if (added.length > annotationLimit) throw unprocessable("No more than 50 annotations are allowed.");
  for (const annotation of added) checkAnnotation(annotation);
  return added;
}

function checkAnnotation(annotation: Readonly<Record<string, unknown>>): void {
  const { start_line: start, end_line: end, start_column: column } = annotation;
  if (Number(end) < Number(start))
    throw unprocessable("end_line must be greater than or equal to start_line");
  if (column !== undefined && start !== end) throw unprocessable("columns are for annotations of one line");
  if (String(annotation["title"] ?? "").length > 255) throw unprocessable("title is too long");
  if (Buffer.byteLength(String(annotation["message"])) > 65_536) throw unprocessable("message is too long");
}

function applyChange(world: World, run: CheckRun, { added, ...change }: CheckChange): void {
  Object.assign(run, change);
  run.annotations.push(...added);
  if (run.status === "completed") {
    run.completedAt = change.completedAt ?? run.completedAt ?? timestamp(world);
    run.suite.status = "completed";
    run.suite.conclusion = run.conclusion;
  } else {
    run.conclusion = null;
    run.completedAt = null;
  }
}

function findCheckRun({ world, params, repository }: RepositoryRequest): CheckRun {
  const run = world.checkRuns.get(readNumber(params, "check_run_id"));
  if (run?.repository !== repository) throw notFound();
  return run;
}

function updateCheckRun(request: RepositoryRequest): Answer {
  const run = findCheckRun(request);
  if (run.appId !== request.world.app.id) {
    throw new ApiFailure(
      403,
      "Invalid app_id - check run can only be modified by the GitHub App that created it.",
    );
  }
  applyChange(request.world, run, readChange(request.body, false));
  return { status: 200, body: presentCheckRun(request.api, request.world, run) };
}

function listCheckRuns(request: RepositoryRequest): Answer {
  const { world, repository, params, query, api } = request;
  const ref = params["ref"] ?? "";
  const sha = /^[0-9a-f]{40}$/.test(ref) ? ref : repository.git.tip(ref);
  if (sha === null) throw new ApiFailure(422, `No commit found for SHA: ${ref}`);
  const ofCommit = [...world.checkRuns.values()]
    .filter((run) => run.repository === repository && run.headSha === sha)
    .filter((run) => query["check_name"] === undefined || run.name === query["check_name"])
    .filter((run) => query["status"] === undefined || run.status === query["status"])
    .filter((run) => query["app_id"] === undefined || run.appId === Number(query["app_id"]))
    .reverse();
  const isLatest = (run: CheckRun) => ofCommit.find(({ name }) => name === run.name) === run;
  const found = query["filter"] === "all" ? ofCommit : ofCommit.filter(isLatest);
  const url = `${repositoryUrl("", repository)}/commits/${ref}/check-runs`;
  const shown = found.map((run) => presentCheckRun(api, world, run));
  return paginate(request, url, shown, (runs) => ({ total_count: found.length, check_runs: runs }));
}

function listAnnotations(request: RepositoryRequest): Answer {
  const run = findCheckRun(request);
  const url = `${repositoryUrl("", run.repository)}/check-runs/${run.id}/annotations`;
  return paginate(
    request,
    url,
    run.annotations.map((annotation) => presentAnnotation(run, annotation)),
  );
}

function rerequestSuite({ world, params, repository }: RepositoryRequest): Answer {
  const suite = world.checkSuites.get(readNumber(params, "check_suite_id"));
  if (suite?.repository !== repository) throw notFound();
  Object.assign(suite, { status: "queued", conclusion: null });
  world.onSuiteRerequested(suite);
  return { status: 201, body: {} };
}

export const checkRoutes: readonly Route[] = [
  repositoryRoute("POST", "/check-runs", writesChecks, createCheckRun),
  repositoryRoute("GET", "/check-runs/{check_run_id}", readsChecks, (request) => ({
    status: 200,
    body: presentCheckRun(request.api, request.world, findCheckRun(request)),
  })),
  repositoryRoute("PATCH", "/check-runs/{check_run_id}", writesChecks, updateCheckRun),
  repositoryRoute("GET", "/check-runs/{check_run_id}/annotations", readsChecks, listAnnotations),
  repositoryRoute("GET", "/commits/{ref}/check-runs", readsChecks, listCheckRuns),
  repositoryRoute("POST", "/check-suites/{check_suite_id}/rerequest", writesChecks, rerequestSuite),
];
