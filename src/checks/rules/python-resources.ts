import type { PatternRule } from "../../domain/syntax.ts";
import { python as py } from "./grammars.ts";
import { rule, sink } from "./rule.ts";
import {
  any,
  argument,
  call,
  composed,
  dynamic,
  inField,
  leaf,
  not,
  reference,
  setting,
  text,
} from "./shapes.ts";

const changing = dynamic(py);
const isFalse = { kind: "false" };
const named = (words: string) => any([leaf(py.names, words), reference(py, ["*", words])]);

/** Rules for Python programs: files, pages, addresses and objects that a value chooses. */
export const pythonResourceRules: readonly PatternRule[] = [
  sink(
    py,
    {
      topic: "path-traversal",
      name: "file-access",
      title: "File chosen by a value that is not constant",
      calls: [
        "(open|send_file|FileResponse|send_from_directory)",
        "(os|shutil).(remove|unlink|rename|rmtree|copy|copyfile|move)",
      ],
    },
    changing,
  ),
  sink(
    py,
    {
      topic: "path-traversal",
      name: "join",
      title: "Path joined with a part of a request",
      calls: ["path.join", "(Path|joinpath)", "*.joinpath"],
    },
    any([
      named("filename"),
      {
        kind: "subscript",
        ...inField("value", reference(py, ["request", "args|form|files|GET|POST|values|json"])),
      },
      call(py, ["(args|form|files|GET|POST|values|headers|cookies).get"]),
    ]),
  ),
  rule(
    py,
    { topic: "archive-extraction", name: "extract", title: "Archive unpacked without checking its entries" },
    call(
      py,
      ["*.(extractall|unpack_archive)"],
      [not(argument(py, setting(py, "filter", any([text(py, "^data$"), leaf(py.names, "data_filter")]))))],
    ),
  ),
  sink(
    py,
    {
      topic: "cross-site-scripting",
      name: "trusted-markup",
      title: "Value marked as safe markup",
      calls: [
        "(mark_safe|Markup|SafeString|SafeText|HttpResponse|make_response|HTMLResponse)",
        "(markupsafe|flask|django).Markup",
      ],
    },
    changing,
  ),
  rule(
    py,
    { topic: "cross-site-scripting", name: "autoescape", title: "Escaping of templates switched off" },
    setting(py, "autoescape", isFalse),
  ),
  sink(
    py,
    {
      topic: "request-forgery",
      name: "outgoing-request",
      title: "Request to an address that is not constant",
      calls: [
        "(requests|httpx|aiohttp|urllib3|session|client|http).(get|post|put|delete|head|patch|request)",
        "(urlopen|urlretrieve)",
        "request.(urlopen|urlretrieve)",
      ],
    },
    changing,
  ),
  sink(
    py,
    {
      topic: "open-redirect",
      name: "redirect",
      title: "Redirect to a target that is not constant",
      calls: ["(redirect|HttpResponseRedirect|RedirectResponse)", "flask.redirect"],
    },
    any([
      composed(py),
      named("next|next_url|return_url|redirect_url|redirect_to|target|url"),
      call(py, ["*.get"]),
      { kind: "subscript" },
    ]),
  ),
  sink(
    py,
    {
      topic: "deserialization",
      name: "pickle",
      title: "Reader that can run code in its input",
      calls: [
        "(pickle|cPickle|_pickle|dill|cloudpickle|shelve|marshal|jsonpickle|joblib).(load|loads|Unpickler|open|decode)",
        "(torch|pd|pandas).(load|read_pickle)",
      ],
    },
    changing,
  ),
  rule(
    py,
    { topic: "deserialization", name: "yaml", title: "YAML loader that can build any object" },
    any([
      call(py, ["yaml.(unsafe_load|unsafe_load_all|full_load)"]),
      call(
        py,
        ["yaml.(load|load_all)"],
        [
          not(
            argument(
              py,
              any([named("C?SafeLoader"), setting(py, "Loader", named("C?SafeLoader|C?BaseLoader"))]),
            ),
          ),
        ],
      ),
    ]),
  ),
  rule(
    py,
    { topic: "mass-assignment", name: "all-fields", title: "Form that accepts every field" },
    any([
      setting(py, "fields", text(py, "^__all__$")),
      call(
        py,
        ["*.(create|update)", "\\w+"],
        [argument(py, { kind: "dictionary_splat", has: reference(py, ["request", "json|form|data|POST"]) })],
      ),
    ]),
  ),
];
