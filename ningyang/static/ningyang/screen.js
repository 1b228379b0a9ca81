// Fetches the page anew and changes only the parts that differ, so that nothing flickers.
(function () {
  "use strict";
  var main = document.getElementById("screen");
  var wait = Number(main.dataset.every) * 1000;
  var seen = new Date();

  function clock(time) {
    return ("0" + time.getHours()).slice(-2) + ":" + ("0" + time.getMinutes()).slice(-2);
  }

  function take(text) {
    var fresh = new DOMParser().parseFromString(text, "text/html").getElementById("screen");
    if (!fresh) throw new Error("no screen");
    fresh.querySelectorAll("[data-part]").forEach(function (part) {
      var old = main.querySelector("[data-part='" + part.dataset.part + "']");
      if (!old.isEqualNode(part)) old.replaceWith(document.adoptNode(part));
    });
    seen = new Date();
    document.getElementById("state").textContent = "";
  }

  function ask() {
    fetch(window.location.href, { credentials: "same-origin", cache: "no-store" })
      .then(function (answer) {
        if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
        return answer.text();
      })
      .then(take)
      .catch(function () {
        document.getElementById("state").textContent =
          "未能刷新，以上为 " + clock(seen) + " 的数据，请检查网络或重新登录。";
      });
  }

  window.setInterval(ask, wait);
})();
