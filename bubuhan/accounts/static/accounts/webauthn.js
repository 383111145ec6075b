// Connects allauth's WebAuthn code to the page: which button, and what is said when it fails.
document.addEventListener("DOMContentLoaded", () => {
  const place = document.getElementById("kunci-sandi-galat");
  const button = document.getElementById("kunci-sandi-tombol");
  if (!place || !button) return;
  if (!window.PublicKeyCredential) {
    button.disabled = true;
    return;
  }
  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    place.hidden = false;
  });
  const ids = {
    login: button.id,
    authenticate: button.id,
    add: button.id,
    credential: "kunci-sandi-isi",
    passwordless: "id_passwordless",
    data: "kunci-sandi-data",
  };
  window.allauth.webauthn.forms[place.dataset.call]({ ids });
});
