// Forms with data-passkey ask the browser for a passkey, or to make one, when they are sent.
(() => {
  "use strict";

  const SENTENCES = {
    NotAllowedError: "No passkey was chosen, or it took too long. Try again.",
    InvalidStateError: "This device holds a passkey for this account already.",
    SecurityError: "The browser allows no passkeys at this address.",
  };

  async function optionsOf(form) {
    if (form.dataset.options) return JSON.parse(form.dataset.options).publicKey;
    const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error("The server did not answer. Try again in a minute.");
    return (await answer.json()).request_options.publicKey;
  }

  async function credentialFor(form) {
    const options = await optionsOf(form);
    return form.dataset.passkey === "create"
      ? navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
      : navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
  }

  for (const form of document.querySelectorAll("form[data-passkey]")) {
    const says = form.querySelector("[data-passkey-says]");
    const button = form.querySelector("button");
    if (!window.PublicKeyCredential?.parseRequestOptionsFromJSON) {
      says.textContent = "This browser can’t use passkeys here.";
      continue;
    }
    button.disabled = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      button.disabled = true;
      says.textContent = "";
      try {
        form.elements.credential.value = JSON.stringify((await credentialFor(form)).toJSON());
        form.submit();
      } catch (error) {
        says.textContent = SENTENCES[error.name] || error.message;
        button.disabled = false;
      }
    });
  }
})();
