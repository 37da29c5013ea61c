/** The model that is asked where `ASSAY_MODEL` names none: a key alone is enough. */
export const defaultModel = "gpt-6.1-terra";
