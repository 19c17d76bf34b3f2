// The search one came from stands in the fragment, which no server sees: it goes along with the form and comes back with the redirect.
for (const element of document.querySelectorAll("[data-keep-fragment]")) {
  if (element instanceof HTMLFormElement) element.action = location.pathname + location.search + location.hash;
  else element.href += location.hash;
}
