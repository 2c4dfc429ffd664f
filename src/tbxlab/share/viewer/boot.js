// Starts the service worker, which then shows TensorBoard at this very address. Says what to do where it cannot.
(async () => {
  "use strict";
  const RELOADS = 3; // a worker that does not take over after so many will not
  const place = document.getElementById("message");

  function explain(title, ...paragraphs) {
    place.replaceChildren();
    place.append(Object.assign(document.createElement("h1"), { textContent: title }));
    for (const text of paragraphs) {
      const paragraph = document.createElement("p");
      text.split("`").forEach((piece, i) => {
        if (i % 2) paragraph.append(Object.assign(document.createElement("code"), { textContent: piece }));
        else paragraph.append(piece);
      });
      place.append(paragraph);
    }
    document.documentElement.dataset.state = "explained";
  }

  const remedies = [
    "On the machine that has this folder: `tbxlab share FOLDER --open`, or `python -m http.server --directory FOLDER` " +
      "and then `http://localhost:8000/` in the browser. (If its interface lies outside of the folder, serve the folder that holds both.)",
    "On a web server: any static host will do, under any path, as long as the address begins with https://.",
  ];

  if (location.protocol === "file:") {
    return explain("This copy needs a web server", "A browser does not let a page that was opened as a file answer its own requests.", ...remedies);
  }
  if (!("serviceWorker" in navigator)) {
    if (window.isSecureContext) {
      return explain("This browser window has no service workers",
        "The copy answers TensorBoard's requests with one. Private windows and embedded pages often go without: open this address in an ordinary window.");
    }
    return explain("This copy needs a secure address",
      `Over plain http a browser lets a page answer its own requests only on localhost, not on ${location.hostname}.`,
      ...remedies,
      "Over ssh: `ssh -L 8000:localhost:8000 HOST`, and then `http://localhost:8000/` here.");
  }

  const key = `tbxlab-share ${location.pathname}`;
  const count = () => { try { return Number(sessionStorage.getItem(key)); } catch { return 0; } };
  const remember = (n) => { try { sessionStorage.setItem(key, n); } catch { /* then once only */ } };
  try {
    const registration = await navigator.serviceWorker.register("sw.js", { updateViaCache: "none" });
    const worker = registration.installing ?? registration.waiting ?? registration.active;
    if (worker.state !== "activated") {
      await new Promise((done, failed) => {
        worker.addEventListener("statechange", () => {
          if (worker.state === "activated") done();
          if (worker.state === "redundant") failed(new Error("the worker was refused"));
        });
      });
    }
    if (count() >= RELOADS) {
      remember(0);
      throw new Error("the worker is there, but this page is loaded past it");
    }
    remember(count() + 1);
    location.reload();
  } catch (error) {
    explain("This copy could not start", `The browser said: ${error.message}`,
      "Reload the page. If that does not help, open it in an ordinary window, or in another browser.", ...remedies);
  }
})();
