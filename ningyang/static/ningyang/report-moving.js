// The month's entry page, third part: Enter and the arrows move between the cells, a block from a
// spreadsheet lands in them, and a link to a cell leads to it.
(function () {
  "use strict";
  if (!window.reportCells) return;
  const { form, rows, cells, isShown, enter } = window.reportCells;
  const { fill, say } = window.reportSaving;

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

  const first = rows.find(function (row) {
    return "due" in row.element.dataset && !row.cells[1].input.value;
  });
  if (!reach() && first && window.matchMedia("(min-width: 761px)").matches) enter(first.cells[1]);
})();
