// Makes and uses passkeys. Served as a module; the page works without it, by
// the other ways to sign in. A form with data-passkey="make" or "use" is what
// it drives; its button is hidden until this has run.

const post = async (path, body) => {
  const answer = await fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
    credentials: "same-origin",
  });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
};

const kinds = {
  make: async (base, form) => {
    const { token, options } = await post(`${base}/make/begin`, {});
    const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options.publicKey);
    const answer = (await navigator.credentials.create({ publicKey })).toJSON();
    const name = new FormData(form).get("name") ?? "";
    return post(`${base}/make/finish`, { token, name, answer });
  },
  use: async (base) => {
    const { token, options } = await post(`${base}/use/begin`, {});
    const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options.publicKey);
    const answer = (await navigator.credentials.get({ publicKey })).toJSON();
    return post(`${base}/use/finish`, { token, answer });
  },
};

export const passkey = (kind, base, form) => kinds[kind](base, form);

if (window.PublicKeyCredential?.parseCreationOptionsFromJSON) {
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.hidden = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const failed = form.querySelector("[data-passkey-failed]");
      if (failed) failed.hidden = true;
      try {
        await passkey(form.dataset.passkey, form.action, form);
        location.assign(form.dataset.next ?? location.href);
      } catch {
        if (failed) failed.hidden = false;
      }
    });
  }
}
