import type { Amount } from "../../../domain/budget.ts";

const secondMs = 1_000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** A span of time in its two largest units; clocks of two machines may make it negative. */
export function describeSpan(ms: number): string {
  const span = Math.max(0, ms);
  if (span < secondMs) return "under 1 s";
  if (span < minuteMs) return `${Math.floor(span / secondMs)} s`;
  if (span < hourMs) return joinUnits([span, minuteMs, "min"], [secondMs, "s"]);
  if (span < 2 * dayMs) return joinUnits([span, hourMs, "h"], [minuteMs, "min"]);
  return `${Math.floor(span / dayMs)} days`;
}

function joinUnits(
  [span, unitMs, unit]: readonly [number, number, string],
  [restMs, rest]: readonly [number, string],
): string {
  const count = Math.floor(span / unitMs);
  const others = Math.floor((span % unitMs) / restMs);
  return others === 0 ? `${count} ${unit}` : `${count} ${unit} ${others} ${rest}`;
}

/** How long ago something was, or how long it lasts, in its largest unit. */
export function describeAge(ms: number): string {
  const span = Math.max(0, ms);
  if (span < hourMs || span >= 2 * dayMs)
    return describeSpan(span < minuteMs ? span : span - (span % minuteMs));
  return `${Math.floor(span / hourMs)} h`;
}

/** USD as people write them: in cents, and with more places for less than ten of those. */
export function describeUsd(usd: number): string {
  if (usd >= 1_000) return `$${groupDigits(Math.round(usd))}`;
  if (usd >= 0.1 || usd === 0) return `$${usd.toFixed(2)}`;
  return usd < 0.0001 ? "under $0.0001" : `$${usd.toFixed(usd < 0.01 ? 4 : 3).replace(/0$/, "")}`;
}

/** What stands where an amount would, while something was used whose price nobody knows. */
export const unknownPrice = "price unknown";

/** USD, or that the price is not known: what was used without a price is booked as nothing. */
export function describeCost({ usd, tokens }: Amount): string {
  return usd === 0 && tokens > 0 ? unknownPrice : describeUsd(usd);
}

/** `12,345` below a million, `1.2 million` above. */
export function describeCount(count: number): string {
  return count >= 1_000_000 ? `${(count / 1_000_000).toFixed(1)} million` : groupDigits(Math.round(count));
}

function groupDigits(count: number): string {
  return String(count).replace(/\B(?=(?:\d{3})+$)/g, ",");
}

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** `21 Nov` of a day in UTC, `YYYY-MM-DD`; whatever has another form comes back as it is. */
export function describeDay(day: string): string {
  const [, month, date] = /^\d{4}-(\d\d)-(\d\d)$/.exec(day) ?? [];
  return month === undefined ? day : `${Number(date)} ${months[Number(month) - 1] ?? month}`;
}

/** `21 Nov 14:05:09`, in UTC. */
export function describeMoment(ms: number): string {
  const iso = new Date(ms).toISOString();
  return `${describeDay(iso.slice(0, 10))} ${iso.slice(11, 19)}`;
}

/** The day in UTC, `YYYY-MM-DD`. */
export function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
