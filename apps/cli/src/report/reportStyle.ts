/** Style of the report page: one column, light and dark, printable. */
export const REPORT_STYLE: string = `
:root { color-scheme: light dark; --page: #fbfbfa; --card: #ffffff; --text: #1d2327; --quiet: #5a646c; --line: #dfe3e6; --accent: #1b6fb0; }
@media (prefers-color-scheme: dark) {
	:root { --page: #12161a; --card: #1a2026; --text: #e8ecef; --quiet: #a3aeb7; --line: #313a42; --accent: #6db3ea; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text); font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
main { max-width: 66rem; margin: 0 auto; padding: 2.5rem 1.25rem 4rem; }
h1 { font-size: 2rem; line-height: 1.2; margin: 0 0 .4rem; letter-spacing: -.015em; text-wrap: balance; }
h2 { font-size: 1.2rem; margin: 2.8rem 0 .8rem; letter-spacing: -.005em; }
h3 { font-size: 1rem; margin: 1.6rem 0 .5rem; font-weight: 600; }
p { margin: .4rem 0; max-width: 46rem; }
.quiet, figcaption, th { color: var(--quiet); }
.notice { display: inline-block; margin-top: .8rem; padding: .15rem .7rem; border: 1px solid var(--line); border-radius: 99px; font-size: .85rem; color: var(--quiet); }
.scores { display: grid; grid-template-columns: repeat(auto-fit, minmax(13rem, 1fr)); gap: .9rem; margin: 1.8rem 0 0; padding: 0; list-style: none; }
.scores li { background: var(--card); border: 1px solid var(--line); border-radius: .7rem; padding: .9rem 1.1rem; }
.scores .value { display: block; font-size: 2.1rem; line-height: 1.2; font-weight: 600; font-variant-numeric: tabular-nums; }
.scores .label { display: flex; align-items: center; gap: .5rem; font-weight: 500; }
.swatch { flex: none; width: .8rem; height: .8rem; border-radius: .2rem; display: inline-block; }
.legend { display: flex; flex-wrap: wrap; gap: .3rem 1.2rem; list-style: none; padding: 0; margin: .5rem 0; font-size: .92rem; }
.legend li { display: flex; align-items: center; gap: .45rem; }
.facts { display: grid; grid-template-columns: repeat(auto-fill, minmax(19rem, 1fr)); gap: 0 2.4rem; margin: 0; }
.facts div { display: flex; justify-content: space-between; gap: 1rem; border-bottom: 1px solid var(--line); padding: .35rem 0; }
.facts dt { color: var(--quiet); }
.facts dd { margin: 0; text-align: right; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 26rem), 1fr)); gap: 1rem; }
figure { margin: 0; }
.chart { background: var(--card); border: 1px solid var(--line); border-radius: .7rem; padding: 1rem; }
.chart svg { width: 100%; max-width: 44rem; height: auto; display: block; color: var(--text); }
figcaption { font-size: .88rem; margin-top: .4rem; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: .94rem; }
.table { overflow-x: auto; margin: 1.2rem 0; }
th, td { text-align: right; padding: .3rem .9rem; border-bottom: 1px solid var(--line); font-weight: 400; }
th:first-child, td:first-child { text-align: left; padding-left: 0; }
thead th { font-weight: 600; }
tfoot th, tfoot td { font-weight: 600; border-bottom: 0; color: var(--text); }
.case { display: grid; grid-template-columns: 1.4rem repeat(3, minmax(0, 17rem)); gap: .4rem .6rem; align-items: center; font-size: .85rem; color: var(--quiet); }
.case .head { text-align: center; }
.case .row { writing-mode: vertical-rl; transform: rotate(180deg); text-align: center; }
.case img { width: 100%; display: block; border-radius: .35rem; background: #000; }
code { font-family: ui-monospace, "SF Mono", Menlo, Consolas, monospace; font-size: .9em; }
a { color: var(--accent); }
footer { margin-top: 3.5rem; padding-top: 1rem; border-top: 1px solid var(--line); font-size: .9rem; color: var(--quiet); }
@media print {
	:root { --page: #fff; --card: #fff; --text: #000; --quiet: #444; --line: #bbb; color-scheme: light; }
	main { padding: 0; max-width: none; }
	h2 { break-after: avoid; }
	.chart, .case, .scores li, tr { break-inside: avoid; }
	.case img, .swatch { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`;
