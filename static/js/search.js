// The search page: what is asked stands in the address's fragment, answers come as parts of the page.
import { startAddress } from "./search/address.js";
import { startChart } from "./search/chart.js";
import { startFacets } from "./search/facets.js";
import { startForm } from "./search/form.js";
import { startExport } from "./search/export.js";
import { startPanel } from "./search/panel.js";
import { startRange } from "./search/range.js";
import { startTable } from "./search/table.js";

if (document.getElementById("query-form")) {
  startForm();
  startRange();
  startChart();
  startTable();
  startFacets();
  startPanel();
  startExport();
  startAddress();
}
