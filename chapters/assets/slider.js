/* Two sliders choose one of the training runs that the page holds, and draw its losses. No request is made. Without
   this script the element stays hidden, and the page says everything without it. */

(() => {
  const EVERY = 40;
  const SEEDS = 2;
  const TOP = 2;
  const LEVELS = [[0.399, "floor"], [Math.log(2), "ln 2"], [0, "0"], [1, "1"], [2, "2"]];
  const STEPS = [0, 500, 1000, 1440];
  const x = (step) => 46 + (step / 1440) * 510;
  const y = (loss) => 12 + (1 - Math.min(loss, TOP) / TOP) * 236;
  const round = (value) => value.toFixed(2);

  const shape = (name, attributes, text) => {
    const made = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    if (text) made.textContent = text;
    return made;
  };

  const axes = () => {
    const made = [];
    for (const [value, name] of LEVELS) {
      const kind = value % 1 ? "level" : "grid";
      made.push(shape("line", { class: kind, x1: x(0), x2: x(1440), y1: y(value), y2: y(value) }));
      made.push(shape("text", { x: x(0) - 6, y: y(value) + 4, "text-anchor": "end" }, name));
    }
    for (const step of STEPS) made.push(shape("text", { x: x(step), y: 266, "text-anchor": "middle" }, String(step)));
    made.push(shape("text", { x: x(1440) + 28, y: 266 }, "step"));
    return made;
  };

  /* The mean of 40 steps is drawn at their middle, a validation at its step. */
  const curve = (kind, values) => {
    const at = (number) => (kind === "val" ? EVERY * number : EVERY * (number + 0.5));
    const points = values.map((value, number) => `${x(at(number)).toFixed(1)},${y(value).toFixed(1)}`);
    return shape("polyline", { class: kind, points: points.join(" ") });
  };

  /* Names at the ends of the curves, at least 14 units apart. */
  const names = (train, val) => {
    const middle = (y(train) + y(val)) / 2;
    const half = Math.max(14, Math.abs(y(train) - y(val))) / 2;
    const up = train >= val ? -half : half;
    const places = [["train", "train/loss", middle + up], ["val", "val/loss", middle - up]];
    return places.map(([kind, name, place]) => shape("text", { class: kind, x: x(1440) + 6, y: place + 4 }, name));
  };

  const words = (runs) =>
    runs
      .map(([train, val], seed) => {
        const lowest = Math.min(...val);
        const step = EVERY * val.indexOf(lowest);
        const end = `train/loss ends at ${round(train.at(-1))}, val/loss at ${round(val.at(-1))}`;
        return `Seed ${seed}: ${end}; its lowest value is ${round(lowest)}, at step ${step}.`;
      })
      .join(" ");

  const start = (figure) => {
    const inputs = [...figure.querySelectorAll("input")];
    const settings = [figure.dataset.rates, figure.dataset.examples].map((listed) => listed.split(","));
    const losses = figure.dataset.losses.split(";").map((listed) => listed.split(",").map((value) => value / 1000));
    const status = figure.querySelector("[role=status]");

    const draw = () => {
      const [rate, examples] = inputs.map((input) => Number(input.value));
      for (const [number, input] of inputs.entries()) {
        const chosen = settings[number][Number(input.value)];
        input.setAttribute("aria-valuetext", chosen);
        input.nextElementSibling.textContent = Number(chosen).toLocaleString("en");
      }
      const first = 2 * SEEDS * (rate * settings[1].length + examples);
      const runs = Array.from({ length: SEEDS }, (_, seed) => losses.slice(first + 2 * seed, first + 2 * seed + 2));
      const curves = runs.flatMap(([train, val]) => [curve("train", train), curve("val", val)]);
      const [train, val] = [0, 1].map((kind) => runs.reduce((sum, run) => sum + run[kind].at(-1), 0) / SEEDS);
      figure.querySelector(".sliders-curves").replaceChildren(...curves, ...names(train, val));
      status.textContent = words(runs);
    };

    figure.querySelector(".sliders-axes").replaceChildren(...axes());
    for (const input of inputs) input.addEventListener("input", draw);
    draw();
    figure.hidden = false;
  };

  document.querySelectorAll("figure.sliders").forEach(start);
})();
