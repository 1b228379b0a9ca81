// The month's entry page: moving between cells, pasting a block, saving cell by cell.
// Every value that the server has not confirmed stays in localStorage, one key a cell.
(function () {
  "use strict";
  const form = document.querySelector("form[data-save]");
  if (!form) return;
  const COLUMNS = ["plan", "done", "visible_progress", "problems", "zero_reason", "remark"];
  const IDLE = 1000;
  const RETRY = 5000;
  const overall = document.getElementById("state");
  const signIn = document.getElementById("sign-in");
  const cells = new Map();
  const rows = Array.from(form.querySelectorAll("tr[data-row]"), readRow);
  const queue = [];
  let busy = false;
  let trouble = "";
  let savedAt = "";
  let retry = 0;
  let after = null;

  function readRow(element, at) {
    const pk = element.dataset.row;
    const versions = form.elements["v-" + pk].value.split(".").map(Number);
    const row = { element, at, cells: [], state: element.querySelector(".row-state"), savedAt: "" };
    COLUMNS.forEach(function (field, column) {
      const input = document.getElementById("f-" + pk + "-" + field);
      const cell = {
        input, field, row, column, project: Number(pk),
        version: versions[field === "plan" ? 0 : 1],
        saved: input.value, wrong: "", both: null, timer: 0,
      };
      row.cells.push(cell);
      cells.set(input, cell);
    });
    return row;
  }

  // What is kept until the server has it ------------------------------------------------

  function key(cell) {
    return ["report", form.dataset.user, form.dataset.month, cell.input.id].join("/");
  }

  function keep(cell) {
    try {
      localStorage.setItem(key(cell), JSON.stringify([cell.input.value, cell.version]));
    } catch { /* full or forbidden: the server still gets it in a second */ }
  }

  function drop(cell) {
    try {
      localStorage.removeItem(key(cell));
    } catch { /* nothing was kept */ }
  }

  function kept(cell) {
    try {
      return JSON.parse(localStorage.getItem(key(cell)));
    } catch {
      return null;
    }
  }

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

  // Saving ------------------------------------------------------------------------------

  function isDirty(cell) {
    return cell.input.value !== cell.saved;
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

  function rewrite(cell, value) {
    cell.input.value = cell.saved = value;
    cell.tidy = undefined;
  }

  // What else the row has become: figures, card, remarks, and what others entered meanwhile.
  function become(cell, data) {
    const row = cell.row.element;
    row.querySelector("[data-rate]").textContent = data.rate;
    row.querySelector("[data-cumulative]").textContent = data.cumulative;
    const card = new DOMParser().parseFromString(data.card, "text/html").body;
    row.querySelector("[data-card]").replaceChildren(...card.childNodes);
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

  function beside(cell) {
    return cell.input.parentElement;
  }

  function clearWrong(cell) {
    cell.wrong = "";
    cell.both = null;
    cell.input.removeAttribute("aria-invalid");
    cell.input.removeAttribute("aria-describedby");
    beside(cell).querySelectorAll(".cell-error, .cell-both").forEach(function (old) {
      old.remove();
    });
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

  // How far it is -------------------------------------------------------------------------

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

  // Moving --------------------------------------------------------------------------------

  function enter(cell) {
    cell.input.focus();
    if (cell.input.tagName === "INPUT") cell.input.select();
    else cell.input.setSelectionRange(cell.input.value.length, cell.input.value.length);
  }

  function isShown(cell) {
    return !cell.input.closest("[hidden]");
  }

  function down(cell, step) {
    for (let at = cell.row.at + step; rows[at]; at += step) {
      const next = rows[at].cells[cell.column];
      if (isShown(next)) return enter(next);
    }
  }

  function along(cell, step) {
    for (let at = cell.column + step; cell.row.cells[at]; at += step) {
      if (isShown(cell.row.cells[at])) return enter(cell.row.cells[at]);
    }
  }

  function newline(input) {
    input.setRangeText("\n", input.selectionStart, input.selectionEnd, "end");
    input.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function edge(input) {
    const all = input.selectionStart === 0 && input.selectionEnd === input.value.length;
    const one = input.selectionStart === input.selectionEnd;
    return {
      start: all || (one && input.selectionStart === 0),
      end: all || (one && input.selectionEnd === input.value.length),
    };
  }

  function arrow(event, cell) {
    const single = cell.input.tagName === "INPUT";
    const at = edge(cell.input);
    const moves = {
      ArrowUp: (single || at.start) && function () { down(cell, -1); },
      ArrowDown: (single || at.end) && function () { down(cell, 1); },
      ArrowLeft: at.start && function () { along(cell, -1); },
      ArrowRight: at.end && function () { along(cell, 1); },
    };
    const move = moves[event.key];
    if (!move) return;
    event.preventDefault();
    move();
  }

  form.addEventListener("keydown", function (event) {
    const cell = cells.get(event.target);
    if (!cell || event.isComposing || event.keyCode === 229) return;
    if (event.key === "Enter") {
      event.preventDefault();
      if (event.altKey && cell.input.tagName === "TEXTAREA") newline(cell.input);
      else down(cell, event.shiftKey ? -1 : 1);
    } else if (!event.shiftKey && !event.ctrlKey && !event.altKey && !event.metaKey) {
      arrow(event, cell);
    }
  });

  // Pasting -------------------------------------------------------------------------------

  // Rows of cells as a spreadsheet copies them: tabs, line ends, quotes around line breaks.
  function block(text) {
    const found = [[]];
    let value = "";
    let quoted = false;
    const source = text.replace(/\r\n?/g, "\n").replace(/\n$/, "");
    for (let at = 0; at < source.length; at += 1) {
      const sign = source[at];
      if (quoted) {
        if (sign === '"' && source[at + 1] === '"') { value += '"'; at += 1; }
        else if (sign === '"') quoted = false;
        else value += sign;
      } else if (sign === '"' && value === "" && closes(source, at)) quoted = true;
      else if (sign === "\t") { found[found.length - 1].push(value); value = ""; }
      else if (sign === "\n") { found[found.length - 1].push(value); value = ""; found.push([]); }
      else value += sign;
    }
    found[found.length - 1].push(value);
    return found;
  }

  // A quote opens a cell only where another ends it; else it is a sign like any other.
  function closes(source, at) {
    return /^"(?:[^"]|"")*"(?:[\t\n]|$)/.test(source.slice(at));
  }

  form.addEventListener("paste", function (event) {
    const cell = cells.get(event.target);
    const text = event.clipboardData ? event.clipboardData.getData("text/plain") : "";
    const found = block(text);
    if (!cell || (found.length === 1 && found[0].length === 1 && !/^"|[\r\n]/.test(text))) return;
    event.preventDefault();
    let beyond = 0;
    found.forEach(function (line, down) {
      line.forEach(function (value, along) {
        const row = rows[cell.row.at + down];
        const target = row && row.cells[cell.column + along];
        if (target && (along === 0 || target.column < 4)) fill(target, value.trim());
        else if (value.trim()) beyond += 1;
      });
    });
    if (beyond) say("粘贴的内容有 " + beyond + " 格超出表格，没有填入");
  });

  function fill(cell, value) {
    cell.input.value = value;
    clearWrong(cell);
    if (!isDirty(cell)) return drop(cell);
    keep(cell);
    cell.input.closest("[data-ask]")?.removeAttribute("hidden");
    enqueue(cell);
  }

  // --------------------------------------------------------------------------------------

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

  function reach() {
    const input = location.hash && document.getElementById(location.hash.slice(1));
    if (!cells.has(input)) return false;
    input.closest("[data-ask]")?.removeAttribute("hidden");
    enter(cells.get(input));
    return true;
  }
  window.addEventListener("hashchange", reach);
  window.addEventListener("pageshow", function (event) {
    if (event.persisted) location.reload(); // back from another page: what stands here is old
  });

  restore();
  const first = rows.find(function (row) {
    return "due" in row.element.dataset && !row.cells[1].input.value;
  });
  if (!reach() && first && window.matchMedia("(min-width: 761px)").matches) enter(first.cells[1]);
})();
