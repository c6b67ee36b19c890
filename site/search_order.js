/* The course first: a word that a notebook or the glossary explains is also a part of many names in the helpers.
   The points are Sphinx's own. It declares its Scorer as a `var`, beside which a `const` would be an error. */
const BEHIND_THE_COURSE = 1000;
var Scorer = {
  score: ([docname, title, anchor, descr, score]) =>
    docname.startsWith("helpers/") ? score - BEHIND_THE_COURSE : score,
  objNameMatch: 11,
  objPartialMatch: 6,
  objPrio: {0: 15, 1: 5, 2: -5},
  objPrioDefault: 0,
  title: 15,
  partialTitle: 7,
  term: 5,
  partialTerm: 2,
};
