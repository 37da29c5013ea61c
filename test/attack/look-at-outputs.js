// Runs in the page and returns what can be seen of each output, in their order.
(() => {
  const texts = (body) => {
    const found = [];
    const walker = document.createTreeWalker(body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const { parentElement, textContent } = walker.currentNode;
      if (parentElement?.closest("code, pre, a") === null) found.push(textContent ?? "");
    }
    return found;
  };
  const bodies = [...document.querySelectorAll(".markdown-body")];
  const open = bodies.map((body) => body.querySelectorAll("details[open]").length);
  for (const folded of document.querySelectorAll("details")) folded.open = true;
  const isTooWide = (element) =>
    !element.matches("pre, pre *") &&
    element.scrollWidth > element.clientWidth + 1 &&
    getComputedStyle(element).display !== "inline";
  return bodies.map((body, index) => {
    const all = [...body.querySelectorAll("*")];
    return {
      elements: [...new Set(all.map(({ tagName }) => tagName))],
      links: [...body.querySelectorAll("a")].map((link) => link.getAttribute("href") ?? ""),
      texts: texts(body),
      tooWide: [body, ...all].filter(isTooWide).map(({ tagName }) => tagName),
      openDetails: open[index],
      // Everything of ours ends in small print, outside everything that can be folded.
      isWhole:
        body.lastElementChild?.matches("p") === true && body.lastElementChild.querySelector("sub") !== null,
    };
  });
})();
