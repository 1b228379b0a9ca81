// The month's entry page, second part: saving cell by cell, one request at a time, and saying how
// far it is; what somebody else changed meanwhile is shown beside what was typed.
(function () {
  "use strict";
  if (!window.reportCells) return;
  const {
    form, rows, cells, keep, drop, kept, isDirty, rewrite, clearWrong, beside, enter,
  } = window.reportCells;
  const IDLE = 1000;
  const RETRY = 5000;
  const overall = document.getElementById("state");
  const signIn = document.getElementById("sign-in");
  const queue = [];
  let busy = false;
  let trouble = "";
  let savedAt = "";
  let retry = 0;
  let after = null;

  // A version that is old by now makes the server show both values.
  function restore() {
    let number = 0;
    cells.forEach(function (cell) {
      const found = kept(cell);
      if (!found) return;
      if (found[0] === cell.saved) return drop(cell);
      cell.input.value = found[0];
      cell.version = found[1];
      show(cell);
      enqueue(cell);
      number += 1;
    });
    if (number) say("已找回上次没有存上的 " + number + " 处，正在补存");
  }

  function typed(cell) {
    clearWrong(cell);
    keep(cell);
    schedule(cell);
    show(cell);
  }

  function schedule(cell) {
    window.clearTimeout(cell.timer);
    cell.timer = window.setTimeout(function () { enqueue(cell); }, IDLE);
  }

  function enqueue(cell) {
    window.clearTimeout(cell.timer);
    cell.timer = 0;
    if (!isDirty(cell)) {
      drop(cell);
      return show(cell);
    }
    if (!queue.includes(cell)) queue.push(cell);
    pump();
  }

  function fill(cell, value) {
    cell.input.value = value;
    clearWrong(cell);
    if (!isDirty(cell)) return drop(cell);
    keep(cell);
    cell.input.closest("[data-ask]")?.removeAttribute("hidden");
    enqueue(cell);
  }

  function token() {
    const found = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/);
    return found ? found[1] : form.elements.csrfmiddlewaretoken.value;
  }

  function pump() {
    if (busy || !queue.length) return finish();
    const cell = queue[0];
    if (cell.both || cell.wrong || !isDirty(cell)) {
      queue.shift();
      show(cell);
      return pump();
    }
    busy = true;
    show(cell);
    const value = cell.input.value;
    fetch(form.dataset.save, {
      method: "POST",
      keepalive: true,
      headers: { "Content-Type": "application/json", "X-CSRFToken": token() },
      body: JSON.stringify({
        project: cell.project, field: cell.field, value: value,
        version: cell.version, user: form.dataset.user,
      }),
    }).then(function (answer) {
      if (answer.status === 401 || answer.status === 403 || answer.redirected) {
        return answer.json().catch(function () { return {}; }).then(function (data) {
          wait("sign-in", data.message || "登录已过期");
        });
      }
      if (answer.status >= 500) throw new Error(String(answer.status));
      if (answer.status === 404) return refuse(cell, "该项目已不在本单位，请刷新页面");
      return answer.json().then(function (data) {
        if (answer.status === 200) return confirm(cell, value, data);
        if (answer.status === 409) return offer(cell, data);
        return refuse(cell, data.message);
      });
    }).catch(function () {
      wait("offline", "");
    }).then(function () {
      busy = false;
      if (!trouble) pump();
    });
  }

  function settle(cell) {
    trouble = "";
    signIn.hidden = true;
    const at = queue.indexOf(cell);
    if (at >= 0) queue.splice(at, 1);
  }

  function wait(why, message) {
    trouble = why;
    if (why === "sign-in") {
      signIn.querySelector("[data-words]").textContent = message;
      signIn.hidden = false;
    }
    window.clearTimeout(retry);
    retry = window.setTimeout(again, RETRY);
    rows.forEach(showRow);
    showAll();
  }

  function again() {
    if (busy) return;
    window.clearTimeout(retry);
    trouble = "";
    pump();
  }

  function confirm(cell, value, data) {
    settle(cell);
    savedAt = cell.row.savedAt = data.at;
    cell.version = data.version;
    if (cell.input.value === value) {
      cell.saved = value;
      drop(cell);
      if (document.activeElement !== cell.input) rewrite(cell, data.value);
      else cell.tidy = data.value;
    } else {
      cell.saved = data.value;
      keep(cell);
      if (!cell.timer) schedule(cell);
    }
    become(cell, data);
    show(cell);
  }

  // What else the row has become: figures, card, remarks, and what others entered meanwhile.
  function become(cell, data) {
    const row = cell.row.element;
    row.querySelector("[data-rate]").textContent = data.rate;
    row.querySelector("[data-cumulative]").textContent = data.cumulative;
    const card = new DOMParser().parseFromString(data.card, "text/html").body;
    row.querySelector("[data-card]").replaceChildren(...card.childNodes);
    row.querySelector("[data-ahead]").textContent = data.ahead;
    const list = row.querySelector("[data-remarks]");
    list.textContent = "";
    data.remarks.forEach(function (text) {
      list.appendChild(document.createElement("li")).textContent = text;
    });
    cell.row.cells.forEach(function (other) {
      if (other === cell || isDirty(other)) return;
      other.version = data.versions[other.field];
      if (other.tidy === undefined && other.saved !== data.values[other.field]) {
        rewrite(other, data.values[other.field]);
      }
    });
    ask(row, "zero_reason", data.zero || data.values.zero_reason);
    ask(row, "remark", data.remarks.length || data.values.remark);
    const filled = rows.filter(function (each) {
      return "due" in each.element.dataset && each.cells[1].input.value.trim();
    });
    form.querySelector("[data-filled]").textContent = String(filled.length);
  }

  function ask(row, field, wanted) {
    const box = row.querySelector('[data-ask="' + field + '"]');
    if (!box.contains(document.activeElement)) box.hidden = !wanted;
  }

  function mark(cell, element) {
    element.id = "e-" + cell.input.id;
    cell.input.setAttribute("aria-invalid", "true");
    cell.input.setAttribute("aria-describedby", element.id);
    cell.input.closest("[data-ask]")?.removeAttribute("hidden");
    beside(cell).appendChild(element);
    show(cell);
  }

  function refuse(cell, message) {
    settle(cell);
    clearWrong(cell);
    cell.wrong = message;
    const text = document.createElement("p");
    text.className = "cell-error";
    text.textContent = message;
    mark(cell, text);
  }

  function offer(cell, data) {
    settle(cell);
    clearWrong(cell);
    cell.both = data;
    const box = document.createElement("div");
    box.className = "cell-both";
    const text = box.appendChild(document.createElement("p"));
    text.textContent = data.who + " " + data.when + " 改为“" + (data.theirs || "空") +
      "”，您填的是“" + (data.yours || "空") + "”。";
    button(box, "保留我的", function () {
      clearWrong(cell);
      cell.version = data.version;
      keep(cell);
      enqueue(cell);
      cell.input.focus();
    });
    button(box, "用对方的", function () {
      clearWrong(cell);
      cell.version = data.version;
      rewrite(cell, data.theirs);
      drop(cell);
      show(cell);
      cell.input.focus();
    });
    mark(cell, box);
  }

  function button(box, label, act) {
    const made = box.appendChild(document.createElement("button"));
    made.type = "button";
    made.className = "button small-button";
    made.textContent = label;
    made.addEventListener("click", act);
  }

  function show(cell) {
    showRow(cell.row);
    showAll();
  }

  function say(text) {
    if (overall.textContent !== text) overall.textContent = text;
  }

  function showRow(row) {
    const open = row.cells.filter(isDirty);
    const moving = open.some(function (cell) { return cell === queue[0]; });
    let text = row.savedAt ? "已保存 " + row.savedAt : "";
    if (open.length) text = moving && busy && !trouble ? "正在保存" : "未保存";
    row.state.textContent = text;
    row.state.classList.toggle("open", open.length > 0);
  }

  function bad() {
    return Array.from(cells.values()).filter(function (cell) { return cell.wrong || cell.both; });
  }

  function open() {
    return Array.from(cells.values()).filter(isDirty);
  }

  function showAll() {
    const left = open().length;
    const wrong = bad().length;
    if (wrong) say(wrong + " 处有误，还没有存上");
    else if (trouble === "offline") say("网络不通，" + left + " 处留在本机，将自动补存");
    else if (trouble) say(left + " 处留在本机，登录后自动补存");
    else if (left) say("正在保存 " + left + " 处");
    else if (savedAt) say("已全部保存 " + savedAt);
  }

  // Handing the whole form on: first everything is saved, then the button does its work.
  function finish() {
    if (!after || busy || queue.length || bad().length) return;
    const submitter = after;
    after = null;
    form.requestSubmit(submitter);
  }

  function hold(event) {
    open().forEach(enqueue);
    if (!busy && !queue.length && !bad().length) {
      form.elements.csrfmiddlewaretoken.value = token();
      return;
    }
    event.preventDefault();
    after = bad().length ? null : event.submitter;
    if (!after) enter(bad()[0]);
  }

  form.addEventListener("input", function (event) {
    const cell = cells.get(event.target);
    if (cell) typed(cell);
  });
  form.addEventListener("focusout", function (event) {
    const cell = cells.get(event.target);
    if (!cell) return;
    if (!isDirty(cell) && cell.tidy !== undefined) rewrite(cell, cell.tidy);
    else if (isDirty(cell) && cell.timer) schedule(cell);
  });
  form.addEventListener("submit", hold);
  window.addEventListener("online", again);
  window.addEventListener("focus", again);
  document.addEventListener("visibilitychange", function () {
    if (document.visibilityState === "hidden") open().forEach(enqueue);
    else again();
  });

  restore();
  window.reportSaving = { fill, say };
})();
