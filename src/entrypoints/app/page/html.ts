import { escapeInvisible } from "../../../review/redact/escape-invisible.ts";

const markup = Symbol("markup");

/** Markup of ours, in which every text from elsewhere is escaped. Only this file makes any. */
export interface Html {
  readonly [markup]: string;
}

/** Texts and numbers are escaped; markup and lists of it are taken as they are; null is nothing. */
export type HtmlValue = string | number | Html | readonly Html[] | null;

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
  "`": "&#96;",
};

/** A template whose values cannot become markup. Values of attributes stand between double quotes. */
export function html(strings: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  const parts = strings.flatMap((text, index) => {
    const value = values[index];
    return value === undefined ? [text] : [text, textOf(value)];
  });
  return { [markup]: parts.join("") };
}

/** The text that a browser gets. */
export function renderHtml(page: Html): string {
  return page[markup];
}

/** A text that was written by us as markup or style, with nothing of anybody else in it. */
export function trustOwnText(text: string): Html {
  return { [markup]: text };
}

function textOf(value: HtmlValue): string {
  if (value === null) return "";
  if (typeof value === "string") return escapeText(value);
  if (typeof value === "number") return String(value);
  return "length" in value ? value.map((one) => one[markup]).join("") : value[markup];
}

/** What nobody would see, or what turns the direction of text around, is written out. */
function escapeText(text: string): string {
  return escapeInvisible(text.toWellFormed()).replace(/[&<>"'`]/g, (character) => entities[character] ?? "");
}
