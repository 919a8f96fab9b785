// The live preview's end of the wire: load the page again, or show what is wrong above it.
const wire = new EventSource("/_preview/events");
let broken = false;

wire.addEventListener("reload", () => location.reload());
wire.addEventListener("problem", (event) => show(JSON.parse(event.data)));
wire.onerror = () => { broken = true; };
wire.onopen = () => { if (broken) location.reload(); };

function show(text) {
  let banner = document.getElementById("preview-problem");
  if (!text) {
    banner?.remove();
    return;
  }
  if (!banner) {
    banner = document.createElement("pre");
    banner.id = "preview-problem";
    banner.setAttribute("role", "alert");
    Object.assign(banner.style, {
      position: "sticky", top: "0", zIndex: "1000", margin: "0", padding: "1rem",
      maxHeight: "40vh", overflow: "auto", whiteSpace: "pre-wrap",
      font: "14px/1.4 ui-monospace, monospace", background: "#8c1d18", color: "#ffffff",
    });
    document.body.prepend(banner);
  }
  banner.textContent = text;
}
