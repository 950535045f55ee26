/** A chart of the message's `custom` part: bars for the eye, the same figures as a table for everybody. */
import { html, svg, type TemplateResult } from "lit";
import type { Bar, Chart } from "./api.js";
import { WORDS } from "./words.js";

// In user units: narrow enough that its letters can be read on a phone of 320 pixels.
const WIDTH = 320;
const ROW = 62;
const LABEL = 18;
const THICK = 14;
const VALUE_ROOM = 48;
const ROOM = WIDTH - VALUE_ROOM;

let charts = 0;

export function drawChart(chart: Chart): TemplateResult {
  const id = `chart-${(charts += 1)}`;
  // The role and the name say it once more, since few screen readers tie a <figcaption> to its <figure>.
  return html`<figure class="chart" role="figure" aria-label=${chart.title}>
    <figcaption>${chart.title}</figcaption>
    <svg viewBox="0 0 ${WIDTH} ${chart.bars.length * ROW}" role="img" aria-labelledby="${id}-title ${id}-text">
      <title id="${id}-title">${chart.title}</title>
      <desc id="${id}-text">${chart.description}</desc>
      <defs>
        <pattern id="${id}-hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect class="bar-other" width="6" height="6" fill="none"></rect>
          <line class="hatch" stroke="currentColor" x1="0" y1="0" x2="0" y2="6" stroke-width="3"></line>
        </pattern>
      </defs>
      ${chart.bars.map((bar, index) => drawBar(bar, index, chart, id))}
    </svg>
    <p class="source">${chart.source}</p>
    <details>
      <summary>${WORDS.table}</summary>
      <table>
        <caption class="unseen">
          ${chart.title}
        </caption>
        <thead>
          <tr>
            <th scope="col">${WORDS.answer}</th>
            <th scope="col">${WORDS.share}</th>
            <th scope="col">${WORDS.yours}</th>
          </tr>
        </thead>
        <tbody>
          ${chart.bars.map(
            (bar) =>
              html`<tr>
                <th scope="row">${bar.label}</th>
                <td>${bar.text}</td>
                <td>${mark(bar, chart)}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </details>
  </figure>`;
}

function mark(bar: Bar, chart: Chart): string {
  return bar.yours ? chart.legend.yours : chart.legend.not_yours;
}

function drawBar(bar: Bar, index: number, chart: Chart, id: string) {
  const length = (ROOM * Math.max(0, Math.min(100, bar.value))) / 100;
  // What the owner does not have is hatched as well as paler: nothing depends on colour alone.
  return svg`<g transform="translate(0 ${index * ROW})">
    <text class="bar-label" x="0" y="13">${bar.label}</text>
    <rect class="bar-room" fill="none" x="0" y=${LABEL} width=${ROOM} height=${THICK} rx="3"></rect>
    <rect class=${bar.yours ? "bar-yours" : ""} fill=${bar.yours ? "currentColor" : `url(#${id}-hatch)`}
      x="0" y=${LABEL} width=${length} height=${THICK} rx="3"></rect>
    <text class="bar-value" x=${WIDTH} y=${LABEL + 12} text-anchor="end">${bar.text}</text>
    <text class="bar-mark" x="0" y=${LABEL + THICK + 13}>${mark(bar, chart)}</text>
  </g>`;
}
