// What a page says of itself beside what is on it: that a line was copied, and that what it shows
// has changed; and what it does when the connection fails while it asks. Without this file the page
// is the same, without buttons to copy, and does not ask again.
(() => {
  const QUIET = 5000; // between two words of changes
  const SHOWN = 2000; // how long a button says what became of it
  const AGAIN = 2000; // before what failed is asked again; each time twice as long
  const LONGEST = 60000;
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

  const live = document.getElementById("live");
  if (live) {
    const page = document.getElementById("page");
    const askAgain = (asking, name) => {
      let pause = AGAIN;
      let waiting;
      const later = () => {
        if (!waiting) {
          waiting = setTimeout(() => {
            waiting = undefined;
            live.dispatchEvent(new Event(name));
          }, pause);
          pause = Math.min(2 * pause, LONGEST);
        }
      };
      asking.addEventListener("htmx:error", later);
      asking.addEventListener("htmx:response:error", event => {
        const status = event.detail.ctx.response.status;
        if (status === 429 || status >= 500) {
          later();
        }
      });
      return () => {
        clearTimeout(waiting);
        waiting = undefined;
        pause = AGAIN;
      };
    };
    askAgain(live, "again");
    const answered = askAgain(page, "changed");

    let known = content();
    let last = -QUIET;
    let waiting;
    const changed = () => {
      waiting = undefined;
      last = performance.now();
      say("Changed just now");
    };
    page.addEventListener("htmx:after:swap", event => {
      if (event.detail.ctx.response.status >= 400) {
        return; // nothing was
      }
      answered();
      const now = content();
      if (now !== known && !waiting) {
        waiting = setTimeout(changed, Math.max(0, last + QUIET - performance.now()));
      }
      known = now;
    });
  }
})();
