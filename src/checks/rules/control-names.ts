import type { Severity } from "../../domain/finding.ts";

/** A kind of control, known by the names that programs give it. */
export interface Control {
  readonly topic: string;
  readonly name: string;
  readonly title: string;
  readonly cwe: string;
  readonly severity: Severity;
  readonly question: string;
  /** Expression over a whole name. */
  readonly words: string;
  readonly help: string;
}

const stands =
  "This check was removed: what now stands between the caller and the operation? Quote the line.";
const help = "Keep the control, or put an equal one in its place on every path to the operation.";

const subjects =
  "auth\\w*|log(ged)?_?in\\w*|admin\\w*|owner\\w*|permissions?\\w*|perms?|roles?\\w*|access\\w*|superuser|staff|" +
  "allowed\\w*|permitted|granted|privileged?\\w*|acl|scopes?|policy";

/** Controls whose removal matters. */
export const controls: readonly Control[] = [
  {
    topic: "access-control",
    name: "check",
    title: "Check of identity or permission removed",
    cwe: "CWE-862",
    severity: "high",
    question: stands,
    words:
      `(?i):?_*(require|ensure|check|assert|verify|enforce|has|is|must|can|needs?)_?(any_?|all_?|be_?)?(${subjects})!?` +
      "|(?i):?(authori[sz]e\\w*|authenticate\\w*|login_required|permission_required|permission_classes|user_passes_test" +
      "|roles?_required|jwt_required|token_required|auth_required|pre_?authorize|post_?authorize|roles_?allowed|secured" +
      "|current_user_can|load_and_authorize_resource|denyAccessUnlessGranted|auth_?guard|use_?guards)!?",
    help,
  },
  {
    topic: "forgery-protection",
    name: "check",
    title: "Protection against forged requests removed",
    cwe: "CWE-352",
    severity: "high",
    question: stands,
    words:
      "(?i):?\\w*(csrf|xsrf|anti_?forgery|authenticity_token|protect_from_forgery)\\w*!?|wp_verify_nonce|check_admin_referer",
    help,
  },
  {
    topic: "escaping",
    name: "call",
    title: "Escaping or sanitising removed",
    cwe: "CWE-116",
    severity: "medium",
    question: "Escaping was removed here: what makes the value safe where it is written now? Quote the line.",
    words:
      "(?i)\\w*(escape|sanitiz|sanitis)\\w*|(?i)(html_?encode|htmlspecialchars|htmlentities|url_?encode|encodeURIComponent" +
      "|encodeForHTML|dompurify|bleach|shlex|strip_tags|esc_html|esc_attr|wp_kses|quoteattr|parameterize)",
    help,
  },
  {
    topic: "validation",
    name: "call",
    title: "Validation of input removed",
    cwe: "CWE-20",
    severity: "medium",
    question: "Validation was removed here: what now limits this value? Quote the line.",
    words:
      "(?i):?(is_?valid\\w*|validate\\w*|validators?|safe_?parse|filter_var|checked_(add|sub|mul|div)|(in|check)_?bounds\\w*" +
      "|model_?state|try_?validate\\w*|raise_for_status|allow_?list\\w*|white_?list\\w*)!?",
    help,
  },
  {
    topic: "path-check",
    name: "call",
    title: "Normalising or checking of a path removed",
    cwe: "CWE-22",
    severity: "high",
    question: "A check of a path was removed: what keeps the path inside its folder now? Quote the line.",
    words:
      "(?i)(realpath|normali[sz]e_?path|abspath|basename|base_name|secure_filename|safe_join|canonical\\w*|get_?canonical\\w*" +
      "|get_?full_?path|eval_?symlinks|is_relative_to|commonpath|is_?local|is_?(safe|within|inside)_?\\w*)|Clean",
    help,
  },
  {
    topic: "rate-limit",
    name: "call",
    title: "Limit on attempts or requests removed",
    cwe: "CWE-770",
    severity: "medium",
    question: "A limit was removed: what now stops somebody from trying without end? Quote the line.",
    words: "(?i):?\\w*(rate_?limit|throttl|limiter|slow_?down|max_?attempts|lock_?out)\\w*!?",
    help,
  },
  {
    topic: "signature-check",
    name: "call",
    title: "Verification of a signature or token removed",
    cwe: "CWE-347",
    severity: "high",
    question: stands,
    words:
      "(?i):?(jwt_?)?(verify|verify_?(signature|hmac|token|jwt|webhook|mac|sig|id_?token|password|hash)\\w*" +
      "|(check|validate)_?signature\\w*|password_verify|check_?password\\w*|construct_?event)!?",
    help,
  },
  {
    topic: "constant-time",
    name: "comparison",
    title: "Comparison in constant time removed",
    cwe: "CWE-208",
    severity: "medium",
    question: "How are the two secrets compared now? Quote the line.",
    words:
      "(?i)(timing_?safe_?(equal|compare)|compare_digest|constant_?time_?(compare|eq)\\w*|secure_?compare|hash_equals" +
      "|fixed_?time_?equals|crypto_memcmp|timingsafe_bcmp|ct_eq|fixed_length_secure_compare)|isEqual",
    help,
  },
  {
    topic: "locking",
    name: "call",
    title: "Lock removed",
    cwe: "CWE-362",
    severity: "medium",
    question: "A lock was removed: who else can change this state at the same time? Quote the line.",
    words:
      "(?i)(\\w*mutex\\w*|r?w?_?lock(ed|_guard|_irq\\w*)?|try_?lock\\w*|acquire|synchronized?|with_?lock|select_for_update" +
      "|pthread_\\w*lock|spin_lock\\w*|unique_lock|scoped_lock|flock|lockf|compare_?and_?(swap|set)|compare_?exchange\\w*)",
    help,
  },
];
