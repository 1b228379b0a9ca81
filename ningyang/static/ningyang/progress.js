// Asks once a second how far the job is; reloads the page when it has ended.
(function () {
  "use strict";
  var panel = document.querySelector("[data-status]");
  if (!panel) return;
  var text = panel.querySelector("[data-text]");
  var bar = panel.querySelector("progress");

  function show(status) {
    if (status.state !== "queued" && status.state !== "running") {
      window.location.reload();
      return;
    }
    if (text.textContent !== status.text) text.textContent = status.text;
    if (status.total) {
      bar.max = status.total;
      bar.value = status.done;
    }
    window.setTimeout(ask, 1000);
  }

  function ask() {
    fetch(panel.dataset.status, { headers: { Accept: "application/json" } })
      .then(function (answer) {
        if (!answer.ok) throw new Error(String(answer.status));
        return answer.json();
      })
      .then(show)
      .catch(function () {
        window.setTimeout(ask, 5000);
      });
  }

  window.setTimeout(ask, 1000);
})();
