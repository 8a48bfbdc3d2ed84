// Says how many characters of a short text are used. The server checks as well; without this nothing is missing.
const show = (counter, box) => {
  counter.hidden = false;
  counter.textContent = counter.dataset.text.replace("{n}", box.value.length).replace("{max}", counter.dataset.max);
};

const start = (root) => {
  for (const counter of root.querySelectorAll("[data-counter]:not([data-ready])")) {
    const box = document.getElementById(counter.dataset.counter);
    if (!box) continue;
    counter.dataset.ready = "";
    show(counter, box);
    box.addEventListener("input", () => show(counter, box));
  }
};

start(document);
document.addEventListener("htmx:after:swap", (event) => start(event.target instanceof Element ? event.target : document));
