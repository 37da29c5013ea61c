import { goFeeds, javaAccounts } from "./compiled-fixtures.ts";
import { cNames, csharpKeys, phpMailer, rubyImporter, rustSettings } from "./other-fixtures.ts";
import { pythonSpacing, pythonStore, pythonTidy } from "./python-fixtures.ts";
import { javascriptSessions, typescriptPayments } from "./script-fixtures.ts";
import type { Fixture } from "./subject.ts";
import { javascriptTraps, javaTraps, phpTraps, pythonTraps, typescriptTraps } from "./trap-fixtures.ts";

/** Every fixture of the table. */
export const fixtures: readonly Fixture[] = [
  pythonStore,
  pythonSpacing,
  pythonTidy,
  javascriptSessions,
  typescriptPayments,
  javaAccounts,
  goFeeds,
  rubyImporter,
  phpMailer,
  rustSettings,
  csharpKeys,
  cNames,
  pythonTraps,
  javascriptTraps,
  javaTraps,
  typescriptTraps,
  phpTraps,
];
