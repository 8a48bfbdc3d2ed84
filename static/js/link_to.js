// Writes the title of what looks alike, between double brackets, at the end of the section that was last typed in.
const boxOf = (place) => place.closest?.(".compose .editor")?.querySelector("textarea");
let box = document.querySelector(".compose .editor textarea");

const write = (text) => {
  box.closest("details")?.setAttribute("open", "");
  box.focus();
  box.setSelectionRange(box.value.length, box.value.length);
  // With execCommand it can be undone as what is typed; not every browser has it.
  if (document.execCommand("insertText", false, text)) return;
  box.setRangeText(text, box.value.length, box.value.length, "end");
  box.dispatchEvent(new Event("input", { bubbles: true }));
};

document.addEventListener("input", (event) => { box = boxOf(event.target) ?? box; });
document.addEventListener("focusin", (event) => { box = boxOf(event.target) ?? box; });
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-link-to]");
  if (button && box) write(`${box.value === "" || /\s$/.test(box.value) ? "" : " "}[[${button.dataset.linkTo}]]`);
});
