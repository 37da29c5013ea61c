import type { FailReason, SkipReason } from "../../domain/coverage.ts";
import type { DropReason } from "../../domain/finding.ts";

/** Why something was left out, and what to do about it: one or two sentences for people. */
export function describeSkipReason(reason: SkipReason): string {
  switch (reason) {
    case "generated":
      return "Generated code. Review the source that it is generated from, and that the two belong together.";
    case "vendored":
      return "Copied from another project. Compare it with the release that it claims to be.";
    case "minified":
      return "Minified code. Add the readable source to the change, or build the file in CI instead.";
    case "binary":
      return "Binary content. Find out where it comes from before you merge it.";
    case "submodule":
      return "A submodule moved to another commit. Review that range in its own repository.";
    case "excluded-by-policy":
      return "Excluded by the repository's configuration. Remove the pattern from `exclude` to have it reviewed.";
    case "too-large":
      return "Too large to be shown to the model in whole. Split the change, or review this part by hand.";
    case "unreadable-diff":
      return "The diff could not be read in full. Review a commit range instead of a diff file, or check by hand.";
    case "moved-into-place":
      return "Moved to where it is run or trusted otherwise, and its whole text is not known. Read the file as if it were new.";
    case "moved-out-of-place":
      return "Moved away from where it was run, served or obeyed, and its whole text is not known. Read what its old place loses.";
    case "no-model":
      return "No model was asked. Configure one and run the review again.";
    case "over-budget":
      return "The cost limit of the review was reached. Raise the limit, or split the change.";
    case "interrupted":
      return "The review was stopped before it came to this. Run it again.";
  }
}

/** Why something that should have been reviewed was not, and what to do about it. */
export function describeFailReason(reason: FailReason): string {
  switch (reason) {
    case "model-error":
      return "The model's endpoint could not be reached, or reported an error. Run the review again; if it stays, `assay doctor` looks at the endpoint.";
    case "model-timeout":
      return "The model did not answer in time. Run the review again, or allow it more time.";
    case "provider-declined":
      return "The provider declined to answer. Review this part by hand, or use another model.";
    case "answer-unreadable":
      return "The model's answer could not be read. Run the review again, or use a model that can answer in JSON.";
    case "answer-truncated":
      return "The model's answer was cut at its output limit. Raise the limit, or split the change.";
    case "answer-incomplete":
      return "The model's answer does not cover this. Run the review again.";
    case "prompt-truncated":
      return "The endpoint cut the question. Use a model with a larger context, or a smaller prompt budget.";
    case "configuration":
      return "The model is not configured correctly. Check the key, the base URL and the model name. An endpoint in your own network needs ASSAY_ALLOW_PRIVATE_ENDPOINT=true.";
  }
}

/** Why claims of the model were not published: completes "3 claims: …". */
export function describeDropReason(reason: DropReason): string {
  switch (reason) {
    case "no-quote":
      return "no code was quoted as evidence";
    case "quote-not-found":
      return "the quoted code does not exist";
    case "outside-change":
      return "the quoted code is not part of the change";
    case "contradicted-by-code":
      return "the code says otherwise";
    case "not-checkable":
      return "the statement cannot be checked";
    case "refuted":
      return "a second question found what prevents it";
    case "not-repeated":
      return "only one of several looks found it, and a second question could not settle it";
    case "about-placeholder":
      return "the claim is about a masked secret, which the secret check reports itself";
    case "duplicate":
      return "another finding says the same";
    case "over-limit":
      return "more suggestions than are shown";
    case "not-security":
      return "the claim is not about security";
  }
}
