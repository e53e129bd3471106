// What the pages do besides, where scripts run. All of them work without.
// Names of files and answers of the server are only ever put in as text.

// An error summary is read first.
document.querySelector("main > [data-focus]")?.focus();

// The way to leave quickly replaces this page, so that "back" does not lead here.
for (const link of document.querySelectorAll("[data-leave]")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    location.replace(link.href);
  });
}

// A text with a limit says how many letters are left.
for (const area of document.querySelectorAll("[data-limit]")) {
  const note = document.getElementById(area.id + "-limit");
  const limit = Number(area.dataset.limit);
  let wait = 0;
  const tell = () => {
    const left = limit - [...area.value].length;
    note.textContent = (left < 0 ? note.dataset.over : note.dataset.left) + " " + Math.abs(left);
    note.classList.toggle("eh-limit--over", left < 0);
  };
  note.setAttribute("aria-live", "polite");
  area.addEventListener("input", () => {
    clearTimeout(wait);
    wait = setTimeout(tell, 400);
  });
  if (area.value) tell();
}

// A form that has been sent is not sent twice.
for (const form of document.querySelectorAll("form[method=post]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
    setTimeout(() => delete form.dataset.sent, 5000); // what came may be a file, and the page stays
  });
}
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

// Files chosen are listed, and when their form says where to send one by one
// (data-upload-to), sent at once with their progress.
for (const input of document.querySelectorAll("[data-upload]")) {
  const status = input.parentElement.querySelector("[data-upload-status]");
  const to = input.form?.dataset.uploadTo;
  input.addEventListener("change", async () => {
    status.replaceChildren();
    const lines = [...input.files].map((file) => [file, line(status, file.name)]);
    if (!to) return;
    for (const [file, row] of lines) {
      if (await send(to, input, file, row)) drop(input, file);
    }
  });
}

// drop takes a file that has arrived out of what the form will send.
function drop(input, file) {
  const rest = new DataTransfer();
  for (const other of input.files) if (other !== file) rest.items.add(other);
  input.files = rest.files;
}

function line(status, name) {
  const row = document.createElement("p");
  const label = document.createElement("span");
  const note = document.createElement("span");
  label.textContent = name + " ";
  label.className = "eh-files__name";
  note.className = "eh-files__note";
  row.append(label, note);
  status.append(row);
  return { row, note };
}

function send(to, input, file, { row, note }) {
  const bar = document.createElement("progress");
  bar.max = 1;
  bar.setAttribute("aria-label", file.name);
  row.append(bar);
  note.textContent = input.dataset.sending;
  return new Promise((done) => {
    const request = new XMLHttpRequest();
    const end = (ok) => {
      bar.remove();
      note.textContent = ok ? input.dataset.sent : input.dataset.failed;
      done(ok);
    };
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) bar.value = event.loaded / event.total;
    });
    request.addEventListener("load", () => end(request.status >= 200 && request.status < 300));
    request.addEventListener("error", () => end(false));
    request.open("POST", to);
    const body = new FormData();
    body.append(input.name, file);
    request.send(body);
  });
}
