// Runs in the page and returns what can be seen in it.
(() => {
  const all = (selector) => [...document.querySelectorAll(selector)];
  const name = (element) => `${element.tagName}: ${element.textContent?.slice(0, 60)}`;
  const texts = [];
  for (const body of all(".markdown-body")) {
    const walker = document.createTreeWalker(body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const { parentElement, textContent } = walker.currentNode;
      if (parentElement?.closest("code, pre, a") === null) texts.push(textContent ?? "");
    }
  }
  return {
    overflowing: [document.documentElement, ...all(".markdown-body, .markdown-body *")]
      .filter((element) => !element.matches("pre, pre *, table, table *"))
      .filter((element) => getComputedStyle(element).display !== "inline")
      .filter((element) => element.scrollWidth > element.clientWidth + 1)
      .map(name),
    images: all("img, svg, video, iframe, picture").map(name),
    links: all("a").map((link) => link.getAttribute("href") ?? ""),
    texts,
    // Every review, check and inline comment ends in small print, outside everything that can be folded.
    lastLines: all("[data-ends-small] > .markdown-body")
      .filter(
        (body) => body.lastElementChild?.matches("p") !== true || !body.lastElementChild.querySelector("sub"),
      )
      .map(name),
    openDetails: all("details[open]").length,
    headings: all(".markdown-body").map((body) =>
      [...body.querySelectorAll("h1, h2, h3, h4, h5, h6")].map((heading) => Number(heading.tagName[1])),
    ),
  };
})();
