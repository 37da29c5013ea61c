import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { describe, expect, it } from "vitest";
import { listFolder } from "../architecture/list-files.ts";
import { projectRoot } from "../architecture/run-tool.ts";
import { shrinkPicture } from "./shrink-picture.ts";

const folder = "docs/images";
const pictures = readdirSync(join(projectRoot, folder)).toSorted();
const documents = ["README.md", ...listFolder("docs", [".md"])];

/** `<picture>` elements of the documents: what they show in light and dark, and what they say to who does not see it. */
const shown = documents.flatMap((document) => {
  const text = readFileSync(join(projectRoot, document), "utf8");
  const at = (path = "") => normalize(join(dirname(document), path));
  return [...text.matchAll(/<picture>([\s\S]*?)<\/picture>/g)].map(([, body = ""]) => ({
    document,
    dark: at(/media="\(prefers-color-scheme: dark\)" srcset="([^"]+)"/.exec(body)?.[1]),
    light: at(/<img src="([^"]+)"/.exec(body)?.[1]),
    alt: /alt="([^"]+)"/.exec(body)?.[1] ?? "",
  }));
});

describe("the pictures of the documents", () => {
  it.each(pictures)("%s is sharp and not heavy", (name) => {
    const png = readFileSync(join(projectRoot, folder, name));

    expect(png.toString("latin1", 1, 4)).toBe("PNG");
    expect(png.length).toBeLessThan(200_000);
    expect(png.readUInt32BE(16)).toBeGreaterThanOrEqual(1_600);
  });

  it("are shown in light and dark, with words for whoever does not see them", () => {
    const pairs = shown.map(({ dark, light, alt }) => [dark, light.replace("-light.png", "-dark.png"), alt]);

    expect([...new Set(shown.flatMap(({ dark, light }) => [dark, light]))].toSorted()).toEqual(
      pictures.map((name) => `${folder}/${name}`),
    );
    for (const [dark, twin, alt] of pairs) {
      expect(dark).toBe(twin);
      expect(alt?.length).toBeGreaterThan(40);
    }
  });
});

describe("shrinking a picture", () => {
  it("refuses what Chromium would not write", () => {
    expect(() => shrinkPicture(Buffer.from("GIF89a"))).toThrow("no PNG as Chromium writes it");
    const [name = ""] = pictures;
    expect(() => shrinkPicture(readFileSync(join(projectRoot, folder, name)))).toThrow("no PNG");
  });
});
