// Connects allauth's WebAuthn code to the page: which buttons, and what is said when it fails.
document.addEventListener("DOMContentLoaded", () => {
  const place = document.getElementById("kunci-sandi-galat");
  if (!place) return;
  const ids = JSON.parse(place.dataset.ids);
  ids.data = "kunci-sandi-data";
  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    place.hidden = false;
  });
  if (!window.PublicKeyCredential) {
    const button = document.getElementById(ids.login || ids.authenticate || ids.add);
    if (button) button.disabled = true;
    return;
  }
  window.allauth.webauthn.forms[place.dataset.call]({ ids });
});
