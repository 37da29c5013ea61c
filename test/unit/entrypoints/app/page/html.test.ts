import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { html, renderHtml, trustOwnText } from "../../../../../src/entrypoints/app/page/html.ts";
import { readPageTarget } from "../../../../../src/entrypoints/app/page/page-target.ts";

describe("markup", () => {
  it("escapes every text, and takes markup as it is", () => {
    const inner = html`<b>${`<i a="b" c='d'>&\``}</b>`;
    expect(renderHtml(html`${inner}${[inner, html``]}${7}${null}${trustOwnText("<hr>")}`)).toBe(
      `${"<b>&lt;i a=&quot;b&quot; c=&#39;d&#39;&gt;&amp;&#96;</b>".repeat(2)}7<hr>`,
    );
  });

  it("writes out what nobody would see", () => {
    expect(renderHtml(html`${"a\u202eb\u0000c\ud800"}`)).toBe("a\\u{202E}b\\u{0000}c\u{fffd}");
  });

  it("lets no text out of an element or an attribute", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(renderHtml(html`${text}`)).not.toMatch(/[<>"'`]|&(?!(?:amp|lt|gt|quot|#39|#96);)/);
      }),
    );
  });
});

describe("an address of the page", () => {
  it.each([
    ["/jobs", null],
    ["/operators", null],
    ["/operator", { kind: "overview" }],
    ["/operator/?x", { kind: "overview" }],
    ["/operator/constructor", { kind: "unknown" }],
    ["/operator/__proto__", { kind: "unknown" }],
    ["/operator/reviews/a%23b?said=queued", { kind: "review", id: "a#b", said: "queued" }],
    ["/operator/reviews/a/cancel", { kind: "cancel", id: "a" }],
    ["/operator/reviews/a/forget", { kind: "unknown" }],
    ["/operator/reviews/%20/retry", { kind: "retry", id: null }],
    ["/operator/findings?page=3", { kind: "findings", query: { show: null, repository: "", page: 3 } }],
    [
      "/operator/reviews?show=failed&repository=+a%00b+&page=0",
      { kind: "reviews", query: { show: "failed", repository: "ab", page: 1 } },
    ],
  ])("%s is understood", (url, target) => {
    expect(readPageTarget(url)).toEqual(target);
  });

  it("is understood whatever it is", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(readPageTarget(`/operator${text}`)?.kind ?? "none").toMatch(/^[a-z-]+$/);
      }),
    );
  });
});
