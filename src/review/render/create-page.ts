/** A text of limited length that is put together section by section. */
export interface Page {
  readonly sections: readonly string[];
  /** What is left, in UTF-16 units. */
  free(): number;
  /** Adds a section if it fits as a whole, and says whether it did. */
  add(section: string): boolean;
}

/** A page for sections with an empty line between them; `room` is in UTF-16 units. */
export function createPage(room: number): Page {
  const sections: string[] = [];
  let free = room;
  return {
    sections,
    free: () => free,
    add(section) {
      if (section.length + 2 > free) return false;
      free -= section.length + 2;
      sections.push(section);
      return true;
    },
  };
}
