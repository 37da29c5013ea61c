/**
 * Weaknesses that reviewers name for the same defect: siblings and parents of the CWE list (view 1000), and pairs that
 * advisories mix up. A number may stand in several families.
 */
const families: readonly (readonly number[])[] = [
  [77, 78, 88, 74],
  [94, 95, 96, 1336, 917, 74, 470],
  [89, 564, 943, 74],
  [90, 91, 643, 652, 74],
  [79, 80, 83, 87, 116, 692, 74, 1336],
  [93, 113, 117, 116, 74, 150],
  [22, 23, 24, 29, 35, 36, 59, 61, 73, 98, 426, 427, 552, 610, 668],
  [400, 405, 407, 770, 789, 1284, 1333, 674, 834, 835, 409, 776, 404, 401, 772],
  [284, 285, 862, 863, 639, 306, 732, 276, 269, 250, 266, 425, 441, 602, 647],
  [287, 288, 290, 294, 295, 302, 303, 304, 305, 306, 307, 384, 345, 346, 347, 613, 640, 697, 1390],
  [200, 201, 203, 208, 209, 210, 215, 312, 319, 359, 497, 522, 532, 538, 552, 668],
  [256, 257, 259, 260, 311, 312, 313, 319, 321, 522, 523, 798],
  [119, 120, 121, 122, 125, 126, 127, 129, 131, 787, 786, 788, 805, 823, 680],
  [190, 191, 680, 681, 682, 131, 369, 193, 195, 197, 1284],
  [415, 416, 672, 825, 401, 404, 772, 824, 908, 457],
  [476, 248, 252, 703, 754, 755, 617, 690, 369, 824, 400, 674, 20],
  [502, 913, 915, 1321, 94, 470, 829],
  [1321, 915, 913, 471],
  [611, 776, 827, 91],
  [918, 441, 610, 601],
  [601, 610, 79, 939],
  [352, 346, 942, 1275, 1385],
  [346, 942, 345, 1385, 183],
  [326, 327, 328, 330, 331, 335, 337, 338, 340, 916, 325, 347, 780, 1240, 320, 323, 329],
  [295, 296, 297, 298, 299, 319, 311],
  [362, 363, 364, 366, 367, 667, 820, 821, 662, 377],
  [377, 378, 379, 276, 732],
  [434, 351, 646, 73],
  [444, 436, 113, 93],
  [184, 185, 625, 697, 1333, 183, 693],
  [494, 829, 345, 353, 506, 1104, 1357, 1395, 937, 1035],
  [614, 1004, 1275, 565, 311],
  [1236, 74],
  [134, 74],
  [843, 704, 681],
];

/** So wide that no finding contradicts them: what is asked then is only whether the place is right. */
const wide = new Set([16, 19, 20, 254, 264, 435, 664, 682, 691, 693, 697, 703, 707, 710]);

const familiesOf = new Map<number, ReadonlySet<number>>();
for (const [index, family] of families.entries()) {
  for (const cwe of family) familiesOf.set(cwe, new Set([...(familiesOf.get(cwe) ?? []), index]));
}

function numberOf(cwe: string): number {
  return Number(/\d+/.exec(cwe)?.[0] ?? Number.NaN);
}

/** Whether a reported class means the same kind of defect as one of those that the case has. */
export function isSameFamily(reported: string | null, expected: readonly string[]): boolean {
  if (expected.some((cwe) => wide.has(numberOf(cwe)))) return true;
  if (reported === null) return false;
  const own = familiesOf.get(numberOf(reported));
  return expected.some((cwe) => {
    if (numberOf(cwe) === numberOf(reported)) return true;
    const other = familiesOf.get(numberOf(cwe));
    return own !== undefined && other !== undefined && [...own].some((family) => other.has(family));
  });
}
