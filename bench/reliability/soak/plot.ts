import { LineChart } from "echarts/charts";
import { GridComponent, MarkAreaComponent, TitleComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import type { Sample } from "./sampler.ts";
import { warmUp } from "./trend.ts";

/** One of the drawings below each other: what it shows, and from which measurement. */
interface Panel {
  readonly title: string;
  readonly key: keyof Sample;
}

const panels: readonly Panel[] = [
  { title: "Memory of the server (RSS), MB", key: "rssMegabytes" },
  { title: "Open files", key: "openFiles" },
  { title: "From ping to pong in a room at rest, ms", key: "pongMs" },
  { title: "CPU, % of one core", key: "cpuPercent" },
  { title: "Database and its write-ahead log, MB", key: "databaseMegabytes" },
];
const width = 840;
const panelHeight = 150;
/** The page is read on white and on black: these can be seen on both. */
const ink = "#7a7f87";
const faint = "#7a7f8740";
const line = "#2f81d6";

/** Draws what was seen of a server over time, as an SVG; its first quarter is shaded as warm-up. */
export function drawSamples(samples: readonly Sample[]): string {
  use([LineChart, GridComponent, MarkAreaComponent, TitleComponent, SVGRenderer]);
  const height = panels.length * panelHeight;
  const chart = init(null, null, { renderer: "svg", ssr: true, width, height });
  const minutes = (samples.at(-1)?.seconds ?? 0) / 60;
  const axis = {
    axisLabel: { color: ink },
    axisLine: { lineStyle: { color: ink } },
    splitLine: { lineStyle: { color: faint } },
  };
  chart.setOption({
    animation: false,
    title: panels.map(({ title }, index) => ({
      text: title,
      left: 8,
      top: index * panelHeight + 4,
      textStyle: { color: ink, fontSize: 13, fontFamily: "sans-serif" },
    })),
    grid: panels.map((_, index) => ({
      left: 56,
      right: 24,
      top: index * panelHeight + 32,
      height: panelHeight - 62,
    })),
    xAxis: panels.map((_, gridIndex) => ({
      ...axis,
      gridIndex,
      type: "value",
      max: minutes,
      axisLabel: { color: ink, formatter: (value: number) => `${Math.round(value)} min` },
      splitLine: { show: false },
    })),
    yAxis: panels.map((_, gridIndex) => ({ ...axis, gridIndex, type: "value", splitNumber: 3 })),
    series: panels.map(({ key }, index) => ({
      type: "line",
      xAxisIndex: index,
      yAxisIndex: index,
      showSymbol: false,
      lineStyle: { width: 1.5, color: line },
      data: samples.map((sample) => [sample.seconds / 60, sample[key]]),
      markArea: {
        itemStyle: { color: faint },
        data: [[{ xAxis: 0 }, { xAxis: minutes * warmUp }]],
      },
    })),
  });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return svg;
}
