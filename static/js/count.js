// Says how many characters of a short text are used. The server checks as well; without this nothing is missing.
const show = (counter, box) => {
  const used = [...box.value.trim()].length; // as the server counts
  counter.hidden = false;
  counter.textContent = counter.dataset.text.replace("{n}", used).replace("{max}", counter.dataset.max);
  counter.toggleAttribute("data-over", used > Number(counter.dataset.max));
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
