/** Classes that readers of one line give to one defect: parents, children and neighbours in the CWE list. */
const families: readonly (readonly number[])[] = [
  [20, 74, 77, 78, 88],
  [74, 94, 95, 96, 917, 1336],
  [74, 89, 564, 943],
  [79, 80, 83, 87, 116],
  [93, 113, 116, 117],
  [22, 23, 36, 59, 73, 98],
  [269, 276, 284, 285, 306, 639, 668, 732, 862, 863],
  [287, 288, 290, 294, 306, 307, 384, 613],
  [295, 297, 311, 319],
  [345, 346, 347, 352, 942],
  [200, 201, 203, 208, 209, 312, 359, 497, 522, 532, 538],
  [256, 259, 312, 321, 522, 798],
  [320, 326, 327, 328, 330, 338, 916],
  [119, 120, 121, 122, 125, 129, 131, 190, 787, 805],
  [401, 404, 415, 416, 672, 772, 825],
  [248, 252, 369, 476, 617, 703, 754, 755],
  [400, 405, 407, 409, 674, 770, 776, 789, 834, 835, 1333],
  [502, 913, 915, 1321],
  [611, 776, 827],
  [441, 601, 918],
  [362, 366, 367, 667],
  [377, 378, 379, 732],
  [565, 614, 1004],
  [494, 829, 1104, 1357, 1395],
];

const familiesOf = new Map<string, readonly number[]>();
for (const [index, family] of families.entries())
  for (const number of family)
    familiesOf.set(`CWE-${number}`, [...(familiesOf.get(`CWE-${number}`) ?? []), index]);

/** Whether two classes, such as `CWE-862` and `CWE-639`, may name one defect. None is none in particular. */
export function isSameWeakness(one: string | null, other: string | null): boolean {
  if (one === null || other === null || one === other) return true;
  const own = familiesOf.get(one) ?? [];
  return (familiesOf.get(other) ?? []).some((family) => own.includes(family));
}
