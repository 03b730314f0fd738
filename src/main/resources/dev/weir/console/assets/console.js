// What a page says of itself beside what is on it: that a line was copied, and that what it shows
// has changed. Without this file the page is the same, without buttons to copy.
(() => {
  const QUIET = 5000; // between two words of changes
  const SHOWN = 2000; // how long a button says what became of it
  const region = document.getElementById("said");
  let clearing;

  // the same words twice are only heard if there were none between
  const say = words => {
    clearTimeout(clearing);
    region.textContent = words;
    clearing = setTimeout(() => { region.textContent = ""; }, SHOWN);
  };

  const copy = async button => {
    const word = button.firstElementChild;
    let said = "Copied";
    try {
      await navigator.clipboard.writeText(button.previousElementSibling.textContent);
    } catch {
      said = "Not copied: the browser does not let pages copy";
    }
    word.textContent = said;
    say(said);
    setTimeout(() => { word.textContent = "Copy"; }, SHOWN);
  };

  if (navigator.clipboard) {
    document.documentElement.classList.add("copies");
    document.addEventListener("click", event => {
      const button = event.target.closest("button.copy");
      if (button) {
        copy(button);
      }
    });
  }

  // ages pass by themselves, and buttons say what was done with them
  const content = () => {
    const page = document.getElementById("page").cloneNode(true);
    page.querySelectorAll("time, .copy").forEach(part => part.remove());
    return page.textContent.replace(/\s+/g, " ");
  };

  if (document.getElementById("live")) {
    let known = content();
    let last = -QUIET;
    let waiting;
    const changed = () => {
      waiting = undefined;
      last = performance.now();
      say("Changed just now");
    };
    document.addEventListener("htmx:after:swap", () => {
      const now = content();
      if (now !== known && !waiting) {
        waiting = setTimeout(changed, Math.max(0, last + QUIET - performance.now()));
      }
      known = now;
    });
  }
})();
