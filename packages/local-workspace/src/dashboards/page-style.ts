import { CHART_STYLE } from "../charts/palette.ts";

/** Rules of dashboard pages: a grid of cards on a wide page, one below the other on a narrow one. */
export const DASHBOARD_STYLE = `${CHART_STYLE}
:root { --back: #f4f6f9; --line: #e1e6ec; --soft: #eef1f5; --link: #1463a8; }
@media (prefers-color-scheme: dark) { :root { --back: #0f141a; --line: #28323d; --soft: #1f2832; --link: #7cbcf5; } }
body { max-width: 1440px; margin: 0 auto; padding: 18px 24px 48px; background: var(--back); color: var(--ink); font-size: 14px; }
a { color: var(--link); text-decoration: none; } a:hover { text-decoration: underline; }
.crumbs { margin: 0 0 4px; font-size: 13px; } .crumbs, .about { color: var(--ink2); }
header { display: flex; flex-wrap: wrap; align-items: end; gap: 8px 24px; margin-bottom: 14px; } header > div { flex: 1 1 320px; }
h1 { font-size: 24px; line-height: 1.25; margin: 0; letter-spacing: -.01em; overflow-wrap: anywhere; } .about { margin: 2px 0 0; font-size: 13px; }
nav.tabs { display: flex; gap: 4px; overflow-x: auto; border-bottom: 1px solid var(--line); margin-bottom: 16px; }
nav.tabs a { padding: 8px 14px; color: var(--ink2); border-bottom: 2px solid transparent; white-space: nowrap; }
nav.tabs a[aria-current] { color: var(--ink); border-color: var(--c0); font-weight: 600; }
.bar { display: flex; flex-wrap: wrap; gap: 10px 16px; align-items: end; } .bar .control { min-width: 150px; }
.control > b { display: block; font-weight: 500; font-size: 12px; color: var(--ink2); margin-bottom: 3px; }
input, select, .many > summary { font: inherit; font-size: 13px; color: inherit; background: var(--card); border: 1px solid var(--line); border-radius: 6px; padding: 5px 8px; box-sizing: border-box; max-width: 100%; min-height: 32px; }
select, .control > input, .many > summary { width: 100%; } .range { display: flex; align-items: center; gap: 6px; } .range input { flex: 1; min-width: 0; }
button { font: inherit; font-size: 13px; font-weight: 600; min-height: 32px; padding: 5px 16px; border: 0; border-radius: 6px; background: var(--c0); color: var(--on); cursor: pointer; }
.actions { display: flex; gap: 12px; align-items: center; } .many { position: relative; } .many > summary { cursor: pointer; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.choices { position: absolute; z-index: 2; top: 36px; left: 0; min-width: 100%; max-height: 260px; overflow: auto; background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 6px; box-shadow: 0 8px 24px #0003; box-sizing: border-box; }
.choices label { display: block; padding: 3px 6px; white-space: nowrap; } .choices input { min-height: 0; }
.grid { display: grid; grid-auto-rows: 56px; gap: 12px; grid-template-columns: repeat(var(--columns), minmax(0, 1fr)); }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 12px 16px; min-width: 0; margin: 0; box-sizing: border-box; display: flex; flex-direction: column; overflow: hidden; }
.card.open { overflow: visible; } .card > h2 { font-size: 14px; font-weight: 600; margin: 0 0 8px; line-height: 1.3; } .card > .sub { margin: -6px 0 8px; color: var(--ink2); font-size: 12px; }
.card.text { background: none; border-color: transparent; padding: 0 2px; justify-content: center; } .text > * { margin: 0 0 4px; } .card > h2.big { font-size: 21px; letter-spacing: -.01em; margin: 0 0 2px; } h3.big { font-size: 17px; }
.narrow { display: none; } .plot { flex: 1; min-height: 0; } .plot.side { display: flex; align-items: center; gap: 16px; } .plot.side .wide { flex: 0 1 55%; }
.legend { display: flex; flex-wrap: wrap; gap: 4px 16px; list-style: none; margin: 6px 0 0; padding: 0; font-size: 12px; color: var(--ink2); } .side .legend { flex-direction: column; flex-wrap: nowrap; margin: 0; overflow: auto; max-height: 100%; flex: 1 1 40%; }
.legend i { display: inline-block; width: 10px; height: 10px; border-radius: 3px; margin-right: 6px; }
.figure { font-size: 30px; font-weight: 650; letter-spacing: -.02em; line-height: 1.15; margin: 0; overflow-wrap: anywhere; } .card p.muted { margin: 4px 0 0; color: var(--ink2); font-size: 12px; opacity: 1; } .up { color: var(--good); } .down { color: var(--bad); } .spark { margin-top: auto; padding-top: 8px; min-height: 0; } .spark svg { max-height: 48px; }
.card .scroll { overflow: auto; flex: 1; min-height: 0; } .card table { font-size: 13px; } .card th { color: var(--ink2); font-weight: 500; font-size: 12px; background: var(--card); } .card thead th { position: sticky; top: 0; } .card th, .card td { padding: 5px 8px; border-bottom: 1px solid var(--line); }
th.number { text-align: right; } td.words { max-width: 28rem; overflow: hidden; text-overflow: ellipsis; } tr.total td, tr.total th { font-weight: 600; color: var(--ink); border-bottom: 0; border-top: 1px solid var(--axis); } .pivot tbody th { color: var(--ink); font-size: 13px; text-align: left; }
.note, .empty, .data > summary { color: var(--ink2); font-size: 12px; margin: 4px 0 0; } .empty { margin: auto; font-size: 14px; } .data > summary { cursor: pointer; width: max-content; opacity: .75; } .data[open] { overflow: auto; max-height: 60%; flex: 1 0 auto; }
.wrong { margin: 0; padding: 10px 12px; border-radius: 6px; background: color-mix(in srgb, var(--bad) 10%, transparent); color: var(--ink); font-size: 13px; overflow: auto; white-space: pre-wrap; overflow-wrap: anywhere; } .wrong b { color: var(--bad); }
.list { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 4px 12px; overflow-x: auto; }
@media (max-width: 760px) { body { padding: 12px 14px 40px; } .grid { display: flex; flex-direction: column; } .card { overflow: visible; } .card .scroll { max-height: 420px; } .wide { display: none; } .narrow { display: block; } .plot.side { flex-direction: column; align-items: stretch; } .data[open] { max-height: 420px; } .figure { font-size: 26px; } h1 { font-size: 21px; } .bar .control { flex: 1 1 100%; } .choices { position: static; margin-top: 6px; box-shadow: none; } }`;
