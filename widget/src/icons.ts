/** Small pictures; what they mean stands in their buttons' names. They are drawn without our style sheet too. */
import { svg, html } from "lit";

const picture = (path: unknown) =>
  html`<svg viewBox="0 0 24 24" width="18" height="18" fill="none" stroke="currentColor" aria-hidden="true">
    ${path}
  </svg>`;

const thumb = svg`<path d="M7 11v9H4v-9zM7 11l4-8c1.700 0 2.500 1 2.300 2.500L12.700 9H19c1.300 0 2.200 1.200 1.900 2.400l-1.700 7c-.2 1-1 1.600-2 1.600H7"/>`;

export const COPY = picture(svg`<path d="M9 9h11v12H9zM15 9V3H4v12h5"/>`);
export const THUMB = {
  up: picture(thumb),
  down: picture(svg`<g transform="rotate(180 12 12)">${thumb}</g>`),
};
