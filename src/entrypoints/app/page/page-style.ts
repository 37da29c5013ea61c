/** The style of the operator's page: light or dark as the reader's system is, and wide enough for a telephone. */
export const pageStyle = `
:root {
  color-scheme: light dark;
  --page: #f9f9f7; --surface: #ffffff; --ink: #16150f; --muted: #5c5a52; --line: #deddd6; --control: #8b897f;
  --grid: #e7e6df; --accent: #1f5fbf; --on-accent: #ffffff; --soft: #eef3fb;
  --good: #0b6b34; --good-soft: #e3f4e4; --bad: #b3261e; --bad-soft: #fbe5e3; --weak: #8a4d00; --weak-soft: #fbf0dc;
  --quiet-soft: #efeee9; --track: #d9d7cd; --critical: #8e1b5b; --high: #c43c2c; --medium: #c27a10; --low: #6f8aa8;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #121211; --surface: #1b1b19; --ink: #f2f1ec; --muted: #b3b1a7; --line: #383731; --control: #7d7b72;
    --grid: #2e2d29; --accent: #7db2f7; --on-accent: #0e1a2b; --soft: #1b2635;
    --good: #6fcf8e; --good-soft: #17301c; --bad: #ff8a80; --bad-soft: #3a1d1b; --weak: #f0b35a; --weak-soft: #37290f;
    --quiet-soft: #2a2a26; --track: #46453d; --critical: #f07fbd; --high: #ff8a70; --medium: #eab04f; --low: #93b3d6;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
a { color: var(--accent); text-underline-offset: 2px; }
a:focus-visible, button:focus-visible, input:focus-visible, select:focus-visible, textarea:focus-visible, summary:focus-visible,
.scroll:focus-visible, main:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.skip { position: absolute; left: 12px; top: -60px; background: var(--surface); padding: 8px 14px; border-radius: 6px; }
.skip:focus { top: 8px; }
.top { background: var(--surface); border-bottom: 1px solid var(--line); }
.top > div { max-width: 1160px; margin: 0 auto; padding: 0 20px; display: flex; flex-wrap: wrap; align-items: center; gap: 0 24px; }
.brand { font-weight: 650; color: var(--ink); text-decoration: none; display: inline-flex; align-items: center; gap: 8px; padding: 12px 0; }
.brand svg { display: block; }
.top nav { flex: 1; }
.top ul { display: flex; flex-wrap: wrap; list-style: none; margin: 0; padding: 0; gap: 0 4px; }
.top nav a { display: block; padding: 13px 10px 11px; color: var(--muted); text-decoration: none; border-bottom: 2px solid transparent; }
.top nav a:hover { color: var(--ink); }
.top nav a[aria-current] { color: var(--ink); border-bottom-color: var(--accent); }
main { max-width: 1160px; margin: 0 auto; padding: 24px 20px 64px; }
footer { max-width: 1160px; margin: 0 auto; padding: 16px 20px 40px; color: var(--muted); font-size: 13px; }
h1 { font-size: 26px; line-height: 1.2; margin: 0 0 4px; overflow-wrap: anywhere; }
h2 { font-size: 18px; margin: 36px 0 10px; }
h3 { font-size: 15px; margin: 0; overflow-wrap: anywhere; }
p { margin: 4px 0 12px; max-width: 76ch; overflow-wrap: anywhere; }
.note { color: var(--muted); }
.card { background: var(--surface); border: 1px solid var(--line); border-radius: 8px; padding: 14px 16px; min-width: 0; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 12px; margin: 18px 0 0; padding: 0; list-style: none; }
.tiles strong { display: block; font-size: 28px; line-height: 1.25; font-weight: 600; font-variant-numeric: tabular-nums; }
.tiles span { color: var(--muted); display: block; font-size: 14px; }
.tiles .alert strong { color: var(--bad); }
.tiles .warn strong { color: var(--weak); }
.reviews { list-style: none; margin: 0; padding: 0; background: var(--surface); border: 1px solid var(--line); border-radius: 8px; }
.reviews > li { padding: 12px 16px; border-top: 1px solid var(--line); display: grid; gap: 2px 20px; grid-template-columns: minmax(0, 5fr) minmax(0, 7fr) 150px; align-items: start; }
.reviews > li:first-child { border-top: 0; }
.reviews p { margin: 0; max-width: none; }
.reviews h3 { font-weight: 600; }
.act { text-align: right; }
.act:empty { display: none; }
.small { font-size: 13px; color: var(--muted); }
.remedy { font-size: 14px; border-left: 3px solid var(--line); padding-left: 10px; margin-top: 4px; }
.badge { display: inline-block; border-radius: 10px; padding: 0 9px; font-size: 13px; line-height: 20px; white-space: nowrap; background: var(--quiet-soft); color: var(--ink); }
.badge.good { background: var(--good-soft); color: var(--good); }
.badge.bad { background: var(--bad-soft); color: var(--bad); }
.badge.weak { background: var(--weak-soft); color: var(--weak); }
.badge.busy { background: var(--soft); color: var(--accent); }
.empty { color: var(--muted); background: var(--surface); border: 1px dashed var(--line); border-radius: 8px; padding: 14px 16px; margin: 0; max-width: none; }
.scroll { overflow-x: auto; border: 1px solid var(--line); border-radius: 8px; background: var(--surface); }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; width: 100%; font-size: 14px; }
th, td { padding: 7px 12px; text-align: right; border-bottom: 1px solid var(--line); font-weight: 400; vertical-align: top; white-space: nowrap; }
tbody tr:last-child > * { border-bottom: 0; }
thead th { color: var(--muted); font-size: 13px; vertical-align: bottom; }
th[scope=row], .text { text-align: left; }
th.narrow { white-space: normal; overflow-wrap: anywhere; min-width: 110px; }
td.wrap { white-space: normal; overflow-wrap: anywhere; min-width: 200px; text-align: left; }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 420px), 1fr)); gap: 16px; align-items: start; }
.chart { margin: 0; min-width: 0; background: var(--surface); border: 1px solid var(--line); border-radius: 8px; padding: 14px 16px; }
.chart figcaption p { color: var(--muted); margin: 0 0 10px; }
.chart svg { display: block; overflow: visible; }
.chart details { margin-top: 8px; }
.chart summary { color: var(--muted); font-size: 13px; cursor: pointer; padding: 4px 0; }
.chart .scroll { margin-top: 6px; max-height: 320px; overflow-y: auto; }
.axis { fill: var(--muted); font-size: 11px; }
.value { fill: var(--ink); font-size: 12px; }
.label { fill: var(--ink); font-size: 13px; }
.grid { stroke: var(--grid); stroke-width: 1; }
.bar, .key.bar { fill: var(--accent); background: var(--accent); }
.good-bar { fill: var(--good); background: var(--good); }
.bad-bar { fill: var(--bad); background: var(--bad); }
.weak-bar { fill: var(--medium); background: var(--medium); }
.quiet-bar { fill: var(--control); background: var(--control); }
.critical-bar { fill: var(--critical); background: var(--critical); }
.high-bar { fill: var(--high); background: var(--high); }
.medium-bar { fill: var(--medium); background: var(--medium); }
.low-bar { fill: var(--low); background: var(--low); }
.track { fill: var(--track); }
.track-key { background: var(--track); }
.spans { margin-bottom: 14px; }
.share { display: inline-block; width: 5ch; }
.legend { display: flex; flex-wrap: wrap; gap: 4px 16px; list-style: none; padding: 0; margin: 0 0 10px; font-size: 13px; }
.key { display: inline-block; width: 11px; height: 11px; border-radius: 2px; margin-right: 6px; }
button, .button { font: inherit; font-size: 14px; border: 1px solid var(--control); background: var(--surface); color: var(--ink); border-radius: 6px; padding: 4px 12px; cursor: pointer; text-decoration: none; display: inline-block; min-height: 32px; }
button:hover, .button:hover { border-color: var(--ink); }
button.main { background: var(--accent); border-color: var(--accent); color: var(--on-accent); font-weight: 600; }
button.danger { color: var(--bad); border-color: var(--bad); }
.plain { border: 0; background: none; color: var(--muted); padding: 4px 0; text-decoration: underline; text-underline-offset: 2px; }
form { margin: 0; }
.actions { display: flex; flex-wrap: wrap; gap: 8px; align-items: center; }
.filter { display: flex; flex-wrap: wrap; gap: 10px 14px; align-items: end; margin: 16px 0; }
.filter > div { min-width: 0; flex: 0 1 240px; }
label { display: block; font-size: 13px; color: var(--muted); margin-bottom: 3px; }
input, select, textarea { font: inherit; color: var(--ink); background: var(--surface); border: 1px solid var(--control); border-radius: 6px; padding: 5px 9px; width: 100%; min-height: 34px; }
.pager { display: flex; flex-wrap: wrap; gap: 8px 16px; align-items: center; margin: 14px 0 0; }
.pager p { margin: 0; }
.notice { border: 1px solid var(--line); border-left: 4px solid var(--accent); background: var(--surface); border-radius: 6px; padding: 10px 14px; margin: 0 0 18px; max-width: none; }
.notice.bad { border-left-color: var(--bad); }
.gate { max-width: 420px; margin: 8vh auto 0; }
.gate .card { padding: 22px 24px; }
.gate h1 { font-size: 22px; }
.gate button { width: 100%; margin-top: 14px; }
.setup { max-width: 720px; margin: 0 auto; }
.setup .card { padding: 20px 24px 24px; margin: 18px 0 0; }
.setup h1 svg { vertical-align: -2px; margin-right: 4px; }
.setup h2 { margin-top: 0; }
.setup li { margin: 0 0 8px; }
.setup ol { padding-left: 22px; margin: 8px 0 0; }
.setup .notice { margin: 18px 0 0; }
.setup .actions { margin-bottom: 0; }
.setup .facts { grid-template-columns: minmax(0, 1fr); margin: 0; }
.field { margin: 14px 0 0; }
.field label { font-size: 14px; color: var(--ink); font-weight: 600; }
.field .small { margin: 4px 0 0; }
.field .wrong { color: var(--bad); font-size: 14px; margin: 4px 0 0; }
.field + .actions, .facts + form { margin-top: 18px; }
textarea { font: 13px/1.4 ui-monospace, monospace; resize: vertical; display: block; }
[aria-invalid=true] { border-color: var(--bad); }
pre { margin: 6px 0 0; padding: 9px 12px; background: var(--quiet-soft); border-radius: 6px; white-space: pre-wrap; overflow-wrap: anywhere; font: 13px/1.5 ui-monospace, monospace; }
.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(170px, 1fr)); gap: 12px 20px; margin: 16px 0 0; }
.facts dt { color: var(--muted); font-size: 13px; }
.facts dd { margin: 0; overflow-wrap: anywhere; }
.story { list-style: none; margin: 0; padding: 0; background: var(--surface); border: 1px solid var(--line); border-radius: 8px; }
.story li { display: grid; grid-template-columns: 132px minmax(0, 1fr); gap: 0 16px; padding: 10px 16px; border-top: 1px solid var(--line); }
.story li:first-child { border-top: 0; }
.story time { color: var(--muted); font-size: 13px; line-height: 23px; font-variant-numeric: tabular-nums; }
.story p { margin: 0; max-width: none; }
.story .detail { color: var(--muted); font-size: 14px; }
.gate h1 svg { vertical-align: -2px; margin-right: 4px; }
.small code { white-space: nowrap; }
code { font: 13px ui-monospace, monospace; overflow-wrap: anywhere; }
.out { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
@media (max-width: 720px) {
  main { padding: 18px 14px 48px; }
  .top > div { padding: 0 14px; }
  .reviews > li { grid-template-columns: minmax(0, 1fr); gap: 6px; padding: 12px 14px; }
  .story li { grid-template-columns: minmax(0, 1fr); padding: 10px 14px; }
  .tiles { grid-template-columns: repeat(2, minmax(0, 1fr)); }
  .tiles li:last-child:nth-child(odd) { grid-column: 1 / -1; }
  .facts { grid-template-columns: repeat(2, minmax(0, 1fr)); }
  footer { padding: 16px 14px 32px; }
  .picture { display: none; }
  .act { text-align: left; }
  th, td { padding: 7px 9px; }
  .top nav { order: 3; flex: 1 0 100%; }
  .top form { margin-left: auto; }
  .top nav a { padding: 8px 8px 6px; }
  .top ul { margin-left: -8px; }
  .brand { padding: 8px 0; }
}
@media (forced-colors: active) { .key, svg { forced-color-adjust: none; } }
`;
