// Before the first paint: the chosen colours, and that scripts run.
(function (root) {
  root.classList.add("js");
  try { root.dataset.scheme = localStorage.getItem("scheme") || "auto"; } catch { root.dataset.scheme = "auto"; }
})(document.documentElement);
