// Where a value is in the picture of a chart with axes.
import { scaleOf, type Scale } from "./scale";

export const WIDTH = 400;
export const HEIGHT = 210;
export const LEFT = 48;
export const RIGHT = 8;
export const TOP = 10;
export const BOTTOM = 26;

export interface Frame {
  scale: Scale;
  /** How wide what belongs to one category is. */
  slot: number;
  /** The middle of a category. */
  x: (index: number) => number;
  y: (value: number) => number;
}

export function frameOf(rows: (number | undefined)[][], categories: number): Frame {
  const scale = scaleOf(rows.flat().filter((value) => value !== undefined));
  const slot = (WIDTH - LEFT - RIGHT) / Math.max(1, categories);
  const height = HEIGHT - TOP - BOTTOM;
  return {
    scale,
    slot,
    x: (index) => round(LEFT + slot * (index + 0.5)),
    y: (value) => round(TOP + ((scale.high - value) / (scale.high - scale.low)) * height),
  };
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
