import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** Variables for a git that knows neither this machine's nor this person's settings. */
export function hermeticEnvironment(home: string): Record<string, string> {
  return {
    PATH: process.env["PATH"] ?? "",
    HOME: home,
    GIT_CONFIG_GLOBAL: join(home, ".gitconfig"),
    GIT_CONFIG_NOSYSTEM: "1",
  };
}

const IDENTITY = {
  GIT_AUTHOR_NAME: "Tester",
  GIT_AUTHOR_EMAIL: "tester@example.org",
  GIT_COMMITTER_NAME: "Tester",
  GIT_COMMITTER_EMAIL: "tester@example.org",
  GIT_AUTHOR_DATE: "2026-01-01T00:00:00Z",
  GIT_COMMITTER_DATE: "2026-01-01T00:00:00Z",
};

export interface TemporaryRepository {
  readonly directory: string;
  readonly environment: Record<string, string>;
  git(...args: string[]): string;
  write(path: string, content: string | Buffer): void;
  /** Adds everything and commits; returns the name of the commit. */
  commit(message?: string): string;
  remove(): void;
}

/** An empty repository in a directory of its own, whose path has a space. */
export function createRepository(...initArguments: string[]): TemporaryRepository {
  const root = mkdtempSync(join(tmpdir(), "assay test-"));
  const directory = join(root, "work tree");
  const environment = hermeticEnvironment(root);
  mkdirSync(directory);
  const git = (...args: string[]): string =>
    execFileSync("git", args, {
      cwd: directory,
      env: { ...environment, ...IDENTITY },
      encoding: "utf8",
      stdio: ["pipe", "pipe", "pipe"],
      maxBuffer: 256_000_000,
    }).trimEnd();
  git("init", "--quiet", "--initial-branch=main", ...initArguments);
  return {
    directory,
    environment,
    git,
    write(path, content) {
      mkdirSync(dirname(join(directory, path)), { recursive: true });
      writeFileSync(join(directory, path), content);
    },
    commit(message = "change") {
      git("add", "--all");
      git("commit", "--quiet", "--allow-empty", "-m", message);
      return git("rev-parse", "HEAD");
    },
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}
