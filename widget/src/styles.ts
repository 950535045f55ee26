/** How the conversation looks. --accent and --on-accent come from the site's owner, the rest follows light and dark. */
import { css } from "lit";

export const styles = css`
  :host {
    color-scheme: light dark;
    --ground: #ffffff;
    --bubble: #eef2f3;
    --text: #1b2427;
    --quiet: #4d5b60;
    --line: #76868c;
    --soft-line: #d3dde0;
    --link: #145a63;
    --alarm: #a1260d;
    --hatch: #5d7378;
    --other: #d3dde0;
    display: flex;
    flex-direction: column;
    box-sizing: border-box;
    min-height: 0;
    background: var(--ground);
    color: var(--text);
    font: 1rem/1.5 system-ui, sans-serif;
    text-align: start;
  }
  @media (prefers-color-scheme: dark) {
    :host {
      --ground: #12191b;
      --bubble: #1f2a2d;
      --text: #e8eef0;
      --quiet: #a9b8bd;
      --line: #7d8f95;
      --soft-line: #33444a;
      --link: #8ad7e0;
      --alarm: #ffb4a3;
      --hatch: #93a9af;
      --other: #33444a;
    }
  }
  :host([hidden]) {
    display: none;
  }
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  .unseen {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  button,
  textarea,
  input {
    font: inherit;
    color: inherit;
  }
  button {
    min-height: 2.25rem;
    border: 1px solid var(--line);
    border-radius: 0.5rem;
    background: transparent;
    cursor: pointer;
  }
  /* The border keeps the line's colour: the owner's may be all but the ground's. */
  button.main {
    background: var(--accent);
    color: var(--on-accent);
  }
  button[aria-disabled="true"] {
    opacity: 0.6;
    cursor: default;
  }
  :focus-visible {
    outline: 3px solid var(--link);
    outline-offset: 2px;
  }
  .head {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.25rem 0.5rem;
    padding: 0.5rem 0.75rem;
    background: var(--accent);
    color: var(--on-accent);
  }
  .head h2 {
    flex: 1;
    margin: 0;
    font-size: 1.05rem;
  }
  .head button {
    padding: 0.2rem 0.6rem;
    border-color: currentColor;
    color: inherit;
    font-size: 0.85rem;
  }
  .head :focus-visible {
    outline-color: currentColor;
  }
  /* position: what only screen readers see must not stand outside of what scrolls, nor lengthen the page. */
  #menu,
  #log {
    position: relative;
  }
  #menu {
    min-height: 8rem;
    max-height: 60%;
    padding: 0.75rem;
    overflow-y: auto;
    border-bottom: 1px solid var(--soft-line);
    font-size: 0.9rem;
  }
  #menu p,
  .message p {
    margin: 0 0 0.4rem;
  }
  #menu h3 {
    margin: 0.75rem 0 0.25rem;
    font-size: 1rem;
  }
  #menu button {
    padding: 0.2rem 0.75rem;
  }
  #log {
    flex: 1 0 5rem;
    padding: 0.75rem;
    overflow-y: auto;
    overscroll-behavior: contain;
  }
  /* Within its edges, where nothing covers it. */
  #log:focus-visible {
    outline-offset: -3px;
  }
  .entry {
    display: flex;
    flex-direction: column;
    align-items: flex-start;
    margin-bottom: 0.75rem;
  }
  .entry.of-visitor {
    align-items: flex-end;
  }
  .message {
    max-width: min(36rem, 94%);
    padding: 0.55rem 0.8rem;
    /* Seen where the reader's own colours replace these. */
    border: 1px solid transparent;
    border-radius: 0.75rem;
    overflow-wrap: anywhere;
  }
  .message > :last-child {
    margin-bottom: 0;
  }
  .message ul,
  .message ol {
    margin: 0 0 0.4rem;
    padding-inline-start: 1.25rem;
  }
  .assistant {
    background: var(--bubble);
  }
  .visitor {
    background: var(--accent);
    color: var(--on-accent);
    white-space: pre-wrap;
  }
  a {
    color: var(--link);
  }
  .tools {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.25rem;
    margin-top: 0.25rem;
    font-size: 0.85rem;
  }
  .tools > button,
  .tools summary {
    min-height: 1.75rem;
    padding: 0.1rem 0.5rem;
    border: 1px solid transparent;
    border-radius: 0.5rem;
    color: var(--quiet);
    cursor: pointer;
  }
  .tools > button:hover,
  .tools summary:hover {
    border-color: var(--line);
  }
  .tools > button[aria-pressed="true"] {
    border-color: var(--link);
    color: var(--link);
  }
  .tools > button[aria-pressed="true"] svg {
    fill: currentColor;
  }
  .tools svg {
    display: block;
    width: 1.1rem;
    height: 1.1rem;
    fill: none;
    stroke: currentColor;
    stroke-width: 1.8;
    stroke-linejoin: round;
  }
  details.sources[open] {
    flex-basis: 100%;
  }
  details.sources ul {
    margin: 0.25rem 0;
    padding-inline-start: 1.25rem;
  }
  form.why {
    display: flex;
    flex-wrap: wrap;
    flex-basis: 100%;
    gap: 0.35rem;
  }
  form.why label {
    flex-basis: 100%;
  }
  form.why input {
    flex: 1;
    min-width: 8rem;
    padding: 0.2rem 0.5rem;
    border: 1px solid var(--line);
    border-radius: 0.5rem;
    background: var(--ground);
  }
  .replies {
    display: flex;
    flex-wrap: wrap;
    gap: 0.4rem;
    margin: 0 0 0.75rem;
    padding: 0;
    list-style: none;
  }
  .replies button {
    padding: 0.25rem 0.8rem;
    border-color: var(--link);
    border-radius: 1.25rem;
    color: var(--link);
    text-align: start;
  }
  .replies button:hover {
    background: var(--bubble);
  }
  #said {
    margin: 0;
    padding: 0 0.75rem;
    color: var(--quiet);
    font-size: 0.9rem;
  }
  #typing {
    margin: 0;
    min-height: 1.5rem;
    padding: 0 0.75rem;
    color: var(--quiet);
    font-size: 0.9rem;
  }
  #typing:not(:empty)::before {
    content: "";
    display: inline-block;
    width: 0.5rem;
    height: 0.5rem;
    margin-inline-end: 0.5rem;
    border-radius: 50%;
    background: var(--link);
    /* Under five seconds in all: what moves for longer would need a button that stops it. */
    animation: breathe 1.2s ease-in-out 4;
  }
  @keyframes breathe {
    50% {
      opacity: 0.25;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    #typing:not(:empty)::before {
      animation: none;
    }
  }
  #error {
    padding: 0 0.75rem;
    color: var(--alarm);
  }
  #error p {
    margin: 0.25rem 0;
  }
  #error button {
    padding: 0.1rem 0.75rem;
    margin-bottom: 0.25rem;
  }
  #form {
    display: flex;
    align-items: flex-end;
    gap: 0.5rem;
    padding: 0.6rem 0.75rem;
    border-top: 1px solid var(--soft-line);
  }
  #form textarea {
    flex: 1;
    min-width: 0;
    max-height: 9rem;
    padding: 0.45rem 0.6rem;
    border: 1px solid var(--line);
    border-radius: 0.5rem;
    background: var(--ground);
    resize: none;
  }
  #form textarea::placeholder {
    color: var(--quiet);
    opacity: 1;
  }
  #form button {
    padding: 0.35rem 0.9rem;
  }
  figure.chart {
    width: min(26rem, 100%);
    margin: 0.5rem 0 0;
    padding: 0.6rem 0.8rem;
    border: 1px solid var(--soft-line);
    border-radius: 0.75rem;
  }
  .chart figcaption {
    margin-bottom: 0.4rem;
    font-weight: 600;
  }
  .chart svg {
    display: block;
    width: 100%;
    height: auto;
    color: var(--link);
    font-size: 13px;
  }
  .bar-label,
  .bar-value {
    fill: var(--text);
  }
  .bar-value {
    font-weight: 600;
  }
  .bar-mark {
    fill: var(--quiet);
    font-size: 11.5px;
  }
  .bar-room {
    fill: var(--bubble);
  }
  .bar-other {
    fill: var(--other);
  }
  .hatch {
    stroke: var(--hatch);
  }
  .chart summary {
    min-height: 1.5rem;
    cursor: pointer;
  }
  .source,
  .chart summary {
    margin: 0.3rem 0;
    color: var(--quiet);
    font-size: 0.85rem;
  }
  table {
    width: 100%;
    border-collapse: collapse;
    font-size: 0.85rem;
  }
  th,
  td {
    padding: 0.2rem 0.35rem;
    border-bottom: 1px solid var(--soft-line);
    text-align: start;
    vertical-align: top;
    overflow-wrap: anywhere;
  }
  @media print {
    #form,
    #typing,
    #said,
    .head button,
    .tools,
    .replies {
      display: none;
    }
    #log {
      flex: none;
      overflow: visible;
    }
  }
`;
