"use strict";
const form = document.getElementById("filter");
const shown = document.getElementById("shown");
const none = document.getElementById("none");
const articles = [...document.querySelectorAll("article")];
const texts = new Map(articles.map((article) => [article, article.textContent.toLowerCase()]));

const chosen = (name) => new Set([...form.elements[name]].filter((box) => box.checked).map((box) => box.value));

function apply() {
  const codes = chosen("code");
  const effects = chosen("effect");
  const words = form.elements.text.value.toLowerCase().split(/\s+/).filter(Boolean);
  let count = 0;
  for (const article of articles) {
    const { code, effect } = article.dataset;
    const text = texts.get(article);
    const fits = codes.has(code) && effects.has(effect) && words.every((word) => text.includes(word));
    article.hidden = !fits;
    count += fits ? 1 : 0;
  }
  for (const section of document.querySelectorAll("section")) {
    section.hidden = !section.querySelector("article:not([hidden])");
    const link = document.querySelector(`nav a[href="#${section.id}"]`);
    link.parentElement.hidden = section.hidden;
    link.querySelector(".count").textContent = section.querySelectorAll("article:not([hidden])").length;
  }
  shown.value = `${count} of ${articles.length} shown`;
  none.hidden = count > 0;
}

// Whoever follows a link sees what it leads to.
function reveal() {
  const target = document.getElementById(location.hash.slice(1));
  const hidden = target && target.closest("article[hidden], section[hidden]");
  if (hidden) {
    form.reset();
    apply();
    target.scrollIntoView();
  }
}

form.hidden = false;
form.addEventListener("input", apply);
form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("reset", () => setTimeout(apply));
addEventListener("hashchange", reveal);
addEventListener("keydown", (event) => {
  const isTyping = event.target.matches?.("input[type=search]");
  if (event.key === "/" && !isTyping && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault();
    form.elements.text.focus();
  } else if (event.key === "Escape" && isTyping) {
    form.elements.text.value = "";
    apply();
  }
});
// What is remembered of an earlier visit is in force from the start.
addEventListener("pageshow", apply);
// Paper does not unfold.
addEventListener("beforeprint", () => document.querySelectorAll("details").forEach((it) => { it.open = true; }));
