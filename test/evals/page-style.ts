/** The style of the page: light or dark as the reader's system is. */
export const pageStyle = `
:root {
  color-scheme: light dark;
  --page: #f9f9f7; --surface: #ffffff; --ink: #16150f; --muted: #5c5a52; --line: #deddd6; --grid: #e7e6df;
  --quick: #12855c; --standard: #2a6fd0; --thorough: #5b46b8; --plain: #86847b;
  --good: #0b6b34; --bad: #b3261e; --added: #e3f4e4; --removed: #fbe5e3; --weak: #a15c00; --code: #f4f3ef;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #121211; --surface: #1b1b19; --ink: #f2f1ec; --muted: #b3b1a7; --line: #383731; --grid: #2e2d29;
    --quick: #35a877; --standard: #5b9bf0; --thorough: #a397f2; --plain: #8f8d84;
    --good: #6fcf8e; --bad: #ff8a80; --added: #17301c; --removed: #3a1d1b; --weak: #f0b35a; --code: #232320;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
main { max-width: 1160px; margin: 0 auto; padding: 24px 20px 64px; }
h1 { font-size: 26px; line-height: 1.2; margin: 0 0 4px; }
h2 { font-size: 19px; margin: 40px 0 12px; }
h3 { font-size: 15px; margin: 0; }
h4 { font-size: 15px; margin: 0; overflow-wrap: anywhere; }
p { margin: 4px 0 12px; max-width: 76ch; }
.note { color: var(--muted); }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(220px, 1fr)); gap: 12px; margin: 20px 0 0; }
.tile { background: var(--surface); border: 1px solid var(--line); border-radius: 8px; padding: 12px 16px; }
.tile strong { display: block; font-size: 28px; line-height: 1.25; font-variant-numeric: tabular-nums; }
.tile span { color: var(--muted); display: block; }
.scroll { overflow-x: auto; border: 1px solid var(--line); border-radius: 8px; background: var(--surface); }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; width: 100%; }
th, td { padding: 6px 10px; text-align: right; white-space: nowrap; border-bottom: 1px solid var(--line); font-weight: 400; }
tbody tr:last-child > * { border-bottom: 0; }
thead th { color: var(--muted); font-size: 13px; vertical-align: bottom; }
th[scope=row], td:first-child, th:first-child, .figures :is(td, th):nth-child(2) { text-align: left; }
.figures { font-size: 14px; }
.figures thead th { white-space: normal; }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 440px), 1fr)); gap: 16px; align-items: start; }
.chart { margin: 0; min-width: 0; background: var(--surface); border: 1px solid var(--line); border-radius: 8px; padding: 14px 16px; }
.chart p { color: var(--muted); margin: 0 0 10px; }
.chart .scroll { margin-top: 8px; }
.chart-label { fill: var(--ink); font-size: 13px; }
.chart-value { fill: var(--ink); font-size: 12px; font-variant-numeric: tabular-nums; }
.axis-label { fill: var(--muted); font-size: 11px; }
.grid-line { stroke: var(--grid); stroke-width: 1; }
.hover-area { fill: transparent; }
g:hover .bar { opacity: .8; }
.bar.series-assay-quick, .key.series-assay-quick { fill: var(--quick); background: var(--quick); }
.bar.series-assay-standard, .key.series-assay-standard { fill: var(--standard); background: var(--standard); }
.bar.series-assay-thorough, .key.series-assay-thorough { fill: var(--thorough); background: var(--thorough); }
.bar.series-plain, .key.series-plain { fill: var(--plain); background: var(--plain); }
.legend { display: flex; flex-wrap: wrap; gap: 6px 18px; list-style: none; padding: 0; margin: 0 0 12px; }
.key { display: inline-block; width: 12px; height: 12px; border-radius: 2px; margin-right: 7px; vertical-align: -1px; }
summary { cursor: pointer; padding: 4px 0; }
summary:focus-visible, .scroll:focus-visible { outline: 2px solid var(--standard); outline-offset: 2px; }
.chart summary { color: var(--muted); font-size: 13px; }
.misses > summary { font-size: 16px; padding: 10px 0; border-top: 1px solid var(--line); }
.miss { background: var(--surface); border: 1px solid var(--line); border-radius: 8px; padding: 12px 16px; margin: 0 0 12px; }
.miss ul { margin: 6px 0; padding-left: 20px; }
.miss li { overflow-wrap: anywhere; }
.outcome { font-weight: 600; }
.outcome.good { color: var(--good); }
.outcome.bad { color: var(--bad); }
.hidden-character { border: 1px solid var(--weak); border-radius: 3px; color: var(--weak); font-size: .8em; padding: 0 3px; }
pre { margin: 6px 0 0; background: var(--code); border-radius: 6px; overflow-x: auto; font: 12.5px/1.55 ui-monospace, monospace; padding: 8px 0; }
pre .row { display: block; width: max-content; min-width: 100%; padding: 0 12px; white-space: pre; }
pre .added { background: var(--added); }
pre .removed { background: var(--removed); }
pre .weak { box-shadow: inset 4px 0 var(--weak); }
pre .number { color: var(--muted); display: inline-block; min-width: 6ch; text-align: right; margin-right: 1ch; user-select: none; }
`;
