import { OpenAI } from "openai";
import { ReviewError } from "../../domain/errors.ts";
import { createBoundedFetch } from "./bounded-fetch.ts";
import { refusePrivateAddress } from "./refuse-private-address.ts";

export interface OpenAIClientOptions {
  readonly apiKey: string;
  /** Address of the API with its version, such as `https://api.openai.com/v1`. */
  readonly baseUrl: string;
  /** Whether the endpoint may be in a private network. */
  readonly allowsPrivate: boolean;
  /** Most bytes of one answer, after decompression. */
  readonly maxResponseBytes?: number;
}

const defaultMaxResponseBytes = 8 * 1024 * 1024;
/** The longest a timer takes: deadlines are the caller's, through its signal. */
const sdkTimeoutMs = 2 ** 31 - 1;

/**
 * A client in which nothing is left to the SDK's defaults, so that no `OPENAI_…` variable has a say: no retries, no
 * log, no redirect, a bounded answer, and our own headers (`OPENAI_CUSTOM_HEADERS` cannot be switched off by option).
 * Throws `CONFIG_INVALID` for a key or address that cannot be sent.
 */
export function openOpenAIClient(options: OpenAIClientOptions): OpenAI {
  const { apiKey, baseUrl } = options;
  if (!/^[\x21-\x7e]{1,4096}$/.test(apiKey))
    throw new ReviewError("CONFIG_INVALID", "The API key holds characters that no header can carry.", {
      remedy: "Copy OPENAI_API_KEY again, without spaces or line breaks.",
    });
  const url = URL.parse(baseUrl);
  if (url === null || (url.protocol !== "https:" && url.protocol !== "http:"))
    throw new ReviewError("CONFIG_INVALID", "The address of the model endpoint is not an http(s) URL.");
  try {
    return new OpenAI({
      apiKey,
      adminAPIKey: null,
      organization: null,
      project: null,
      webhookSecret: null,
      baseURL: baseUrl,
      timeout: sdkTimeoutMs,
      maxRetries: 0,
      logLevel: "off",
      fetch: createBoundedFetch({
        maxBytes: options.maxResponseBytes ?? defaultMaxResponseBytes,
        admitHost: options.allowsPrivate ? async () => undefined : refusePrivateAddress,
        headers: {
          accept: "application/json",
          authorization: `Bearer ${apiKey}`,
          "content-type": "application/json",
          "user-agent": "assay",
        },
      }),
    });
  } catch (error) {
    const name = error instanceof Error ? error.name : "error";
    throw new ReviewError("CONFIG_INVALID", `The model client cannot be built (${name}).`, {
      remedy: "Unset OPENAI_CUSTOM_HEADERS; it is not used.",
    });
  }
}
