"use strict";
// Draws the charts of the page with Vega's interpreter (no eval) and closes the table twin of each that was drawn.
(function () {
  const pictures = JSON.parse(document.getElementById("pictures").textContent);
  const rows = pictures.tables.map((table) =>
    table.rows.map((row) => Object.fromEntries(table.columns.map((name, i) => [name, row[i]]))),
  );
  const refuse = () => Promise.reject(new Error("This page loads nothing."));
  const loader = { load: refuse, sanitize: refuse, http: refuse, file: refuse };

  async function draw(chart) {
    const place = document.getElementById(chart.view + "-chart");
    const spec = { ...chart.spec, data: { values: rows[chart.table] } };
    const compiled = vegaLite.compile(spec, { logger: vega.logger(vega.Error) }).spec;
    const view = new vega.View(vega.parse(compiled, null, { ast: true }), {
      expr: vegaInterpreter.expressionInterpreter,
      renderer: "svg",
      container: place,
      hover: true,
      loader,
      logLevel: vega.Error,
    });
    await view.runAsync();
    const twin = document.getElementById(chart.view + "-table");
    if (twin) twin.open = false;
  }

  for (const chart of pictures.charts) {
    draw(chart).catch((error) => {
      const place = document.getElementById(chart.view + "-chart");
      place.removeAttribute("role");
      place.textContent = "This picture could not be drawn here; the table says the same.";
      console.error(chart.view + ": " + error);
    });
  }
})();
