// In a Markdown box Enter in a list begins its next item; in an empty item it ends the list.
const ITEM = /^(\s*)(?:([-*+])|(\d{1,8})([.)]))(\s+)/;

const next = ([, indent, bullet, number, sign, space]) => `${indent}${bullet ?? Number(number) + 1 + sign}${space}`;

// With execCommand it can be undone as what is typed; not every browser has it.
const replace = (box, from, to, text) => {
  box.setSelectionRange(from, to);
  if (document.execCommand(text ? "insertText" : "delete", false, text)) return;
  box.setRangeText(text, from, to, "end");
  box.dispatchEvent(new Event("input", { bubbles: true }));
};

document.addEventListener("keydown", (event) => {
  const box = event.target;
  if (event.key !== "Enter" || event.shiftKey || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  if (!box.matches?.(".editor textarea") || box.selectionStart !== box.selectionEnd) return;
  const at = box.selectionStart;
  const start = at && box.value.lastIndexOf("\n", at - 1) + 1;
  const before = box.value.slice(start, at);
  const item = before.match(ITEM);
  if (!item) return;
  event.preventDefault();
  const isEmpty = before.length === item[0].length && /^[^\S\n]*(\n|$)/.test(box.value.slice(at));
  if (isEmpty) replace(box, start, at, "");
  else replace(box, at, at, `\n${next(item)}`);
});
