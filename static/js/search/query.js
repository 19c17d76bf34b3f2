// Adding a test to the query, visibly, in the language's own spelling.
import { form } from "./ask.js";
import { go } from "./address.js";

const PLAIN = /^[A-Za-z0-9_./@][A-Za-z0-9_./@-]*$/;
const KEYWORD = /^(AND|OR|NOT|TO)$/;

export const quoted = (text) => (PLAIN.test(text) && !KEYWORD.test(text) ? text : `"${text.replace(/[\\"]/g, "\\$&")}"`);

export function test(field, value) {
  if (value === "") return `-${field}:*`;
  return `${field}:${quoted(value)}`;
}

const hasOr = (query) => /(^|\s)(OR|\|\|)(\s|$)/.test(query);

// `without` asks for records that lack the value. The opposite test, if it is there, gives way.
export function filter(field, value, without = false) {
  const positive = test(field, value);
  const negative = positive.startsWith("-") ? positive.slice(1) : `-${positive}`;
  const [wanted, opposite] = without ? [negative, positive] : [positive, negative];
  let query = form.elements.q.value.trim();
  if (query === "*") query = "";
  const words = query.split(" ");
  if (words.includes(wanted)) return go({});
  if (!hasOr(query)) query = words.filter((word) => word !== opposite).join(" ");
  else query = `(${query})`;
  return go({ q: query ? `${query} ${wanted}` : wanted });
}
