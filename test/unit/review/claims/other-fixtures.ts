import type { Fixture } from "./subject.ts";

/** A class of Ruby that imports files. */
export const rubyImporter: Fixture = {
  language: "ruby",
  path: "lib/importer.rb",
  source: `# Imports files.
class Importer
  MAX_ROWS = 1000

  def initialize(folder, logger)
    @folder = folder
    @logger = logger
  end

  # Reads one file.
  def read(name, mode)
    file = @folder + "/incoming/" + name
    started = Time.now
    File.read(file)
  end

  def write(name, text)
    target = File.join(@folder, name)
    File.write(target, text)
  rescue IOError => e
    @logger.error "could not write #{target}"
    raise
  end

  def importRows(rows)
    rows.first(MAX_ROWS).each { |row| store(row) }
  end

  def store(row)
    sleep 250
    begin
      row.save
    rescue
    end
  end

  def login(user, password, token)
    @logger.debug "login of #{user} with #{password}"
    @logger.debug "password accepted"
    # TODO: limit the attempts
    user.login(password, token)
  end
end
`,
  isSo: [
    ["unused-variable", "started = Time", "started"],
    ["unused-parameter", "def read", "mode", "read"],
    ["camel-case", "def importRows", "importRows"],
    ["no-documentation", "def write", "write"],
    ["no-documentation", "def login", "login"],
    ["hard-coded", "sleep 250", "250"],
    ["joined-path", "file = @folder", ""],
    ["todo", "# TODO", ""],
    ["no-error-handling", "def read", "read"],
    ["swallowed-error", "    rescue\n", ""],
    ["logged-secret", '@logger.debug "login', "password"],
    ["called", "File.read(file)", "File.read"],
    ["never-called", "def read", "File.exist?", "read"],
  ],
  isNotSo: [
    ["unused-variable", "file = @folder", "file"],
    ["unused-variable", "MAX_ROWS = 1000", "MAX_ROWS"],
    ["unused-variable", "@logger = logger", "@logger"],
    ["unused-parameter", "def read", "name", "read"],
    ["unused-parameter", "def login", "token", "login"],
    ["unused-function", "def store", "store"],
    ["camel-case", "def write", "write"],
    ["constant-name", "MAX_ROWS = 1000", "MAX_ROWS"],
    ["no-documentation", "def read", "read"],
    ["no-documentation", "class Importer", "Importer"],
    ["bad-indentation", "    target = File", ""],
    ["bad-spacing", "MAX_ROWS = 1000", ""],
    ["not-a-constant", "MAX_ROWS = 1000", "MAX_ROWS"],
    ["joined-path", "target = File", ""],
    ["todo", "def write", ""],
    ["no-error-handling", "def write", "write"],
    ["swallowed-error", "rescue IOError", ""],
    ["broad-handler", "rescue IOError", ""],
    ["logged-secret", '@logger.debug "password', "password"],
    ["called", "File.read(file)", "Marshal.load"],
    ["never-called", "def write", "File.join", "write"],
  ],
};

/** A script of PHP that sends mail. */
export const phpMailer: Fixture = {
  language: "php",
  path: "app/Mailer.php",
  source: `<?php
namespace App;

use App\\Transport\\Smtp;
use App\\Transport\\Queue as MailQueue;
use App\\Text\\Escaper;

class Mailer
{
    const MAX_MAILS = 50;

    /** Sends one mail. */
    public function send(string $to, string $text, int $priority): bool
    {
        $smtp = new Smtp();
        $unused = 3;
        return $smtp->deliver($to, $text, self::MAX_MAILS);
    }

    public function archive($folder, $name)
    {
        $file = $folder . "/archive/" . $name;
        try {
            return MailQueue::store($file);
        } catch (\\Exception $e) {
        }
        return null;
    }

    public function login(string $user, string $password): void
    {
        error_log("login of " . $user . $password);
        // FIXME: check the attempts
        sleep(120);
    }
}
`,
  isSo: [
    ["unused-import", "use App\\Text\\Escaper", "Escaper"],
    ["unused-variable", "$unused = 3", "$unused"],
    ["unused-parameter", "public function send", "$priority", "send"],
    ["no-documentation", "public function archive", "archive"],
    ["no-parameter-type", "public function archive", "$folder", "archive"],
    ["joined-path", '$file = $folder . "/archive', ""],
    ["swallowed-error", "} catch (", ""],
    ["broad-handler", "} catch (", ""],
    ["no-error-handling", "public function send", "send"],
    ["hard-coded", "sleep(120)", "120"],
    ["todo", "// FIXME", ""],
  ],
  isNotSo: [
    ["unused-import", "use App\\Transport\\Smtp", "Smtp"],
    ["unused-import", "use App\\Transport\\Queue", "MailQueue"],
    ["unused-import", "use App\\Transport\\Queue", "Queue"],
    ["unused-variable", "$smtp = new", "$smtp"],
    ["unused-parameter", "public function send", "$text", "send"],
    ["no-documentation", "public function send", "send"],
    ["no-parameter-type", "public function send", "$to", "send"],
    ["not-a-constant", "const MAX_MAILS", "MAX_MAILS"],
    ["joined-path", "$smtp = new", ""],
    ["todo", "const MAX_MAILS", ""],
    ["bad-indentation", "        $smtp = new", ""],
  ],
};

/** A library of Rust that reads settings. */
export const rustSettings: Fixture = {
  language: "rust",
  path: "src/settings.rs",
  source: `use std::collections::HashMap;
use std::fs;
use std::io::Write as Output;

const MAX_SIZE: usize = 4096;

/// Reads a setting.
pub fn read(path: &str, depth: u8) -> String {
    let text = fs::read_to_string(path).unwrap();
    let limit = MAX_SIZE;
    text[..limit].to_string()
}

pub fn save(out: &mut dyn Output, text: &str) -> std::io::Result<()> {
    out.write_all(text.as_bytes())?;
    let _ = out.flush();
    // TODO: sync the folder
    Ok(())
}
`,
  isSo: [
    ["unused-import", "use std::collections", "HashMap"],
    ["unused-parameter", "pub fn read", "depth", "read"],
    ["no-documentation", "pub fn save", "save"],
    ["ignored-error", "let _ = out", ""],
    ["todo", "// TODO", ""],
  ],
  isNotSo: [
    ["unused-import", "use std::fs", "fs"],
    ["unused-import", "use std::io", "Output"],
    ["unused-import", "use std::io", "Write"],
    ["unused-variable", "let limit", "limit"],
    ["unused-variable", "const MAX_SIZE", "MAX_SIZE"],
    ["no-documentation", "pub fn read", "read"],
    ["no-parameter-type", "pub fn read", "depth", "read"],
    ["ignored-error", "out.write_all", ""],
    ["not-a-constant", "const MAX_SIZE", "MAX_SIZE"],
    ["camel-case", "pub fn save", "save"],
  ],
};

/** A class of C# that keeps keys, and a file of C that copies names. */
export const csharpKeys: Fixture = {
  language: "csharp",
  path: "Keys/KeyStore.cs",
  source: `using System.IO;

namespace Keys;

/// <summary>Keeps keys.</summary>
public class KeyStore
{
    private const int MaxKeys = 16;
    private int unusedTotal;

    public string Load(string folder, string name, int depth)
    {
        var file = folder + "/keys/" + name;
        var safe = Path.Combine(folder, name);
        return File.ReadAllText(file) + safe;
    }

    private int Count(string[] keys)
    {
        try
        {
            return keys.Length > MaxKeys ? MaxKeys : keys.Length;
        }
        catch (System.NullReferenceException)
        {
            throw;
        }
    }
}
`,
  isSo: [
    ["unused-variable", "private int unusedTotal", "unusedTotal"],
    ["unused-function", "private int Count", "Count"],
    ["unused-parameter", "public string Load", "depth", "Load"],
    ["no-documentation", "public string Load", "Load"],
    ["joined-path", "var file", ""],
    ["no-error-handling", "public string Load", "Load"],
  ],
  isNotSo: [
    ["unused-variable", "private const int MaxKeys", "MaxKeys"],
    ["unused-variable", "var safe", "safe"],
    ["unused-parameter", "public string Load", "name", "Load"],
    ["no-documentation", "public class KeyStore", "KeyStore"],
    ["joined-path", "var safe", ""],
    ["swallowed-error", "catch (System.", ""],
    ["no-error-handling", "private int Count", "Count"],
  ],
};

export const cNames: Fixture = {
  language: "c",
  path: "src/names.c",
  source: `#include <string.h>
#define MAX_NAME 64

static int unused_helper(void) {
  return 1;
}

/* Copies a name. */
int copy_name(char *target, const char *name, int flags) {
  int length = strlen(name);
  int spare = 7;
  /* TODO: check the length */
  strncpy(target, name, MAX_NAME);
  return length;
}
`,
  isSo: [
    ["unused-function", "static int unused_helper", "unused_helper"],
    ["unused-variable", "int spare", "spare"],
    ["unused-parameter", "int copy_name", "flags", "copy_name"],
    ["no-documentation", "static int unused_helper", "unused_helper"],
    ["todo", "/* TODO", ""],
    ["called", "strncpy(target", "strncpy"],
  ],
  isNotSo: [
    ["unused-variable", "int length", "length"],
    ["unused-parameter", "int copy_name", "target", "copy_name"],
    ["no-documentation", "int copy_name", "copy_name"],
    ["not-a-constant", "#define MAX_NAME", "MAX_NAME"],
    ["called", "strncpy(target", "gets"],
    ["bad-indentation", "  int length", ""],
  ],
};
