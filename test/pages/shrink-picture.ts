import { crc32, deflateSync, inflateSync } from "node:zlib";

interface Chunk {
  readonly type: string;
  readonly data: Buffer;
}

interface Pixels {
  readonly width: number;
  readonly height: number;
  /** Red, green and blue of each pixel in one number. */
  readonly colors: Uint32Array;
}

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const mostColors = 256;

/**
 * The same PNG with a palette: pages of text have few colours, and every one beyond the 256 most frequent becomes the
 * nearest of those. Takes what Chromium writes, eight bits a channel without interlacing; throws for anything else.
 */
export function shrinkPicture(png: Buffer): Buffer {
  const { width, height, colors } = readPixels(png);
  const counts = new Map<number, number>();
  for (const color of colors) counts.set(color, (counts.get(color) ?? 0) + 1);
  const byUse = [...counts].toSorted(([, one], [, other]) => other - one).map(([color]) => color);
  const palette = byUse.slice(0, mostColors);
  const indexes = new Map(byUse.map((color) => [color, findNearest(palette, color)]));
  const rows = Buffer.alloc(height * (width + 1));
  for (const [index, color] of colors.entries()) {
    const row = Math.floor(index / width);
    rows[row * (width + 1) + 1 + (index % width)] = indexes.get(color) ?? 0;
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3, 0, 0, 0], 8);
  const shades = Buffer.from(palette.flatMap((color) => [color >> 16, (color >> 8) & 255, color & 255]));
  return Buffer.concat([
    signature,
    writeChunk({ type: "IHDR", data: header }),
    writeChunk({ type: "PLTE", data: shades }),
    writeChunk({ type: "IDAT", data: deflateSync(rows, { level: 9 }) }),
    writeChunk({ type: "IEND", data: Buffer.alloc(0) }),
  ]);
}

function findNearest(palette: readonly number[], color: number): number {
  const distances = palette.map((shade) =>
    [16, 8, 0].reduce((sum, bits) => sum + (((shade >> bits) & 255) - ((color >> bits) & 255)) ** 2, 0),
  );
  return distances.indexOf(Math.min(...distances));
}

function readPixels(png: Buffer): Pixels {
  const chunks = readChunks(png);
  const header = chunks.find(({ type }) => type === "IHDR")?.data;
  const [depth, kind, , , interlace] = header?.subarray(8) ?? [];
  if (header === undefined || depth !== 8 || (kind !== 2 && kind !== 6) || interlace !== 0)
    throw new Error("this is no PNG as Chromium writes it");
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  const channels = kind === 6 ? 4 : 3;
  const stored = Buffer.concat(chunks.filter(({ type }) => type === "IDAT").map(({ data }) => data));
  const bytes = undoFilters(inflateSync(stored), width * channels, channels);
  const colors = new Uint32Array(width * height);
  for (let index = 0; index < colors.length; index += 1)
    colors[index] = bytes.readUIntBE(index * channels, 3);
  return { width, height, colors };
}

function readChunks(png: Buffer): readonly Chunk[] {
  const chunks: Chunk[] = [];
  for (let at = signature.length; at + 8 <= png.length; ) {
    const length = png.readUInt32BE(at);
    chunks.push({
      type: png.toString("latin1", at + 4, at + 8),
      data: png.subarray(at + 8, at + 8 + length),
    });
    at += length + 12;
  }
  return chunks;
}

/** Section 9 of the PNG specification: each byte is told by those to the left and above. */
function undoFilters(filtered: Buffer, stride: number, channels: number): Buffer {
  const rows = filtered.length / (stride + 1);
  const bytes = Buffer.alloc(rows * stride);
  let above: Uint8Array = new Uint8Array(stride);
  for (let row = 0; row < rows; row += 1) {
    const stored = filtered.subarray(row * (stride + 1), (row + 1) * (stride + 1));
    const line = bytes.subarray(row * stride, (row + 1) * stride);
    for (let column = 0; column < stride; column += 1) {
      const told = tellByte(stored[0] ?? 0, { line, above, column, channels });
      line[column] = (stored[column + 1] ?? 0) + told;
    }
    above = line;
  }
  return bytes;
}

interface Neighbours {
  readonly line: Uint8Array;
  readonly above: Uint8Array;
  readonly column: number;
  readonly channels: number;
}

function tellByte(filter: number, { line, above, column, channels }: Neighbours): number {
  const left = line[column - channels] ?? 0;
  const up = above[column] ?? 0;
  switch (filter) {
    case 1:
      return left;
    case 2:
      return up;
    case 3:
      return (left + up) >> 1;
    case 4:
      return choosePaeth(left, up, above[column - channels] ?? 0);
    default:
      return 0;
  }
}

function choosePaeth(left: number, above: number, corner: number): number {
  const guess = left + above - corner;
  const [toLeft, toAbove, toCorner] = [left, above, corner].map((value) => Math.abs(guess - value));
  if ((toLeft ?? 0) <= (toAbove ?? 0) && (toLeft ?? 0) <= (toCorner ?? 0)) return left;
  return (toAbove ?? 0) <= (toCorner ?? 0) ? above : corner;
}

function writeChunk({ type, data }: Chunk): Buffer {
  const named = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const whole = Buffer.alloc(named.length + 8);
  whole.writeUInt32BE(data.length, 0);
  whole.set(named, 4);
  whole.writeUInt32BE(crc32(named), whole.length - 4);
  return whole;
}
