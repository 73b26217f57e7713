/**
 * Colours as CSS variables, so that one drawing serves light and dark. The ten series colours follow Okabe and Ito:
 * told apart with any common kind of colour blindness, neighbours also by their lightness.
 */
export const CHART_STYLE = `
:root { --c0: #1f6fb8; --c1: #e69a00; --c2: #0a9a74; --c3: #c9659b; --c4: #58b0e3; --c5: #cf5310; --c6: #7457b0; --c7: #98901f; --c8: #5d6b7a; --c9: #7fc493;
--ink: #18202b; --ink2: #576272; --grid: #e8ecf1; --axis: #aab4c0; --card: #fff; --on: #fff; --good: #0a7d5f; --bad: #c2410c; }
@media (prefers-color-scheme: dark) { :root { --c0: #4f9fe6; --c1: #f0ae35; --c2: #2fbf97; --c3: #e58fba; --c4: #8bcdf3; --c5: #f27f3d; --c6: #a58de2; --c7: #cfc65a; --c8: #93a1b0; --c9: #a5e0b3;
--ink: #e9eef4; --ink2: #9eabba; --grid: #28323d; --axis: #52606e; --card: #171e26; --on: #0c1116; --good: #3ccf9f; --bad: #ff8a5c; } }
.chart { display: block; width: 100%; height: auto; font-family: inherit; }
.chart text { fill: var(--ink2); font-size: 12px; } .chart .value { fill: var(--ink); }
.chart .title { font-size: 12px; font-weight: 500; } .chart a:hover, .chart .mark:hover { opacity: .8; }`;

const SERIES = 10;

/** The colour of the series at this place. */
export const seriesColor = (index: number): string => `var(--c${index % SERIES})`;

/** A colour that a definition brings along, when it is one that may stand in a drawing. */
export const hexColor = (text: unknown): string | undefined =>
  typeof text === "string" && /^#(?:[0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})$/i.test(text) ? text : undefined;
