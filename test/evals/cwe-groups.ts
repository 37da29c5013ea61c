/** Coarse kinds of weakness for charts; each number stands in one. */
const groups: readonly (readonly [name: string, cwes: readonly number[]])[] = [
  ["Command and code injection", [74, 77, 78, 88, 94, 95, 96, 134, 470, 917, 1236, 1336]],
  ["Query injection", [89, 90, 91, 564, 643, 652, 943]],
  ["Cross-site scripting", [79, 80, 83, 87, 116, 692]],
  ["Header and log injection", [93, 113, 117, 150, 444]],
  ["Paths and files", [22, 23, 35, 36, 59, 61, 73, 98, 377, 378, 379, 426, 427, 434, 552]],
  ["Access control", [250, 266, 269, 276, 284, 285, 306, 425, 602, 639, 668, 732, 862, 863]],
  [
    "Authentication and sessions",
    [287, 288, 290, 294, 307, 345, 346, 347, 352, 384, 565, 613, 614, 640, 1004],
  ],
  ["Information exposure", [200, 201, 203, 208, 209, 215, 359, 497, 532, 538]],
  [
    "Secrets and cryptography",
    [256, 259, 295, 311, 312, 319, 320, 321, 323, 325, 326, 327, 328, 330, 338, 522, 798, 916],
  ],
  [
    "Memory safety",
    [119, 120, 121, 122, 125, 129, 131, 190, 191, 415, 416, 457, 680, 681, 787, 824, 843, 908],
  ],
  [
    "Exhaustion and crashes",
    [248, 369, 400, 401, 404, 405, 407, 476, 617, 674, 703, 754, 755, 770, 772, 776, 835, 1284, 1333],
  ],
  ["Deserialisation and objects", [471, 502, 913, 915, 1321]],
  ["Requests sent elsewhere", [441, 601, 610, 918, 942]],
  ["Races", [362, 364, 366, 367, 667, 820, 821]],
  ["XML", [611, 827]],
  ["Supply chain and settings", [16, 494, 506, 829, 1104, 1357, 1395]],
];

const groupOf = new Map(groups.flatMap(([name, cwes]) => cwes.map((cwe) => [cwe, name])));

/** The group of the first class that has one; `Other` where none has. */
export function nameGroup(cwes: readonly string[]): string {
  const names = cwes.map((cwe) => groupOf.get(Number(cwe.replace("CWE-", ""))));
  return names.find((name) => name !== undefined) ?? "Other";
}
