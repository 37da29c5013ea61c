import type { Fixture } from "./subject.ts";

/** Names that mean one thing here and another there, comments and strings that speak of code, and the like. */
export const pythonTraps: Fixture = {
  language: "python",
  path: "jobs/runner.py",
  source: `from __future__ import annotations

import shutil
import subprocess
import tempfile  # noqa
from typing import Optional, Sequence

try:
    import yaml
except ImportError:
    yaml = None

__all__ = ["run_job", "Job", "shutil"]

TIMEOUT = 30
DEFAULT_HOST = "localhost"


class Job:
    """A job that waits."""

    RETRIES = 3

    def __init__(self, name, command, result):
        self.name = name
        self.command = command
        self.tempfolder = None

    def describe(self, verbose=False):
        """TODO: this is documentation, not a marker of work."""
        message = "TODO list of %s" % self.name
        return message

    @property
    def host(self):
        return DEFAULT_HOST

    def stop(self, signal, frame):
        raise NotImplementedError


def run_job(job, timeout, verbose):
    """Runs a job.

    Passes the password to logging.info of nobody.
    """
    result = subprocess.run(job.command, timeout=timeout, check=True)

    def on_end(timeout):
        return timeout

    return on_end(result)


def read_job(path: "Sequence[str]", encoding="utf-8"):
    return open("/".join(path), encoding=encoding).read()


def log_job(job, password, api_token, logger):
    logger.info("job %s", len(password))
    logger.info("token %s", mask(api_token))
    logger.info("password set: %s", bool(password))
    prefix = f"{job.name}/log"
    size = 10 ** 6
    return prefix, size


def forward(*args, **kwargs):
    return run_job(*args, **kwargs)


def handle(job, code):
    values = locals()
    return values


def safe_run(job):
    try:
        return run_job(job, TIMEOUT, True)
    except (OSError, ValueError) as error:
        job.fail(error)
        return None
    except Exception:
        return None
`,
  isSo: [
    ["unused-parameter", "def describe", "verbose", "describe"],
    ["unused-parameter", "def run_job", "verbose", "run_job"],
    ["unused-parameter", "    def __init__", "result", "__init__"],
    ["no-documentation", "def read_job", "read_job"],
    ["no-documentation", "def host", "host"],
    ["no-parameter-type", "def read_job", "encoding", "read_job"],
    ["unused-import", "from typing", "Optional"],
    ["broad-handler", "except Exception", ""],
    ["called", "result = subprocess", "subprocess.run"],
  ],
  isNotSo: [
    ["unused-import", "from __future__", "annotations"],
    ["unused-import", "import shutil", "shutil"],
    ["unused-import", "from typing", "Sequence"],
    ["unused-import", "import subprocess", "subprocess"],
    ["unused-import", "import yaml", "yaml"],
    ["unused-variable", "DEFAULT_HOST =", "DEFAULT_HOST"],
    ["unused-variable", "TIMEOUT = 30", "TIMEOUT"],
    ["unused-variable", "result = subprocess", "result"],
    ["unused-parameter", "def run_job", "timeout", "run_job"],
    ["unused-parameter", "def on_end", "timeout", "on_end"],
    ["unused-parameter", "def handle", "code", "handle"],
    ["unused-function", "def run_job", "run_job"],
    ["camel-case", "self.tempfolder", "tempfolder"],
    ["no-documentation", "def describe", "describe"],
    ["no-documentation", "def run_job", "run_job"],
    ["todo", "message =", ""],
    ["todo", '"""TODO', ""],
    ["logged-secret", "len(password)", "password"],
    ["logged-secret", "mask(api_token)", "api_token"],
    ["logged-secret", "bool(password)", "password"],
    ["no-error-handling", "def safe_run", "safe_run"],
    ["not-a-constant", "RETRIES = 3", "RETRIES"],
    ["not-a-constant", "TIMEOUT = 30", "TIMEOUT"],
    ["broad-handler", "except (OSError", ""],
    ["called", "values = locals", "logging.info"],
    ["bad-spacing", "values = locals", ""],
    ["bad-indentation", "values = locals", ""],
  ],
};

export const javascriptTraps: Fixture = {
  language: "javascript",
  path: "web/worker.mjs",
  source: `import React from "react";
import { parse as parseUrl } from "node:url";
import util, { inspect } from "node:util";
const { readFileSync, statSync: stat } = require("node:fs");

const LIMITS = { max_size: 10, min_size: 1 };
export const unused_elsewhere = 1;
let handle = null;

/* eslint-disable no-console */
export function start(config, handle) {
  handle.open(config.max_size);
  const { port, host: address } = config;
  return new Promise((resolve, reject) => {
    fetch(\`http://\${address}/api/\${port}\`).then(resolve).catch(reject);
  });
}

export const stop = async (job) => {
  const util = job.util;
  await job.stop(util);
};

// Called by the page.
function onMessage(event) {
  const data = readFileSync(event.data);
  // password is logged below
  console.log("password", event.id);
  return inspect(data) + parseUrl(event.url) + LIMITS.max_size + arguments.length;
}

class Box {
  #size = 3;
  #spare = 4;
  get size() {
    return this.#size;
  }
  write(text, encoding) {
    throw new Error("not implemented");
  }
}

onMessage.box = new Box();
handle = onMessage;
`,
  isSo: [
    ["unused-import", "import util", "util"],
    ["unused-import", "const { readFileSync", "stat"],
    ["unused-import", "const { readFileSync", "statSync"],
    ["unused-variable", "#spare = 4", "#spare"],
    ["snake-case", "export const unused_elsewhere", "unused_elsewhere"],
    ["no-documentation", "export const stop", "stop"],
    ["no-error-handling", "export const stop", "stop"],
  ],
  isNotSo: [
    ["unused-import", "import React", "React"],
    ["unused-import", "import { parse as", "parse"],
    ["unused-import", "import { parse as", "parseUrl"],
    ["unused-import", "import util", "inspect"],
    ["unused-import", "const { readFileSync", "readFileSync"],
    ["unused-variable", "const LIMITS", "LIMITS"],
    ["unused-variable", "const { port", "address"],
    ["unused-variable", "#size = 3", "#size"],
    ["unused-variable", "export const unused_elsewhere", "unused_elsewhere"],
    ["unused-function", "function onMessage", "onMessage"],
    ["unused-parameter", "export function start", "handle", "start"],
    ["unused-parameter", "export const stop", "job", "stop"],
    ["no-error-handling", "export function start", "start"],
    ["logged-secret", 'console.log("password"', "password"],
    ["joined-path", "const data", ""],
    ["todo", "// Called", ""],
    ["camel-case", "export const unused_elsewhere", "unused_elsewhere"],
    ["not-a-constant", "const LIMITS", "LIMITS"],
  ],
};

export const javaTraps: Fixture = {
  language: "java",
  path: "src/main/java/bank/Audit.java",
  source: `package bank;

import static java.util.Objects.requireNonNull;
import java.util.*;
import java.util.function.Function;
import java.time.Instant;

/**
 * Writes what happened, see {@link Instant}.
 */
@SuppressWarnings("unused")
public class Audit {
    public static final String SECRET_NAME = "audit-secret";
    private final String prefix;
    private int total;

    public Audit(String prefix) {
        this.prefix = requireNonNull(prefix);
    }

    @Override
    public String toString() {
        return "Audit/" + prefix;
    }

    // Adds one.
    public synchronized int add(int count, Function<Integer, Integer> step) {
        total += step.apply(count);
        return total;
    }

    public void write(String token) throws Exception {
        System.out.println("token of " + token.length() + " characters");
        try (var out = new Scanner(prefix)) {
            out.next();
        } catch (RuntimeException | Error e) {
            System.err.println("failed " + e);
        }
    }
}
`,
  isSo: [
    ["no-documentation", "public void write", "write"],
    ["called", "this.prefix = requireNonNull", "requireNonNull"],
  ],
  isNotSo: [
    ["unused-import", "import static", "requireNonNull"],
    ["unused-import", "import java.util.function", "Function"],
    ["unused-import", "import java.time.Instant", "Instant"],
    ["unused-variable", "private int total", "total"],
    ["unused-variable", "private final String prefix", "prefix"],
    ["unused-variable", "public static final String", "SECRET_NAME"],
    ["unused-parameter", "public synchronized int add", "count", "add"],
    ["no-documentation", "public class Audit", "Audit"],
    ["no-documentation", "public synchronized", "add"],
    ["no-error-handling", "public void write", "write"],
    ["swallowed-error", "} catch (RuntimeException", ""],
    ["not-a-constant", "public static final String", "SECRET_NAME"],
    ["logged-secret", "System.out.println", "token"],
    ["constant-name", "public static final String", "SECRET_NAME"],
    ["todo", "// Adds one.", ""],
  ],
};

/** Members of objects, types of functions, and values that a nested function sets. */
export const typescriptTraps: Fixture = {
  language: "typescript",
  path: "src/counter.ts",
  source: `import type { Store } from "./store.ts";

interface Options {
  readonly clean: (text: string) => string;
}

export function createCounter(store: Store, { clean }: Options, render: (line: string) => void) {
  let count = 0;
  const open = store.rows.find((row) => row.isOpen);
  const keys = {
    kept: 1,
    lost: 2,
  };
  return {
    add(text: string) {
      count = clean(text).length;
      render(text);
    },
    total() {
      return open === undefined ? count : keys.kept;
    },
  };
}

export function createNamer(prefix: string) {
  return function nameOf(key: string) {
    return prefix + key;
  };
}

const helpers = {
  trim(text: string) {
    return text.trim();
  },
};

export default helpers;
`,
  isSo: [
    ["no-documentation", "export function createNamer", "createNamer"],
    ["no-result-type", "export function createNamer", "createNamer"],
  ],
  isNotSo: [
    ["unused-variable", "readonly clean", "text"],
    ["unused-variable", "render: (line", "line"],
    ["unused-variable", "let count", "count"],
    ["unused-variable", "count = clean", "count"],
    ["unused-variable", "const open", "open"],
    ["unused-function", "add(text", "add"],
    ["unused-function", "return function nameOf", "nameOf"],
    ["unused-function", "trim(text", "trim"],
    ["unused-parameter", "export function createCounter", "render", "createCounter"],
    ["bad-indentation", "    kept: 1", ""],
  ],
};

/** Properties that PHP declares with a sign and reads without it. */
export const phpTraps: Fixture = {
  language: "php",
  path: "app/Form.php",
  source: `<?php
interface Sender
{
    public function send(string $text): void;
}

final class Form
{
    private int $total = 0;

    public function __construct(
        private readonly Sender $sender,
    ) {
    }

    public function save(string $text): int
    {
        $this->sender->send($text);
        return $this->total;
    }
}
`,
  isSo: [["no-documentation", "public function save", "save"]],
  isNotSo: [
    ["unused-variable", "private readonly Sender", "$sender"],
    ["unused-variable", "private readonly Sender", "sender"],
    ["unused-variable", "private int $total", "$total"],
    ["unused-parameter", "public function send", "$text", "send"],
    ["unused-parameter", "public function save", "$text", "save"],
  ],
};
