// Runs in the page and returns what somebody would stumble over.
(() => {
  const all = (selector) => [...document.querySelectorAll(selector)];
  const name = (element) => `${element.tagName}: ${(element.textContent ?? "").trim().slice(0, 60)}`;
  const isShown = (element) => element.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true });
  const textOf = (element) => (element.textContent ?? "").trim();

  const parse = (color) => {
    const [red, green, blue, alpha = 1] = (color.match(/[\d.]+/g) ?? []).map(Number);
    return { red, green, blue, alpha };
  };
  const channel = (value) => {
    const share = value / 255;
    return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  };
  const luminance = ({ red, green, blue }) =>
    0.2126 * channel(red) + 0.7152 * channel(green) + 0.0722 * channel(blue);
  const contrast = (first, second) => {
    const [light, dark] = [luminance(first), luminance(second)].sort((one, other) => other - one);
    return (light + 0.05) / (dark + 0.05);
  };
  const backgroundOf = (element) => {
    for (let at = element; at !== null; at = at.parentElement) {
      const color = parse(getComputedStyle(at).backgroundColor);
      if (color.alpha === 1) return color;
    }
    return parse(matchMedia("(prefers-color-scheme: dark)").matches ? "rgb(18,18,17)" : "rgb(255,255,255)");
  };
  const faint = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (element === null || textOf(walker.currentNode) === "" || !isShown(element)) continue;
    if (element.closest(".out, title, option") !== null) continue;
    const style = getComputedStyle(element);
    const color = parse(element.closest("svg") === null ? style.color : style.fill);
    const ratio = contrast(color, backgroundOf(element));
    if (ratio < 4.5) faint.push(`${ratio.toFixed(2)} ${name(element)}`);
  }

  const labelled = (field) =>
    [...(field.labels ?? [])].some((label) => textOf(label) !== "") || field.ariaLabel !== null;
  const ids = all("[id]").map(({ id }) => id);
  const levels = all("h1, h2, h3, h4").map(({ tagName }) => Number(tagName[1]));
  return {
    language: document.documentElement.lang,
    title: document.title,
    overflowing: [document.documentElement, ...all("body *")]
      .filter((element) => !element.matches(".scroll, .scroll *, svg, svg *, .out, .skip"))
      .filter((element) => getComputedStyle(element).display !== "inline")
      .filter((element) => element.scrollWidth > element.clientWidth + 1)
      .map(name),
    faint,
    unlabelled: all("input:not([type=hidden]):not([hidden]), select, textarea")
      .filter((field) => !labelled(field))
      .map(({ name: field }) => field),
    nameless: all("a, button")
      .filter((element) => textOf(element) === "" && element.ariaLabel === null)
      .map(({ outerHTML }) => outerHTML),
    small: all("button, .top nav a, .button, input:not([type=hidden]):not([hidden]), select")
      .filter((element) => element.getBoundingClientRect().height < 24)
      .map(name),
    mainHeadings: all("h1").length,
    skippedHeadings: levels.filter((level, index) => level > (levels[index - 1] ?? 0) + 1),
    landmarks: [all("main").length, all("header").length, all("nav:not([aria-label])").length],
    looseHeaders: all("th:not([scope])").map(name),
    headlessTables: all("table")
      .filter((table) => table.tHead === null)
      .map(name),
    unnamedRegions: all("[role=region]:not([aria-label]), .scroll:not([tabindex='0'])").map(name),
    unnamedPictures: all("svg")
      .filter((svg) => svg.getAttribute("aria-hidden") !== "true")
      .filter((svg) => textOf(document.getElementById(svg.getAttribute("aria-labelledby")) ?? svg) === "")
      .map(({ outerHTML }) => outerHTML.slice(0, 80)),
    doubleIds: ids.filter((id, index) => ids.indexOf(id) !== index),
    foreign: [
      ...all("script, img, iframe, object, embed, video, audio, link:not([rel=icon]), base").map(
        ({ outerHTML }) => outerHTML,
      ),
      ...all("[style], [onclick], [onerror], [onload]").map(({ outerHTML }) => outerHTML),
    ],
  };
})();
