// Keeps on the server what somebody types, a few seconds after they stop. Nothing is kept in the browser.
// Without this a form still loses nothing: the server keeps what it refuses.
const WAIT = 3000;

const start = (form) => {
  const said = document.getElementById(form.dataset.status);
  let timer, dirty = false, busy = false, done = false, leaving = false;

  const say = (text) => { if (said && text) said.textContent = text; };

  // Kept: from now on the address of a new entry is that of its kept text, so that a reload finds it.
  // What the answer says of how far it is takes the place of what the page says.
  const told = (isKept, { said, how_far: howFar }) => {
    say(said);
    const place = howFar && document.getElementById("how-far");
    if (place) place.outerHTML = howFar;
    if (isKept && said && form.dataset.here) history.replaceState(history.state, "", form.dataset.here);
  };

  // The page stayed open over a sign-in in another tab: its token is old, the new one is asked for.
  const renew = async () => {
    const answer = await fetch(form.dataset.autosave, { headers: { Accept: "application/json" } });
    if (!answer.ok || !answer.headers.get("content-type")?.includes("json")) return false;
    const { csrf } = await answer.json();
    for (const input of document.querySelectorAll("[name=csrfmiddlewaretoken]")) input.value = csrf;
    return Boolean(csrf);
  };

  const send = (keepalive) => fetch(form.dataset.autosave, {
    method: "POST", body: new FormData(form), headers: { Accept: "application/json" }, redirect: "manual", keepalive,
  });

  const save = async (keepalive = false) => {
    clearTimeout(timer);
    if (!dirty || busy || done) return;
    busy = true; dirty = false;
    try {
      let answer = await send(keepalive);
      if (!keepalive && [401, 403].includes(answer.status) && await renew()) answer = await send(false);
      const isOurs = answer.headers.get("content-type")?.includes("json");
      if (answer.status === 401 || answer.type === "opaqueredirect") say(form.dataset.signedOut);
      else if (isOurs && answer.status < 500) told(answer.ok, await answer.json());
      else throw new Error();
      if (!isOurs) dirty = true;
    } catch {
      dirty = true;
      say(form.dataset.failed);
    }
    busy = false;
    if (dirty && !done) timer = setTimeout(save, WAIT * 3);
  };

  form.addEventListener("input", () => {
    dirty = true;
    clearTimeout(timer);
    timer = setTimeout(save, WAIT);
  });
  form.addEventListener("submit", (event) => { done = !event.submitter?.hasAttribute("hx-post"); clearTimeout(timer); });
  // Another button of the page, such as the switch of language: first what was typed is kept.
  document.addEventListener("submit", async (event) => {
    if (event.target === form || event.defaultPrevented || leaving || !dirty) return;
    event.preventDefault();
    await save();
    leaving = true;
    event.target.requestSubmit(event.submitter);
  });
  window.addEventListener("pageshow", (event) => { if (event.persisted) done = leaving = false; });
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") save(true); });
};

for (const form of document.querySelectorAll("form[data-autosave]")) start(form);
