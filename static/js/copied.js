// What is there to be copied is selected as a whole when one gets there.
for (const box of document.querySelectorAll("[data-copied]")) box.addEventListener("focus", () => box.select());
