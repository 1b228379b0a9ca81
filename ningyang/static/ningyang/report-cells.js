// The month's entry page, first part: its rows and cells, and what is kept of them until the
// server has it. Every value that it has not confirmed stays in localStorage, one key a cell.
(function () {
  "use strict";
  const form = document.querySelector("form[data-save]");
  if (!form) return;
  const COLUMNS = ["plan", "done", "visible_progress", "problems", "zero_reason", "remark"];
  const cells = new Map();
  const rows = Array.from(form.querySelectorAll("tr[data-row]"), readRow);

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

  function isDirty(cell) {
    return cell.input.value !== cell.saved;
  }

  function rewrite(cell, value) {
    cell.input.value = cell.saved = value;
    cell.tidy = undefined;
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

  function beside(cell) {
    return cell.input.parentElement;
  }

  function isShown(cell) {
    return !cell.input.closest("[hidden]");
  }

  function enter(cell) {
    cell.input.focus();
    if (cell.input.tagName === "INPUT") cell.input.select();
    else cell.input.setSelectionRange(cell.input.value.length, cell.input.value.length);
  }

  window.reportCells = {
    form, rows, cells, keep, drop, kept, isDirty, rewrite, clearWrong, beside, isShown, enter,
  };
})();
