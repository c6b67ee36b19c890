/* Sphinx writes what its search found without telling a screen reader, below a heading that skips the first level.
   After the search's own start, which waits for the same event. */
document.addEventListener("DOMContentLoaded", () => setTimeout(() => {
  document.querySelector("#search-results > .search-summary")?.setAttribute("role", "status");
  document.querySelector("#search-results > h2")?.setAttribute("aria-level", "1");
}));
