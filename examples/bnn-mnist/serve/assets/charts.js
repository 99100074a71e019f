// Line charts, by uPlot. What colors tell is told by dashes or shapes, too.
const {uPlot} = window; // of the script before

const color = (name) => () => getComputedStyle(document.documentElement).getPropertyValue(name);
const lines = {
  solid: {stroke: color('--first'), width: 2.5},
  dashed: {stroke: color('--second'), width: 2.5, dash: [8, 5]},
  dotted: {stroke: color('--soft'), width: 1.5, dash: [2, 4]},
  ring: {stroke: color('--ink'), width: 3, points: {show: true, size: 14, width: 3, fill: color('--paper')}},
};
const all = [];
const alone = (values) => values.filter((v) => v !== null).length === 1; // a point, of which there is no line

// chart makes a chart in an element: series are names of lines; large asks for a scale on which large numbers, of either
// sign, are at even distances if their ratios are. It returns a function that takes data [x, y, …].
export function chart(element, {series, x, y, xlabel, percent, large = false, points = false}) {
  const axis = {stroke: color('--ink'), grid: {stroke: color('--line'), width: 1}, ticks: {stroke: color('--line')}};
  const share = (u, values) => values.map((v) => `${+(100 * v).toFixed(2)} %`);
  const values = percent ? {values: share} : {};
  const size = () => ({width: Math.max(element.clientWidth, 100), height: 230});
  const plot = new uPlot({
    ...size(),
    cursor: {show: false},
    scales: {x: {time: false, ...(x && {range: x})}, y: {...(y && {range: y}), ...(large && {distr: 4})}},
    axes: [
      {...axis, label: xlabel, labelSize: 22, size: 34, ...(percent === 'both' ? {values: share} : {})},
      {...axis, size: percent ? 62 : 68, ...values, ...(large && {grid: {show: false}})},
    ],
    series: [{}, ...series.map((name) => ({points: {show: (u, i) => points || alone(u.data[i])}, spanGaps: true, ...lines[name]}))],
  }, [[], ...series.map(() => [])], element);
  new ResizeObserver(() => plot.setSize(size())).observe(element);
  all.push(plot);
  return (data) => plot.setData(data);
}

matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => { for (const plot of all) plot.redraw(false); });
